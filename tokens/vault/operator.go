package vault

import (
	"context"
	"database/sql"
	"time"
)

// An operator can stop things. There is nothing here by which he could add or
// read a token.

// Entry is one account as the operator sees it.
type Entry struct {
	Token
	Tools  int  // tool passwords
	Locked bool // by Lock
}

// Lock is an account that was locked.
type Lock struct {
	Site, Email, Account string // Account is "" if it had saved nothing when it was locked
	LockedAt             time.Time
}

// List returns what is saved, by site and e-mail.
func (v *Vault) List(ctx context.Context) ([]Entry, error) {
	rows, err := v.db.QueryContext(ctx, `SELECT `+tokenColumns+` FROM token ORDER BY site, email`)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for rows.Next() {
		t, err := scanToken(rows)
		if err != nil {
			rows.Close()
			return nil, err
		}
		t.sealed = nil
		entries = append(entries, Entry{Token: t})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range entries {
		e := &entries[i]
		if err := v.db.QueryRowContext(ctx, `SELECT count(*) FROM tool WHERE site = ? AND account = ?`, e.Site, e.Account).Scan(&e.Tools); err != nil {
			return nil, err
		}
		switch err := v.checkLock(ctx, v.db, e.Site, e.Email, e.Account); err {
		case nil:
		case ErrLocked:
			e.Locked = true
		default:
			return nil, err
		}
	}
	return entries, nil
}

// Lock stops an account until Unlock: what it has saved is not used, and it can
// save nothing. The account need not have saved anything.
func (v *Vault) Lock(ctx context.Context, site, email string) error {
	return v.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO lock (site, email, account, locked_at)
			VALUES (?1, ?2, coalesce((SELECT account FROM token WHERE site = ?1 AND email = ?2), ''), ?3)
			ON CONFLICT DO NOTHING`, site, NormalEmail(email), millis(v.now()))
		return err
	})
}

// Unlock takes a lock back. It reports whether there was one.
func (v *Vault) Unlock(ctx context.Context, site, email string) (bool, error) {
	return v.touch(ctx, `DELETE FROM lock WHERE site = ? AND email = ?`, site, NormalEmail(email))
}

// Locks lists what is locked.
func (v *Vault) Locks(ctx context.Context) ([]Lock, error) {
	rows, err := v.db.QueryContext(ctx, `SELECT site, email, account, locked_at FROM lock ORDER BY site, email`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var locks []Lock
	for rows.Next() {
		var l Lock
		var at int64
		if err := rows.Scan(&l.Site, &l.Email, &l.Account, &at); err != nil {
			return nil, err
		}
		l.LockedAt = fromMillis(at)
		locks = append(locks, l)
	}
	return locks, rows.Err()
}

// CheckLock returns ErrLocked for an account that is locked, by its e-mail or
// by its id ("" if that is not known).
func (v *Vault) CheckLock(ctx context.Context, site, email, account string) error {
	return v.checkLock(ctx, v.db, site, NormalEmail(email), account)
}

func (v *Vault) checkLock(ctx context.Context, q querier, site, email, account string) error {
	var n int
	err := q.QueryRowContext(ctx, `SELECT count(*) FROM lock WHERE site = ?1 AND (email = ?2 OR account = ?3 AND ?3 <> '')`,
		site, email, account).Scan(&n)
	if err == nil && n > 0 {
		return ErrLocked
	}
	return err
}
