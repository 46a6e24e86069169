package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// scan measures the first reading of all pages by a server that has nothing,
// beside a plain client that walks the same list page by page.
func (b *bench) scan(ctx context.Context) error {
	site, err := startSite(b.sizes.scan)
	if err != nil {
		return err
	}
	defer site.stop()
	s := b.report.section("Cold scan of pages", fmt.Sprintf(
		"`SELECT count(*) FROM pages` by a fresh server with its default limits (8 calls at once, 50 a second), beside a "+
			"plain HTTP client that follows the cursor of `/pages`, 100 a page. %s pages in %d spaces; medians of %d runs.",
		thousands(int64(site.pages)), b.sizes.scan.spaces, b.sizes.scanRuns),
		"latency", "requests", "of them first of a walk", "time", "serial: requests", "serial: time", "ratio")
	for _, latency := range b.sizes.latencies {
		progress("scan: %d pages at %v latency", site.pages, latency)
		if err := b.scanAt(ctx, s, site, latency.String(), latency); err != nil {
			return err
		}
	}
	// What remains when nothing is waited for.
	return b.scanAt(ctx, s, site, "0s, any number a second", 0, "--requests-per-second", "100000")
}

// scanAt fills one row, and the bars.
func (b *bench) scanAt(ctx context.Context, s *section, site *site, name string, latency time.Duration, flags ...string) error {
	var ours, serial []time.Duration
	var most traffic
	steps := 0
	for range b.sizes.scanRuns {
		took, t, err := b.coldScan(ctx, site, latency, flags...)
		if err != nil {
			return err
		}
		ours = append(ours, took)
		if t.requests-t.walks >= most.requests-most.walks {
			most = t
		}
		started := time.Now()
		if steps, err = serialWalk(ctx, site); err != nil {
			return err
		}
		serial = append(serial, time.Since(started))
	}
	p := pair{ours: median(ours), theirs: median(serial)}
	s.row(name, strconv.Itoa(most.requests), strconv.Itoa(most.walks), duration(p.ours), strconv.Itoa(steps),
		duration(p.theirs), ratio(p.ratio()))
	allowed := (site.pages+249)/250 + 10 + most.walks
	s.bar("scan requests", fmt.Sprintf("Cold scan at %v: at most ceil(n/250) + 10 requests and one per walk", name),
		most.requests <= allowed, "%d of %d", most.requests, allowed)
	if latency == 100*time.Millisecond {
		s.bar("scan speed", "Cold scan at 100ms: 8 times as fast as a serial walk", p.ratio() >= 8, "%s times", ratio(p.ratio()))
	}
	return nil
}

// coldScan has a fresh server count the pages.
func (b *bench) coldScan(ctx context.Context, site *site, latency time.Duration, flags ...string) (time.Duration, traffic, error) {
	site.delay(0)
	server, err := b.startServer(ctx, site.url, flags...)
	if err != nil {
		return 0, traffic{}, err
	}
	defer server.stop()
	conn, err := server.connect(ctx)
	if err != nil {
		return 0, traffic{}, err
	}
	defer conn.Close(ctx)
	site.delay(latency)
	site.ResetRequests()
	started := time.Now()
	lines, err := answer(ctx, conn, "SELECT count(*) FROM pages")
	took := time.Since(started)
	if err != nil {
		return 0, traffic{}, err
	}
	if want := strconv.Itoa(site.pages) + "\t"; len(lines) != 1 || lines[0] != want {
		return 0, traffic{}, fmt.Errorf("counted %q pages, there are %d", lines, site.pages)
	}
	t := site.traffic()
	if t.failed > 0 {
		return 0, traffic{}, fmt.Errorf("%d requests of the scan failed", t.failed)
	}
	return took, t, nil
}

// serialWalk reads all pages as a script would. It returns its requests.
func serialWalk(ctx context.Context, site *site) (requests int, err error) {
	var pages int
	for next := "/wiki/api/v2/pages?limit=100"; next != ""; requests++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, site.url+next, nil)
		if err != nil {
			return 0, err
		}
		req.SetBasicAuth(email, token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, err
		}
		var body struct {
			Results []map[string]any `json:"results"`
			Links   struct {
				Next string `json:"next"`
			} `json:"_links"`
		}
		err = json.NewDecoder(resp.Body).Decode(&body)
		io.Copy(io.Discard, resp.Body) // so that the connection is used again
		err = errors.Join(err, resp.Body.Close())
		if err != nil || resp.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("the serial walk: %s: %w", resp.Status, err)
		}
		pages += len(body.Results)
		next = body.Links.Next
	}
	if pages != site.pages {
		return 0, fmt.Errorf("the serial walk found %d pages, there are %d", pages, site.pages)
	}
	return requests, nil
}
