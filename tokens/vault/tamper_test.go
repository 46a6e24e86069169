package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"testing"
)

// edit is someone with a hand in the file.
func edit(t *testing.T, path string, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

func TestTamperedRecords(t *testing.T) {
	for name, query := range map[string]string{
		"another e-mail":     `UPDATE token SET email = 'eve@example.com' WHERE account = 'a1'`,
		"another account":    `UPDATE token SET account = 'a3' WHERE account = 'a1'`,
		"another site":       `UPDATE token SET site = 'https://evil.example' WHERE account = 'a1'`,
		"another id":         `UPDATE token SET id = 'x' WHERE account = 'a1'`,
		"a later expiry":     `UPDATE token SET expires_at = expires_at + 1 WHERE account = 'a1'`,
		"a swapped secret":   `UPDATE token SET sealed = (SELECT sealed FROM token WHERE account = 'a2') WHERE account = 'a1'`,
		"a verifier instead": `UPDATE token SET sealed = (SELECT sealed FROM tool WHERE account = 'a1') WHERE account = 'a1'`,
		"a cut secret":       `UPDATE token SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE account = 'a1'`,
		"an empty secret":    `UPDATE token SET sealed = x'' WHERE account = 'a1'`,
	} {
		t.Run(name, func(t *testing.T) {
			v, path, _ := newVault(t)
			save(t, v, "a1", "ann@example.com", secret)
			save(t, v, "a2", "bob@example.com", "the token of Bob")
			if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x"}, "v"); err != nil {
				t.Fatal(err)
			}
			edit(t, path, query)
			list, err := v.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			opened := 0
			for _, e := range list {
				tok, err := v.Token(t.Context(), e.Site, e.Account)
				if err != nil {
					t.Fatal(err)
				}
				text, err := v.Reveal(t.Context(), tok)
				switch {
				case err == nil && text == "the token of Bob" && tok.Account == "a2":
					opened++
				case err == nil:
					t.Fatalf("the tampered record was opened")
				case !errors.Is(err, ErrTampered) && !errors.Is(err, errMalformed):
					t.Fatal(err)
				}
			}
			if opened != 1 {
				t.Fatalf("%d good records opened", opened)
			}
		})
	}
}

// Whoever can write the file must not be able to make a tool password of his
// own, widen one, or lengthen its life.
func TestTamperedTools(t *testing.T) {
	for name, query := range map[string]string{
		"all spaces":        `UPDATE tool SET spaces = ''`,
		"no expiry":         `UPDATE tool SET expires_at = expires_at + 1`,
		"another name":      `UPDATE tool SET name = 'y'`,
		"another's account": `UPDATE tool SET account = 'a2'`,
		"a verifier in clear": `UPDATE tool SET sealed =
			CAST('SCRAM-SHA-256$4096:AAAA$AAAA:AAAA0000000000000000000000000000000000000000000000000000000000000000000000000' AS BLOB)`,
	} {
		t.Run(name, func(t *testing.T) {
			v, path, _ := newVault(t)
			save(t, v, "a1", "ann@example.com", secret)
			if _, err := v.AddTool(t.Context(), Tool{Site: site, Account: "a1", Name: "x", Spaces: []string{"ENG"}}, "v"); err != nil {
				t.Fatal(err)
			}
			edit(t, path, query)
			n := 0
			for _, account := range []string{"a1", "a2"} {
				tools, err := v.Tools(t.Context(), site, account)
				if err != nil {
					t.Fatal(err)
				}
				for _, tool := range tools {
					n++
					if _, err := v.Verifier(tool); !errors.Is(err, ErrTampered) && !errors.Is(err, errMalformed) {
						t.Fatalf("opened: %v", err)
					}
				}
			}
			if n != 1 {
				t.Fatalf("%d tools found", n)
			}
		})
	}
}

func TestEveryByteCounts(t *testing.T) {
	k := newMasterKey(bytes.Repeat([]byte{7}, keySize))
	to := bound{"token", "s", "a"}
	sealed := seal(k, to, []byte(secret))
	for i := range sealed {
		for _, bit := range []byte{1, 0x80} {
			changed := bytes.Clone(sealed)
			changed[i] ^= bit
			e, err := parseEnvelope(changed)
			if err != nil || e.key != k.id {
				continue
			}
			if _, err := e.open(k, to); err == nil {
				t.Fatalf("byte %d changed, and it opened", i)
			}
		}
	}
	e, _ := parseEnvelope(sealed)
	for _, other := range []bound{{"token", "s", "b"}, {"token", "sa"}, {"token", "s", "a", ""}, {"tokens", "", "a"}} {
		if _, err := e.open(k, other); !errors.Is(err, ErrTampered) {
			t.Fatalf("opened as %q", other)
		}
	}
}

func FuzzParseEnvelope(f *testing.F) {
	k := newMasterKey(bytes.Repeat([]byte{7}, keySize))
	to := bound{"token", "s", "a"}
	f.Add(seal(k, to, nil))
	f.Add(seal(k, to, []byte(secret)))
	f.Add([]byte{1})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := parseEnvelope(b)
		if err != nil {
			return
		}
		if !bytes.Equal(e.encode(), b) {
			t.Fatal("not the same again")
		}
		if _, err := e.open(newMasterKey(bytes.Repeat([]byte{8}, keySize)), to); err == nil {
			t.Fatal("opened by another key")
		}
		if again, err := e.rewrap(k, newMasterKey(bytes.Repeat([]byte{8}, keySize)), to); err == nil {
			if _, err := again.open(newMasterKey(bytes.Repeat([]byte{8}, keySize)), to); err != nil && len(b) == len(seal(k, to, nil)) {
				t.Log("the data key is good, the secret is not")
			}
		}
	})
}

func FuzzParseKeys(f *testing.F) {
	f.Add(NewKey())
	f.Add("# x\n" + NewKey() + ",\t" + NewKey())
	f.Fuzz(func(t *testing.T, text string) {
		ring, err := ParseKeys(text)
		if err == nil && len(ring.keys) == 0 {
			t.Fatal("an empty ring")
		}
	})
}
