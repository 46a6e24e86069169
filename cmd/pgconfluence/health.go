package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// healthCmd is a health check that needs no shell and no curl.
type healthCmd struct {
	URL     string        `name:"health-url" default:"http://127.0.0.1:9187/healthz" help:"Where the server's health is told."`
	Timeout time.Duration `name:"health-timeout" default:"3s" help:"How long to wait for the answer."`
}

// Run fails unless the server says that it is well.
func (c *healthCmd) Run(ctx context.Context, o out) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return usageError{err}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", resp.Status)
	}
	fmt.Fprintln(o.stdout, "ok")
	return nil
}
