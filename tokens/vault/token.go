package vault

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Token is what is known of a saved token beside the token.
type Token struct {
	ID          string
	Site        string // the site's base URL
	Account     string // Atlassian's account id
	Email       string // lower case
	DisplayName string
	Fingerprint string
	LastFour    string
	Lacks       string // what a scoped token may not do, as the caller words it; "" if nothing
	SavedAt     time.Time
	ExpiresAt   time.Time // as the person said; zero: not said
	RefusedAt   time.Time // since when Atlassian refuses it; zero: it does not

	sealed []byte
}

func (t *Token) bound() bound {
	return bound{"token", t.Site, t.Account, t.ID, t.Email, t.DisplayName, t.Fingerprint, t.LastFour, t.Lacks,
		strconv.FormatInt(millis(t.SavedAt), 10), strconv.FormatInt(millis(t.ExpiresAt), 10)}
}

const tokenColumns = `id, site, account, email, display_name, fingerprint, last_four, lacks, saved_at, expires_at, refused_at, sealed`

type scanner interface{ Scan(...any) error }

func scanToken(row scanner) (t Token, err error) {
	var saved, expires, refused int64
	err = row.Scan(&t.ID, &t.Site, &t.Account, &t.Email, &t.DisplayName, &t.Fingerprint, &t.LastFour, &t.Lacks,
		&saved, &expires, &refused, &t.sealed)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNone
	}
	t.SavedAt, t.ExpiresAt, t.RefusedAt = fromMillis(saved), fromMillis(expires), fromMillis(refused)
	return t, err
}

// NormalEmail is an e-mail as it is stored and looked for.
func NormalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Save stores a token that has been proven to be t.Account's on t.Site, in the
// place of one that was saved before. Site, Account, Email, DisplayName, Lacks
// and ExpiresAt of t are taken; the rest is returned.
//
// An older record of another account with the same e-mail is removed: the
// address has changed hands, and with it that token is no login any more.
func (v *Vault) Save(ctx context.Context, t Token, secret string) (Token, error) {
	t.ID, t.Email = newID(), NormalEmail(t.Email)
	t.SavedAt, t.ExpiresAt, t.RefusedAt = fromMillis(millis(v.now())), fromMillis(millis(t.ExpiresAt)), time.Time{}
	if v.secret == nil {
		return t, ErrNoKey
	}
	t.Fingerprint, t.LastFour = v.Fingerprint(secret), lastFour(secret)
	err := v.write(ctx, func(tx *sql.Tx) error {
		if err := v.checkLock(ctx, tx, t.Site, t.Email, t.Account); err != nil {
			return err
		}
		sealed, err := v.seal(ctx, tx, t.bound(), []byte(secret))
		if err != nil {
			return err
		}
		if err := v.evict(ctx, tx, t); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO token (`+tokenColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
			t.ID, t.Site, t.Account, t.Email, t.DisplayName, t.Fingerprint, t.LastFour, t.Lacks,
			millis(t.SavedAt), millis(t.ExpiresAt), 0, sealed)
		return err
	})
	return t, err
}

// evict makes room for t: its own account's token, and the records of whoever
// had its e-mail before.
func (v *Vault) evict(ctx context.Context, tx *sql.Tx, t Token) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM tool WHERE site = ? AND account IN
		(SELECT account FROM token WHERE site = ? AND email = ? AND account <> ?)`, t.Site, t.Site, t.Email, t.Account); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM token WHERE site = ? AND (email = ? OR account = ?)`, t.Site, t.Email, t.Account)
	return err
}

// lastFour are the last characters of a token that is long enough for them to
// tell little.
func lastFour(token string) string {
	if len(token) < 16 {
		return ""
	}
	tail := token[len(token)-4:]
	for i := range len(tail) {
		if tail[i] <= ' ' || tail[i] > '~' {
			return ""
		}
	}
	return tail
}

// Token finds the token of an account, without opening it.
func (v *Vault) Token(ctx context.Context, site, account string) (Token, error) {
	return scanToken(v.db.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE site = ? AND account = ?`, site, account))
}

// TokenOf finds the token that was saved with an e-mail, without opening it.
func (v *Vault) TokenOf(ctx context.Context, site, email string) (Token, error) {
	return scanToken(v.db.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE site = ? AND email = ?`, site, NormalEmail(email)))
}

// Reveal opens a token, to fetch with it. It refuses a locked account.
func (v *Vault) Reveal(ctx context.Context, t Token) (string, error) {
	if err := v.checkLock(ctx, v.db, t.Site, t.Email, t.Account); err != nil {
		return "", err
	}
	secret, err := v.open(t.bound(), t.sealed)
	return string(secret), err
}

// MarkRefused notes that Atlassian refuses this very token since then; one that
// was saved in its place is left alone. It reports whether that is news.
func (v *Vault) MarkRefused(ctx context.Context, t Token, at time.Time) (bool, error) {
	return v.touch(ctx, `UPDATE token SET refused_at = ? WHERE id = ? AND refused_at = 0`, millis(at), t.ID)
}

// MarkAccepted takes a refusal back.
func (v *Vault) MarkAccepted(ctx context.Context, t Token) error {
	_, err := v.touch(ctx, `UPDATE token SET refused_at = 0 WHERE id = ? AND refused_at <> 0`, t.ID)
	return err
}

// Forget removes an account's token and, as they can do nothing without it, its
// tool passwords.
func (v *Vault) Forget(ctx context.Context, site, account string) error {
	return v.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM tool WHERE site = ? AND account = ?`, site, account); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM token WHERE site = ? AND account = ?`, site, account)
		return err
	})
}

// touch runs one statement and reports whether it changed a row.
func (v *Vault) touch(ctx context.Context, query string, args ...any) (bool, error) {
	res, err := v.db.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
