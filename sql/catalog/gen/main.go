// Command gen writes the data files of package catalog from a running
// PostgreSQL 15 with the locale and encoding that this server claims
// (initdb --locale=C.UTF-8 --encoding=UTF8). It only reads.
//
//	go run ./gen -dsn postgres://postgres@127.0.0.1:5432/postgres
//
// Without -dsn the address comes from the environment variable
// PGCONFLUENCE_ORACLE.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	dsn := flag.String("dsn", os.Getenv("PGCONFLUENCE_ORACLE"), "address of the PostgreSQL 15 to read")
	dir := flag.String("dir", "data", "folder to write to")
	flag.Parse()
	if err := run(*dsn, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dsn, dir string) error {
	if dsn == "" {
		return fmt.Errorf("no PostgreSQL to read: give -dsn or set PGCONFLUENCE_ORACLE")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	files, err := generate(ctx, dsn)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
