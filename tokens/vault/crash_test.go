package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// The crash tests run work in a process of their own and kill it, without any
// chance to tidy up, at its n-th row changed or commit begun, for every n until
// it survives. Then the file must hold the state before or after each step,
// and open.

func TestMain(m *testing.M) {
	if work := os.Getenv("VAULT_CRASH_WORK"); work != "" {
		crashChild(work)
		return
	}
	os.Exit(m.Run())
}

func crashChild(work string) {
	left, _ := strconv.Atoi(os.Getenv("VAULT_CRASH_AT"))
	step := func() {
		if left--; left == 0 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	sql.Register("sqlite3_crash", &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		c.RegisterUpdateHook(func(int, string, string, int64) { step() })
		c.RegisterCommitHook(func() int { step(); return 0 })
		return nil
	}})
	dir := os.Getenv("VAULT_CRASH_DIR")
	if err := crashWork[work](filepath.Join(dir, "tokens.db"), filepath.Join(dir, "master.key")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

var crashWork = map[string]func(path, keyFile string) error{
	"create": func(path, keyFile string) error {
		v, err := open(context.Background(), path, KeyFile(keyFile), "sqlite3_crash")
		if err != nil {
			return err
		}
		return v.Close()
	},
	"replace": func(path, keyFile string) error {
		v, err := open(context.Background(), path, KeyFile(keyFile), "sqlite3_crash")
		if err != nil {
			return err
		}
		_, err = v.Save(context.Background(), Token{Site: site, Account: "a1", Email: "ann@example.com"}, "new")
		return err
	},
	"forget": func(path, keyFile string) error {
		v, err := open(context.Background(), path, KeyFile(keyFile), "sqlite3_crash")
		if err != nil {
			return err
		}
		return v.Forget(context.Background(), site, "a1")
	},
	"rotate": func(path, keyFile string) error {
		_, err := rotateKeyFile(context.Background(), path, keyFile, "sqlite3_crash")
		return err
	},
}

// crash runs the work in a fresh directory and kills it at step n. It reports
// whether it was killed.
func crash(t *testing.T, work, dir string, n int) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "VAULT_CRASH_WORK="+work, "VAULT_CRASH_DIR="+dir, "VAULT_CRASH_AT="+strconv.Itoa(n))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		return true
	}
	t.Fatalf("%s: %v\n%s", work, err, out)
	return false
}

func TestCrashes(t *testing.T) {
	for work, check := range map[string]func(t *testing.T, v *Vault, path, keyFile string, survived bool){
		"create": func(t *testing.T, v *Vault, _, _ string, _ bool) {
			save(t, v, "a9", "zoe@example.com", secret)
		},
		"replace": func(t *testing.T, v *Vault, _, _ string, survived bool) {
			got := reveal(t, v, "a1")
			if got != "new" && (survived || got != secret) {
				t.Fatal("neither the old nor the new token")
			}
			if reveal(t, v, "a2") != "the token of Bob" {
				t.Fatal("another's token was hurt")
			}
		},
		"forget": func(t *testing.T, v *Vault, _, _ string, survived bool) {
			_, err := v.Token(t.Context(), site, "a1")
			tools, toolErr := v.Tools(t.Context(), site, "a1")
			if toolErr != nil || errors.Is(err, ErrNone) != (len(tools) == 0) || survived && !errors.Is(err, ErrNone) {
				t.Fatalf("half forgotten: %v, %v, %d tools", err, toolErr, len(tools))
			}
		},
		"rotate": func(t *testing.T, v *Vault, path, keyFile string, survived bool) {
			everythingOpens(t, v)
			// Running it again finishes it, with one new key that is needed alone.
			if !survived {
				if _, err := RotateKeyFile(t.Context(), path, keyFile); err != nil {
					t.Fatal(err)
				}
			}
			ring, err := readKeyFile(keyFile)
			if err != nil || len(ring.keys) != 1 {
				t.Fatalf("keys left: %v, %v", ring, err)
			}
			everythingOpens(t, reopen(t, path, KeyFile(keyFile)))
		},
	} {
		t.Run(work, func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				if n > 200 {
					t.Fatal("no end")
				}
				dir := t.TempDir()
				path, keyFile := filepath.Join(dir, "tokens.db"), newKeyFile(t, dir)
				if work != "create" {
					fill(t, path, keyFile)
				}
				killed := crash(t, work, dir, n)
				check(t, reopen(t, path, KeyFile(keyFile)), path, keyFile, !killed)
				if !killed {
					if n < 3 {
						t.Fatalf("never killed: %d steps", n)
					}
					t.Logf("killed at each of %d steps", n-1)
					return
				}
			}
		})
	}
}

func fill(t *testing.T, path, keyFile string) {
	t.Helper()
	v := reopen(t, path, KeyFile(keyFile))
	save(t, v, "a1", "ann@example.com", secret)
	save(t, v, "a2", "bob@example.com", "the token of Bob")
	for _, name := range []string{"x", "y"} {
		if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: name}, "verifier "+name); err != nil {
			t.Fatal(err)
		}
	}
	v.Close()
}

func everythingOpens(t *testing.T, v *Vault) {
	t.Helper()
	if reveal(t, v, "a1") != secret || reveal(t, v, "a2") != "the token of Bob" {
		t.Fatal("another token came back")
	}
	tools, err := v.Tools(t.Context(), site, "a1")
	if err != nil || len(tools) != 2 {
		t.Fatal(tools, err)
	}
	for _, tool := range tools {
		if text, err := v.Verifier(tool); err != nil || text != "verifier "+tool.Name {
			t.Fatal(text, err)
		}
	}
}
