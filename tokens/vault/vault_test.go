package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSaveReplaceForget(t *testing.T) {
	v, path, keyFile := newVault(t)
	first := save(t, v, "a1", "Ann@Example.com", secret)
	if first.LastFour != "3C4D" || first.Fingerprint == "" || first.Email != "ann@example.com" {
		t.Fatalf("saved: %+v", first)
	}
	if got := reveal(t, v, "a1"); got != secret {
		t.Fatal("another token came back")
	}
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "tableau", Spaces: []string{"ENG", "HR"}}, "SCRAM-verifier"); err != nil {
		t.Fatal(err)
	}
	second := save(t, v, "a1", "ann@example.com", "another token of the same person")
	if second.Fingerprint == first.Fingerprint || second.ID == first.ID {
		t.Fatal("the new token looks like the old one")
	}
	// Everything is there after a restart, with the same fingerprint.
	v.Close()
	v = reopen(t, path, KeyFile(keyFile))
	if got := reveal(t, v, "a1"); got != "another token of the same person" {
		t.Fatal("not replaced")
	}
	tool, err := v.Tool(t.Context(), site, "a1", "tableau")
	if err != nil || len(tool.Spaces) != 2 {
		t.Fatalf("tool after replacing: %+v, %v", tool, err)
	}
	if text, err := v.Verifier(tool); err != nil || text != "SCRAM-verifier" {
		t.Fatalf("verifier: %q, %v", text, err)
	}
	if err := v.Forget(t.Context(), site, "a1"); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Token(t.Context(), site, "a1"); !errors.Is(err, ErrNone) {
		t.Fatalf("after forgetting: %v", err)
	}
	if tools, err := v.Tools(t.Context(), site, "a1"); err != nil || len(tools) != 0 {
		t.Fatalf("tools after forgetting: %v, %v", tools, err)
	}
}

func TestAnEmailThatChangedHands(t *testing.T) {
	v, _, _ := newVault(t)
	save(t, v, "a1", "desk@example.com", "token of the one before")
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x"}, "v"); err != nil {
		t.Fatal(err)
	}
	save(t, v, "a2", "desk@example.com", secret)
	if _, err := v.Token(t.Context(), site, "a1"); !errors.Is(err, ErrNone) {
		t.Fatalf("the record of the one before: %v", err)
	}
	if _, err := v.Tool(t.Context(), site, "a1", "x"); !errors.Is(err, ErrNone) {
		t.Fatalf("the tool of the one before: %v", err)
	}
	if reveal(t, v, "a2") != secret {
		t.Fatal("not saved")
	}
}

func TestTheFileHoldsNoToken(t *testing.T) {
	v, path, _ := newVault(t)
	save(t, v, "a1", "ann@example.com", secret)
	save(t, v, "a1", "ann@example.com", secret+"x")
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x"}, "planted verifier"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-journal"} {
		data, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) && name != path {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{secret, secret[:20], "planted verifier"} {
			if bytes.Contains(data, []byte(word)) {
				t.Fatalf("%s holds %q", name, word)
			}
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v", info.Mode())
	}
}

func TestWrongKey(t *testing.T) {
	v, path, _ := newVault(t)
	save(t, v, "a1", "ann@example.com", secret)
	v.Close()
	_, err := Open(t.Context(), path, FixedKeys(NewKey()))
	if err == nil || !strings.Contains(err.Error(), "wrong master key") {
		t.Fatalf("opened with a wrong key: %v", err)
	}
	if _, err := RotateKeyFile(t.Context(), path, newKeyFile(t, t.TempDir())); err == nil || !strings.Contains(err.Error(), "wrong master key") {
		t.Fatalf("rotated with a wrong key: %v", err)
	}
}

func TestFilesOpenToOthersAreRefused(t *testing.T) {
	v, path, keyFile := newVault(t)
	v.Close()
	os.Chmod(path, 0o644)
	if _, err := Open(t.Context(), path, KeyFile(keyFile)); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Fatalf("vault open to others: %v", err)
	}
	os.Chmod(path, 0o600)
	os.Chmod(keyFile, 0o604)
	if _, err := Open(t.Context(), path, KeyFile(keyFile)); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Fatalf("key open to others: %v", err)
	}
}

func TestNotAVault(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	os.WriteFile(path, []byte(strings.Repeat("this is no database ", 100)), 0o600)
	if _, err := Open(t.Context(), path, FixedKeys(NewKey())); err == nil {
		t.Fatal("opened something else")
	}
}

func TestLock(t *testing.T) {
	v, path, _ := newVault(t)
	save(t, v, "a1", "ann@example.com", secret)
	op, err := OpenToStop(t.Context(), path) // without the key
	if err != nil {
		t.Fatal(err)
	}
	defer op.Close()
	if err := op.Lock(t.Context(), site, "Ann@example.com"); err != nil {
		t.Fatal(err)
	}
	list, err := op.List(t.Context())
	if err != nil || len(list) != 1 || !list[0].Locked || list[0].LastFour != "3C4D" {
		t.Fatalf("list: %+v, %v", list, err)
	}
	tok, _ := v.Token(t.Context(), site, "a1")
	if _, err := v.Reveal(t.Context(), tok); !errors.Is(err, ErrLocked) {
		t.Fatalf("a locked token was given: %v", err)
	}
	// Neither a new e-mail nor a new token is a way around.
	for _, email := range []string{"ann@example.com", "ann.new@example.com"} {
		if _, err := v.Save(t.Context(), Token{Site: site, Account: "a1", Email: email}, "y"); !errors.Is(err, ErrLocked) {
			t.Fatalf("saved for a locked account: %v", err)
		}
	}
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x"}, "v"); !errors.Is(err, ErrLocked) {
		t.Fatalf("tool password for a locked account: %v", err)
	}
	if _, err := op.Save(t.Context(), Token{Site: site, Account: "a2", Email: "b@example.com"}, "y"); !errors.Is(err, ErrNoKey) {
		t.Fatalf("the operator saved a token: %v", err)
	}
	if _, err := op.Reveal(t.Context(), tok); err == nil {
		t.Fatal("the operator read a token")
	}
	if found, err := op.Unlock(t.Context(), site, "ann@example.com"); err != nil || !found {
		t.Fatal(found, err)
	}
	if reveal(t, v, "a1") != secret {
		t.Fatal("not given after unlocking")
	}
}

func TestRefusedIsOfOneTokenOnly(t *testing.T) {
	v, _, _ := newVault(t)
	old := save(t, v, "a1", "ann@example.com", secret)
	at := time.Now().Truncate(time.Second)
	for i, want := range []bool{true, false} { // the first refusal is the one that counts
		if news, err := v.MarkRefused(t.Context(), old, at.Add(time.Duration(i)*time.Hour)); err != nil || news != want {
			t.Fatal(news, err)
		}
	}
	if tok, _ := v.Token(t.Context(), site, "a1"); !tok.RefusedAt.Equal(at) {
		t.Fatalf("refused at %v", tok.RefusedAt)
	}
	save(t, v, "a1", "ann@example.com", secret+"2")
	if news, _ := v.MarkRefused(t.Context(), old, at); news {
		t.Fatal("the old token's refusal hit the new one")
	}
}

func TestToolBounds(t *testing.T) {
	v, _, _ := newVault(t)
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x"}, "v"); !errors.Is(err, ErrNone) {
		t.Fatalf("a tool password without a token: %v", err)
	}
	save(t, v, "a1", "ann@example.com", secret)
	for i := range MaxTools {
		if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x" + string(rune('A'+i))}, "v"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "xA"}, "v"); !errors.Is(err, ErrNameTaken) {
		t.Fatal(err)
	}
	if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "y"}, "v"); !errors.Is(err, ErrTooMany) {
		t.Fatal(err)
	}
	tool, _ := v.Tool(t.Context(), site, "a1", "xA")
	if err := v.RevokeTool(t.Context(), site, "someone else", tool.ID); !errors.Is(err, ErrNone) {
		t.Fatalf("revoked by someone else: %v", err)
	}
	if err := v.RevokeTool(t.Context(), site, "a1", tool.ID); err != nil {
		t.Fatal(err)
	}
}

func TestParseKeys(t *testing.T) {
	hexKey := strings.Repeat("0f", 32)
	for _, text := range []string{hexKey, NewKey(), "# comment, with commas\n" + NewKey() + "\n", NewKey() + "," + hexKey,
		strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(NewKey()), "=")} {
		if _, err := ParseKeys(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "# only a comment", "short", hexKey + "0", hexKey[:62], NewKey() + " x", strings.Repeat("a", maxKeyText+1)} {
		_, err := ParseKeys(text)
		if err == nil {
			t.Errorf("%q was taken", text)
		} else if text != "" && len(text) > 4 && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func TestOpenUnderACancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "x")
	if _, err := Open(ctx, path, FixedKeys(NewKey())); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	reopen(t, path, FixedKeys(NewKey())) // an empty file is a new one
}
