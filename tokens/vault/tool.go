package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Tool is a tool password without the password: its verifier is sealed.
type Tool struct {
	ID        string
	Site      string
	Account   string
	Name      string   // [a-z0-9] and .-_ ; a person has each name once
	Spaces    []string // keys of the spaces it may see; nil: all that the person sees
	CreatedAt time.Time
	ExpiresAt time.Time // zero: with the token
	UsedAt    time.Time // last good login; zero: none yet

	sealed []byte
}

func (t *Tool) bound() bound {
	return bound{"tool", t.Site, t.Account, t.ID, t.Name, joinSpaces(t.Spaces),
		strconv.FormatInt(millis(t.CreatedAt), 10), strconv.FormatInt(millis(t.ExpiresAt), 10)}
}

// Expired reports whether the password's own time is over.
func (t *Tool) Expired(now time.Time) bool { return !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) }

// Space keys hold no comma.
func joinSpaces(keys []string) string { return strings.Join(keys, ",") }

func splitSpaces(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

const (
	toolColumns = `id, site, account, name, spaces, created_at, expires_at, used_at, sealed`

	// MaxTools bounds the tool passwords of one person.
	MaxTools = 50
)

// Errors of making a tool password.
var (
	// ErrNameTaken: the person has a tool password of that name.
	ErrNameTaken = errors.New("vault: there is a tool password of this name already")
	// ErrTooMany: the person has MaxTools.
	ErrTooMany = fmt.Errorf("vault: there are %d tool passwords already", MaxTools)
)

func scanTool(row scanner) (t Tool, err error) {
	var spaces string
	var created, expires, used int64
	err = row.Scan(&t.ID, &t.Site, &t.Account, &t.Name, &spaces, &created, &expires, &used, &t.sealed)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNone
	}
	t.Spaces = splitSpaces(spaces)
	t.CreatedAt, t.ExpiresAt, t.UsedAt = fromMillis(created), fromMillis(expires), fromMillis(used)
	return t, err
}

// AddTool stores a new tool password's verifier for an account that has a
// token. Site, Account, Name, Spaces and ExpiresAt of t are taken.
func (v *Vault) AddTool(ctx context.Context, t Tool, verifier string) (Tool, error) {
	t.ID, t.CreatedAt, t.ExpiresAt = newID(), fromMillis(millis(v.now())), fromMillis(millis(t.ExpiresAt))
	err := v.write(ctx, func(tx *sql.Tx) error {
		owner, err := scanToken(tx.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE site = ? AND account = ?`, t.Site, t.Account))
		if err != nil {
			return err
		}
		if err := v.checkLock(ctx, tx, owner.Site, owner.Email, owner.Account); err != nil {
			return err
		}
		var all, same int
		if err := tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(name = ?), 0) FROM tool WHERE site = ? AND account = ?`,
			t.Name, t.Site, t.Account).Scan(&all, &same); err != nil {
			return err
		}
		switch {
		case same > 0:
			return ErrNameTaken
		case all >= MaxTools:
			return ErrTooMany
		}
		sealed, err := v.seal(ctx, tx, t.bound(), []byte(verifier))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO tool (`+toolColumns+`) VALUES (?,?,?,?,?,?,?,?,?)`, t.ID, t.Site, t.Account, t.Name,
			joinSpaces(t.Spaces), millis(t.CreatedAt), millis(t.ExpiresAt), 0, sealed)
		return err
	})
	return t, err
}

// Tools lists an account's tool passwords by name.
func (v *Vault) Tools(ctx context.Context, site, account string) ([]Tool, error) {
	rows, err := v.db.QueryContext(ctx, `SELECT `+toolColumns+` FROM tool WHERE site = ? AND account = ? ORDER BY name`, site, account)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tools []Tool
	for rows.Next() {
		t, err := scanTool(rows)
		if err != nil {
			return nil, err
		}
		tools = append(tools, t)
	}
	return tools, rows.Err()
}

// Tool finds a tool password by its name.
func (v *Vault) Tool(ctx context.Context, site, account, name string) (Tool, error) {
	return scanTool(v.db.QueryRowContext(ctx, `SELECT `+toolColumns+` FROM tool WHERE site = ? AND account = ? AND name = ?`,
		site, account, name))
}

// Verifier opens the verifier of a tool password.
func (v *Vault) Verifier(t Tool) (string, error) {
	b, err := v.open(t.bound(), t.sealed)
	return string(b), err
}

// RevokeTool removes a tool password.
func (v *Vault) RevokeTool(ctx context.Context, site, account, id string) error {
	found, err := v.touch(ctx, `DELETE FROM tool WHERE site = ? AND account = ? AND id = ?`, site, account, id)
	if err == nil && !found {
		return ErrNone
	}
	return err
}

// UsedTool notes a good login. Once a minute is enough to know: a pool that
// opens its connections together is to write once.
func (v *Vault) UsedTool(ctx context.Context, t Tool, at time.Time) error {
	_, err := v.touch(ctx, `UPDATE tool SET used_at = ? WHERE id = ? AND used_at < ?`, millis(at), t.ID, millis(at.Add(-time.Minute)))
	return err
}
