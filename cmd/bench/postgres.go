package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// postgres is a throw-away PostgreSQL 15 in its default configuration.
type postgres struct {
	bin, dir string
	port     int
}

func pgBinDefault() string {
	if dir := os.Getenv("PG_BIN"); dir != "" {
		return dir
	}
	return "/usr/lib/postgresql/15/bin"
}

// startPostgres makes a cluster and runs it.
func startPostgres(ctx context.Context, bin, dir string) (*postgres, error) {
	p := &postgres{bin: bin, dir: filepath.Join(dir, "postgres")}
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		// PostgreSQL refuses to run as root.
		if out, err := exec.CommandContext(ctx, "chown", "postgres:", p.dir).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("chown: %w\n%s", err, out)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			return nil, err
		}
	}
	if err := p.command(ctx, "initdb", "-D", p.data(), "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"); err != nil {
		return nil, err
	}
	var err error
	if p.port, err = freePort(); err != nil {
		return nil, err
	}
	options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories=%s -c timezone=UTC", p.port, p.dir)
	if err := p.command(ctx, "pg_ctl", "-D", p.data(), "-w", "-t", "60", "-l", filepath.Join(p.dir, "log"), "-o", options, "start"); err != nil {
		log, _ := os.ReadFile(filepath.Join(p.dir, "log"))
		return nil, fmt.Errorf("%w\n%s", err, log)
	}
	return p, nil
}

func (p *postgres) data() string { return filepath.Join(p.dir, "data") }

// command runs one of PostgreSQL's programs, as somebody else than root.
func (p *postgres) command(ctx context.Context, name string, args ...string) error {
	argv := append([]string{filepath.Join(p.bin, name)}, args...)
	if os.Getuid() == 0 {
		argv = append([]string{"runuser", "-u", "postgres", "--"}, argv...)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = p.dir
	// Not a pipe: the server would keep it open and Run would wait for that.
	out, err := os.CreateTemp("", "pgconfluence-bench-*.out")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", name, err, bytes.TrimSpace(text))
	}
	return nil
}

// stop ends the server, also when the run was interrupted.
func (p *postgres) stop() error {
	return p.command(context.Background(), "pg_ctl", "-D", p.data(), "-m", "immediate", "-w", "stop")
}

func (p *postgres) connect(ctx context.Context) (*pgconn.PgConn, error) {
	return pgconn.Connect(ctx, "host=127.0.0.1 port="+strconv.Itoa(p.port)+" user=postgres dbname=postgres sslmode=disable")
}

// freePort is a port that nobody listened on a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
