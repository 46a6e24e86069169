package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Rotate seals everything with the first key of the ring, record by record,
// while others read and write. It returns how many records it rewrapped;
// stopped in between, it goes on where it was when it is run again.
func (v *Vault) Rotate(ctx context.Context) (int, error) {
	if v.keys == nil {
		return 0, ErrNoKey
	}
	ring, err := v.keys()
	if err != nil {
		return 0, err
	}
	v.mu.Lock()
	v.ring = ring
	v.mu.Unlock()
	to := ring.current()
	if err := v.switchKey(ctx, to); err != nil {
		return 0, err
	}
	done := 0
	for _, table := range []string{"token", "tool"} {
		n, err := v.rewrapTable(ctx, table, to)
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// switchKey makes to the key of whatever is written from now on.
func (v *Vault) switchKey(ctx context.Context, to masterKey) error {
	return v.write(ctx, func(tx *sql.Tx) error {
		sealed, err := v.meta(ctx, tx, "secret")
		if err != nil {
			return err
		}
		again, err := v.rewrap(sealed, bound{"meta", "secret"}, to)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE meta SET value = ? WHERE name = 'secret'`, again); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE meta SET value = ? WHERE name = 'key'`, to.id[:])
		return err
	})
}

// rewrap returns a record that is sealed with the key already as it is.
func (v *Vault) rewrap(sealed []byte, b bound, to masterKey) ([]byte, error) {
	e, err := parseEnvelope(sealed)
	if err != nil {
		return nil, err
	}
	if e.key == to.id {
		return sealed, nil
	}
	from, err := v.key(e.key)
	if err != nil {
		return nil, err
	}
	again, err := e.rewrap(from, to, b)
	if err != nil {
		return nil, err
	}
	return again.encode(), nil
}

func (v *Vault) rewrapTable(ctx context.Context, table string, to masterKey) (done int, err error) {
	ids, err := v.staleIDs(ctx, table, to)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		err := v.write(ctx, func(tx *sql.Tx) error {
			sealed, b, err := v.record(ctx, tx, table, id)
			if errors.Is(err, ErrNone) {
				return nil // removed meanwhile
			}
			if err != nil {
				return err
			}
			again, err := v.rewrap(sealed, b, to)
			if err != nil {
				return fmt.Errorf("%s %s: %w", table, id, err)
			}
			_, err = tx.ExecContext(ctx, `UPDATE `+table+` SET sealed = ? WHERE id = ?`, again, id)
			return err
		})
		if err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

func (v *Vault) record(ctx context.Context, tx *sql.Tx, table, id string) ([]byte, bound, error) {
	if table == "tool" {
		t, err := scanTool(tx.QueryRowContext(ctx, `SELECT `+toolColumns+` FROM tool WHERE id = ?`, id))
		return t.sealed, t.bound(), err
	}
	t, err := scanToken(tx.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE id = ?`, id))
	return t.sealed, t.bound(), err
}

// staleIDs are the records that another key has sealed.
func (v *Vault) staleIDs(ctx context.Context, table string, to masterKey) ([]string, error) {
	rows, err := v.db.QueryContext(ctx, `SELECT id FROM `+table+` WHERE substr(sealed, 2, 8) <> ?`, to.id[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// RotateKeyFile gives a vault a new master key, while a server that reads its
// key from the same file goes on. It returns how many records were rewrapped.
func RotateKeyFile(ctx context.Context, path, keyFile string) (int, error) {
	return rotateKeyFile(ctx, path, keyFile, "sqlite3")
}

func rotateKeyFile(ctx context.Context, path, keyFile, driver string) (int, error) {
	if err := checkFile(path); err != nil {
		return 0, err
	}
	old, err := readKeyFile(keyFile)
	if err != nil {
		return 0, err
	}
	// The key is proven first: a new one beside a wrong one would help nobody.
	v, err := open(ctx, path, KeyFile(keyFile), driver)
	if err != nil {
		return 0, err
	}
	defer v.Close()
	if len(old.keys) > 1 {
		// An earlier run was stopped: finish it before the next begins.
		if n, err := v.Rotate(ctx); err != nil {
			return n, err
		}
		old.keys = old.keys[:1]
	}
	if err := writeKeyFile(keyFile, append([]string{NewKey()}, old.text()...)...); err != nil {
		return 0, err
	}
	n, err := v.Rotate(ctx)
	if err != nil {
		return n, err
	}
	return n, writeKeyFile(keyFile, v.ring.text()[0])
}

// writeKeyFile replaces the file at once: whoever reads it finds the old or the
// new content, also after a crash.
func writeKeyFile(path string, keys ...string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".master-key-*") // mode 0600
	if err != nil {
		return fmt.Errorf("the new master key must stand beside the old one: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(strings.Join(keys, "\n") + "\n")
	// A server of another user reads it by its group, so the mode stays.
	err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
