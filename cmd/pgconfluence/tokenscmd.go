package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// tokensCmd is pgconfluence tokens: what the operator can do, which is to look
// and to stop. None of it needs the master key, and none can add or read a
// token.
type tokensCmd struct {
	List   tokensListCmd   `cmd:"" help:"List saved tokens by fingerprint and last four characters."`
	Forget tokensForgetCmd `cmd:"" help:"Remove a person's token and tool passwords. A running server ends their sessions within seconds."`
	Lock   tokensLockCmd   `cmd:"" help:"Stop an account: it cannot log in or save a token until it is unlocked."`
	Unlock tokensUnlockCmd `cmd:"" help:"Take a lock back."`
}

// stopFlags name the vault, and perhaps the account.
type stopFlags struct {
	Vault string `required:"" type:"path" placeholder:"FILE" help:"The vault's file."`
}

type accountFlags struct {
	stopFlags
	Site  string `placeholder:"URL" help:"The site's address, as the list shows it. Needed if there are several."`
	Email string `arg:"" help:"The Confluence e-mail."`
}

type (
	tokensListCmd   struct{ stopFlags }
	tokensForgetCmd struct{ accountFlags }
	tokensLockCmd   struct{ accountFlags }
	tokensUnlockCmd struct{ accountFlags }
)

// Run prints one line for each account.
func (c *tokensListCmd) Run(ctx context.Context, o out) error {
	v, err := vault.OpenToStop(ctx, c.Vault)
	if err != nil {
		return err
	}
	defer v.Close()
	entries, err := v.List(ctx)
	if err != nil {
		return err
	}
	locks, err := v.Locks(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(o.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SITE\tE-MAIL\tFINGERPRINT\tENDS IN\tSAVED\tEXPIRES\tTOOLS\tSTATE")
	listed := map[string]bool{}
	for _, e := range entries {
		state := "saved"
		switch {
		case e.Locked:
			state = "locked"
		case !e.RefusedAt.IsZero():
			state = "refused since " + stampOf(e.RefusedAt)
		}
		listed[e.Site+" "+e.Email] = true
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", e.Site, e.Email, e.Fingerprint, e.LastFour, stampOf(e.SavedAt), stampOf(e.ExpiresAt), e.Tools, state)
	}
	for _, l := range locks {
		if !listed[l.Site+" "+l.Email] {
			fmt.Fprintf(w, "%s\t%s\t\t\t\t\t0\tlocked\n", l.Site, l.Email)
		}
	}
	return w.Flush()
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02T15:04Z")
}

// at opens the vault and finds out which site is meant.
func (f accountFlags) at(ctx context.Context) (*vault.Vault, string, error) {
	v, err := vault.OpenToStop(ctx, f.Vault)
	if err != nil {
		return nil, "", err
	}
	if f.Site != "" {
		return v, strings.TrimRight(strings.TrimSuffix(strings.TrimRight(f.Site, "/"), "/wiki"), "/"), nil
	}
	entries, err := v.List(ctx)
	locks, err2 := v.Locks(ctx)
	if err := errors.Join(err, err2); err != nil {
		v.Close()
		return nil, "", err
	}
	sites := map[string]bool{}
	site := ""
	for _, e := range entries {
		site, sites[e.Site] = e.Site, true
	}
	for _, l := range locks {
		site, sites[l.Site] = l.Site, true
	}
	if len(sites) == 0 {
		v.Close()
		return nil, "", errors.New("nothing is saved in this vault; to lock an account before it saves anything, give --site too")
	}
	if len(sites) > 1 {
		v.Close()
		return nil, "", usageError{errors.New("which site? Give --site with its address")}
	}
	return v, site, nil
}

// Run removes.
func (c *tokensForgetCmd) Run(ctx context.Context, o out) error {
	v, site, err := c.at(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	t, err := v.TokenOf(ctx, site, c.Email)
	if errors.Is(err, vault.ErrNone) {
		return fmt.Errorf("no token is saved for %s at %s", c.Email, site)
	}
	if err != nil {
		return err
	}
	if err := v.Forget(ctx, site, t.Account); err != nil {
		return err
	}
	fmt.Fprintf(o.stdout, "Forgotten: the token %s of %s at %s, and its tool passwords.\n", t.Fingerprint, t.Email, site)
	return nil
}

// Run locks.
func (c *tokensLockCmd) Run(ctx context.Context, o out) error {
	v, site, err := c.at(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := v.Lock(ctx, site, c.Email); err != nil {
		return err
	}
	fmt.Fprintf(o.stdout, "Locked: %s at %s. A running server ends their sessions within seconds.\n", c.Email, site)
	return nil
}

// Run unlocks.
func (c *tokensUnlockCmd) Run(ctx context.Context, o out) error {
	v, site, err := c.at(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	found, err := v.Unlock(ctx, site, c.Email)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%s is not locked at %s", c.Email, site)
	}
	fmt.Fprintf(o.stdout, "Unlocked: %s at %s.\n", c.Email, site)
	return nil
}

// keysCmd is pgconfluence keys.
type keysCmd struct {
	New    keysNewCmd    `cmd:"" help:"Print a new master key."`
	Rotate keysRotateCmd `cmd:"" help:"Give the vault a new master key, while the server goes on. With --master-key-file the new key is made and the file replaced; with PGCONFLUENCE_MASTER_KEY give the new key and the old one after it, apart by a comma, to server and command alike."`
}

type keysNewCmd struct{}

// Run prints a key.
func (keysNewCmd) Run(o out) error {
	_, err := fmt.Fprintln(o.stdout, vault.NewKey())
	return err
}

type keysRotateCmd struct {
	Vault         string `required:"" type:"path" placeholder:"FILE" help:"The vault's file."`
	MasterKeyFile string `type:"path" placeholder:"FILE" help:"The file with the master key; it is replaced."`
}

// Run rewraps.
func (c *keysRotateCmd) Run(ctx context.Context, o out) error {
	flags := vaultFlags{c.Vault, c.MasterKeyFile}
	keys, err := flags.keys()
	if err != nil {
		return err
	}
	var n int
	if c.MasterKeyFile != "" {
		n, err = vault.RotateKeyFile(ctx, c.Vault, c.MasterKeyFile)
	} else {
		n, err = rotateFixed(ctx, c.Vault, keys)
	}
	if err != nil {
		return fmt.Errorf("%w (nothing is lost: run it again to finish)", err)
	}
	fmt.Fprintf(o.stdout, "Done: %d records are sealed with the new key.\n", n)
	return nil
}

func rotateFixed(ctx context.Context, path string, keys vault.KeySource) (int, error) {
	v, err := vault.Open(ctx, path, keys)
	if err != nil {
		return 0, err
	}
	defer v.Close()
	return v.Rotate(ctx)
}
