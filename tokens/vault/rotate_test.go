package vault

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// A server goes on reading and writing while the key changes under it, three
// times; afterwards the newest key alone opens everything.
func TestRotateUnderWork(t *testing.T) {
	v, path, keyFile := newVault(t)
	save(t, v, "a0", "zero@example.com", secret)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	written := 0
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			written++
			time.Sleep(5 * time.Millisecond) // SQLite does not queue writers fairly
			account := fmt.Sprintf("w%d", written)
			if _, err := v.Save(t.Context(), Token{Site: site, Account: account, Email: account + "@example.com"}, "token of "+account); err != nil {
				t.Error(err)
				return
			}
			if reveal(t, v, "a0") != secret {
				t.Error("not readable meanwhile")
			}
		}
	})
	for range 3 {
		if _, err := RotateKeyFile(t.Context(), path, keyFile); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	wg.Wait()
	v.Close()
	text, _ := os.ReadFile(keyFile)
	if lines := strings.Fields(string(text)); len(lines) != 1 {
		t.Fatalf("%d keys are left", len(lines))
	}
	again := reopen(t, path, FixedKeys(string(text)))
	for i := range written {
		account := fmt.Sprintf("w%d", i+1)
		if reveal(t, again, account) != "token of "+account {
			t.Fatal("another token came back")
		}
	}
	if written == 0 {
		t.Fatal("nothing was written meanwhile")
	}
}

// Keys of the environment: the new one is given first, the old one after it.
func TestRotateKeysOfTheEnvironment(t *testing.T) {
	v, path, keyFile := newVault(t)
	save(t, v, "a1", "ann@example.com", secret)
	v.Close()
	old, _ := os.ReadFile(keyFile)
	fresh := NewKey()
	both := reopen(t, path, FixedKeys(fresh+","+string(old)))
	if n, err := both.Rotate(t.Context()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if n, err := both.Rotate(t.Context()); err != nil || n != 0 {
		t.Fatal(n, err)
	}
	both.Close()
	if reveal(t, reopen(t, path, FixedKeys(fresh)), "a1") != secret {
		t.Fatal("another token came back")
	}
	if _, err := Open(t.Context(), path, FixedKeys(string(old))); err == nil {
		t.Fatal("the old key still opens it")
	}
}
