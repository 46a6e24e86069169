package vault

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	_ "embed" // the schema
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver
)

//go:embed schema.sql
var schema string

const formatVersion = "1"

// Errors of looking for things.
var (
	// ErrNone: there is no such token or tool password.
	ErrNone = errors.New("vault: no such record")
	// ErrLocked: the operator has locked the account.
	ErrLocked = errors.New("vault: the account is locked by the operator of this server")
	// ErrNoKey: the vault was opened without a master key, to stop things only.
	ErrNoKey = errors.New("vault: opened without the master key")
)

// Vault is an open file. It is safe for concurrent use, also by several
// processes on one machine.
type Vault struct {
	db   *sql.DB
	keys KeySource // nil: opened without

	mu   sync.RWMutex
	ring *Keyring

	secret func() []byte // of the vault, for fingerprints; nil without keys
	now    func() time.Time
}

// Open opens the vault's file, and makes it if there is none. A master key that
// is not the file's is an error that says so.
func Open(ctx context.Context, path string, keys KeySource) (*Vault, error) {
	return open(ctx, path, keys, "sqlite3")
}

func open(ctx context.Context, path string, keys KeySource, driver string) (*Vault, error) {
	ring, err := keys()
	if err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	v, err := openFile(path, driver)
	if err != nil {
		return nil, err
	}
	v.keys, v.ring = keys, ring
	if err := v.begin(ctx); err != nil {
		v.Close()
		return nil, fmt.Errorf("vault %s: %w", path, err)
	}
	return v, nil
}

// OpenToStop opens an existing vault without its master key: to list, forget
// and lock.
func OpenToStop(ctx context.Context, path string) (*Vault, error) {
	if err := checkFile(path); err != nil {
		return nil, err
	}
	v, err := openFile(path, "sqlite3")
	if err != nil {
		return nil, err
	}
	if _, err := v.meta(ctx, v.db, "format"); err != nil {
		v.Close()
		return nil, fmt.Errorf("vault %s: %w", path, err)
	}
	return v, nil
}

func openFile(path, driver string) (*Vault, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// A rollback journal and synchronous=EXTRA: a write is whole and on disk, or
	// has not happened; and a copy of the one file is a backup. What is deleted
	// is overwritten.
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: abs}).EscapedPath(), RawQuery: "mode=rw&_txlock=immediate&_journal_mode=DELETE" +
		"&_synchronous=EXTRA&_secure_delete=on&_busy_timeout=10000"}
	db, err := sql.Open(driver, dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2)
	return &Vault{db: db, now: time.Now}, nil
}

// makeFile makes an empty file that is nobody else's.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return f.Close()
	}
	return checkFile(path)
}

func checkFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the vault %s is open to others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	return nil
}

// Close closes the file.
func (v *Vault) Close() error { return v.db.Close() }

// begin makes the tables of a new file, or proves the key on an old one.
func (v *Vault) begin(ctx context.Context) error {
	return v.write(ctx, func(tx *sql.Tx) error {
		var tables int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return err
		}
		if tables == 0 {
			return v.create(ctx, tx)
		}
		return v.prove(ctx, tx)
	})
}

func (v *Vault) create(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	v.secret = func() []byte { return secret }
	k := v.ring.current()
	for _, m := range []struct {
		name  string
		value []byte
	}{{"format", []byte(formatVersion)}, {"key", k.id[:]}, {"secret", seal(k, bound{"meta", "secret"}, secret)}} {
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?)`, m.name, m.value); err != nil {
			return err
		}
	}
	return nil
}

// prove opens the vault's own secret, which only its master key can.
func (v *Vault) prove(ctx context.Context, tx *sql.Tx) error {
	format, err := v.meta(ctx, tx, "format")
	if err != nil {
		return err
	}
	if string(format) != formatVersion {
		return fmt.Errorf("the file has format %q, this program knows %s", format, formatVersion)
	}
	sealed, err := v.meta(ctx, tx, "secret")
	if err != nil {
		return err
	}
	secret, err := v.open(bound{"meta", "secret"}, sealed)
	if err != nil {
		return err
	}
	v.secret = func() []byte { return secret }
	return nil
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (v *Vault) meta(ctx context.Context, q querier, name string) (value []byte, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, name).Scan(&value)
	if err != nil {
		return nil, fmt.Errorf("the file is not a vault of this program, or damaged: %w", err)
	}
	return value, nil
}

// write runs f in a transaction that holds the file's write lock from its
// beginning.
func (v *Vault) write(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// seal seals with the key that the file says is current, read inside the
// transaction of the write: while keys are being rotated, no record may be
// written under the one that is about to go.
func (v *Vault) seal(ctx context.Context, tx *sql.Tx, to bound, secret []byte) ([]byte, error) {
	id, err := v.meta(ctx, tx, "key")
	if err != nil {
		return nil, err
	}
	if len(id) != len(keyID{}) {
		return nil, errMalformed
	}
	k, err := v.key(keyID(id))
	if err != nil {
		return nil, err
	}
	return seal(k, to, secret), nil
}

func (v *Vault) open(to bound, sealed []byte) ([]byte, error) {
	e, err := parseEnvelope(sealed)
	if err != nil {
		return nil, err
	}
	k, err := v.key(e.key)
	if err != nil {
		return nil, err
	}
	return e.open(k, to)
}

// key finds a master key, asking the source anew for one that is not known.
func (v *Vault) key(id keyID) (masterKey, error) {
	if v.keys == nil {
		return masterKey{}, ErrNoKey
	}
	v.mu.RLock()
	k, ok := v.ring.find(id)
	v.mu.RUnlock()
	if ok {
		return k, nil
	}
	ring, err := v.keys()
	if err != nil {
		return masterKey{}, err
	}
	if k, ok := ring.find(id); ok {
		v.mu.Lock()
		v.ring = ring
		v.mu.Unlock()
		return k, nil
	}
	return masterKey{}, fmt.Errorf("this is the wrong master key: the vault was sealed with key %s, given is %s. "+
		"Give the key that the vault was made with; without it nothing in the vault can be opened", id, ring.ids())
}

// Derive makes a secret for one purpose out of the vault's own. It stays the
// same as long as the file does, whatever its master key is.
func (v *Vault) Derive(purpose string, of string) []byte {
	mac := hmac.New(sha256.New, v.secret())
	mac.Write(bound{of}.encode(purpose))
	return mac.Sum(nil)
}

// Fingerprint names a token without telling anything of it, for people to
// compare: four groups of four hexadecimal digits.
func (v *Vault) Fingerprint(token string) string {
	h := hex.EncodeToString(v.Derive("fingerprint", token)[:8])
	return strings.Join([]string{h[:4], h[4:8], h[8:12], h[12:]}, " ")
}

func newID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
