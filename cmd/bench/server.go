package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// server is a running pgconfluence, the binary as it is shipped.
type server struct {
	cmd     *exec.Cmd
	address string
	logFile string
	exited  chan error
}

// startServer runs `pgconfluence serve` with its defaults beside the given
// flags. Its environment has no settings of the caller's.
func (b *bench) startServer(ctx context.Context, siteURL string, flags ...string) (*server, error) {
	log, err := os.CreateTemp(b.dir, "server-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	args := append([]string{"serve", "--site", siteURL, "--listen", "127.0.0.1:0", "--metrics-listen=", "--log-format", "json"}, flags...)
	s := &server{cmd: exec.Command(b.binary, args...), logFile: log.Name(), exited: make(chan error, 1)}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PGCONFLUENCE_") {
			s.cmd.Env = append(s.cmd.Env, v)
		}
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.exited <- s.cmd.Wait() }()
	if err := s.listens(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// listens waits until the server has told its address.
func (s *server) listens(ctx context.Context) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if s.address = toldAddress(s.logFile); s.address != "" {
			return nil
		}
		select {
		case err := <-s.exited:
			s.exited <- err
			text, _ := os.ReadFile(s.logFile)
			return fmt.Errorf("the server ended: %v\n%s", err, text)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return errors.New("the server did not start to listen within 30 seconds")
}

// toldAddress finds in a log where the server listens, "" if it does not say.
func toldAddress(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		var line struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening for PostgreSQL clients" {
			return line.Address
		}
	}
	return ""
}

// stop ends the server and waits for it; its store is gone then.
func (s *server) stop() error {
	s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-s.exited:
		return err
	case <-time.After(40 * time.Second):
		s.cmd.Process.Kill()
		<-s.exited
		return errors.New("the server did not stop within 40 seconds of SIGTERM")
	}
}

// config is how to log in. Rows that have been read stay good for the whole
// run: what is measured is queries, not loading.
func (s *server) config(email, token, sslmode string) (*pgconn.Config, error) {
	host, port, _ := strings.Cut(s.address, ":")
	c, err := pgconn.ParseConfig(fmt.Sprintf("host=%s port=%s dbname=confluence sslmode=%s connect_timeout=60", host, port, sslmode))
	if err != nil {
		return nil, err
	}
	c.User, c.Password = email, token
	c.RuntimeParams["confluence.max_age"] = "1d"
	return c, nil
}

// connect logs the person in, without TLS, as on loopback one may.
func (s *server) connect(ctx context.Context) (*pgconn.PgConn, error) {
	c, err := s.config(email, token, "disable")
	if err != nil {
		return nil, err
	}
	return pgconn.ConnectConfig(ctx, c)
}

// versionOf is what the binary says it is.
func versionOf(ctx context.Context, binary string) (string, error) {
	path, err := filepath.Abs(binary)
	if err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, path, "--version").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w\n%s", binary, err, out)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line, nil
}
