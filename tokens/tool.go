package tokens

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/tokens/scram"
	"github.com/pgconfluence/pgconfluence/tokens/vault"
)

// passwordBytes is 160 bits: nobody guesses it, and no client needs to be told
// how to stretch it.
const passwordBytes = 20

// newPassword has no character that any connection string would escape.
func newPassword() string {
	b := make([]byte, passwordBytes)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	text := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
	groups := slices.Collect(slices.Chunk([]byte(text), 8))
	out := make([]string, len(groups))
	for i, g := range groups {
		out[i] = string(g)
	}
	return "pgc-" + strings.Join(out, "-")
}

var (
	toolName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,31}$`)
	spaceKey = regexp.MustCompile(`^[A-Za-z0-9~._:-]{1,255}$`)
)

const maxToolSpaces = 100

// NewTool is what a person asks for.
type NewTool struct {
	Name    string
	Spaces  string    // space keys, apart by commas or white space; empty: all
	Expires time.Time // zero: as long as the token
}

// MakeTool makes a tool password for a person who has a token saved, and
// returns it: this is the only time that anybody sees it. An error that is the
// person's to mend is a *Refusal.
func (k *Keeper) MakeTool(ctx context.Context, who Person, n NewTool) (vault.Tool, string, error) {
	s, ok := k.site(who.Site)
	if !ok {
		return vault.Tool{}, "", vault.ErrNone
	}
	name := strings.ToLower(strings.Join(strings.Fields(n.Name), "-"))
	if !toolName.MatchString(name) {
		return vault.Tool{}, "", &Refusal{Field: "name", Problem: "This name cannot be used.",
			Advice: "Use up to 32 letters without accents, digits, dots, hyphens and underscores, such as tableau-laptop."}
	}
	if !n.Expires.IsZero() && !n.Expires.After(k.now()) {
		return vault.Tool{}, "", &Refusal{Field: "expires", Problem: "The day that it should end on is over.", Advice: "Choose a day to come, or none."}
	}
	spaces, err := k.spaces(ctx, s, who, n.Spaces)
	if err != nil {
		return vault.Tool{}, "", err
	}
	password := newPassword()
	verifier, err := scram.NewVerifier(password)
	if err != nil {
		return vault.Tool{}, "", err
	}
	t, err := k.vault.AddTool(ctx, vault.Tool{Site: s.url(), Account: who.Account, Name: name, Spaces: spaces, ExpiresAt: n.Expires}, verifier.String())
	switch {
	case errors.Is(err, vault.ErrNameTaken):
		return t, "", &Refusal{Field: "name", Problem: fmt.Sprintf("You have a tool password named %s already.", name), Advice: "Choose another name, or remove that one first."}
	case errors.Is(err, vault.ErrTooMany):
		return t, "", &Refusal{Problem: fmt.Sprintf("You have %d tool passwords, which is the most there can be.", vault.MaxTools), Advice: "Remove one that is not used any more."}
	case errors.Is(err, vault.ErrLocked):
		return t, "", k.refusal(s, err)
	case err != nil:
		return t, "", err
	}
	k.log.Info("tool password made", "site", who.Site, "email", who.Email, "tool", name, "spaces", len(spaces))
	return t, password, nil
}

// spaces reads a list of space keys, and makes sure that the person sees each.
func (k *Keeper) spaces(ctx context.Context, s *Site, who Person, list string) ([]string, error) {
	keys := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' || r <= ' ' })
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if len(keys) == 0 {
		return nil, nil
	}
	for _, key := range keys {
		if !spaceKey.MatchString(key) {
			return nil, &Refusal{Field: "spaces", Problem: "One of the space keys is not one.", Advice: "A space's key is the part after /spaces/ in its address, such as ENG."}
		}
	}
	if len(keys) > maxToolSpaces {
		return nil, &Refusal{Field: "spaces", Problem: fmt.Sprintf("These are more than %d spaces.", maxToolSpaces), Advice: "Leave the list empty to allow all that you see."}
	}
	t, err := k.vault.Token(ctx, s.url(), who.Account)
	if err != nil {
		return nil, err
	}
	c, err := k.client(ctx, s, t)
	if err != nil {
		return nil, k.refusal(s, err)
	}
	var known []string
	err = c.SpacesByKey(ctx, keys, func(found []confluence.Space) error {
		for _, sp := range found {
			known = append(known, sp.Key.S)
		}
		return nil
	})
	if err != nil {
		return nil, k.refusal(s, err)
	}
	var missing, exact []string
	for _, key := range keys {
		i := slices.IndexFunc(known, func(have string) bool { return strings.EqualFold(have, key) })
		if i < 0 {
			missing = append(missing, key)
			continue
		}
		exact = append(exact, known[i])
	}
	if len(missing) > 0 {
		return nil, &Refusal{Field: "spaces", Problem: "You see no space with the key " + strings.Join(missing, ", ") + ".",
			Advice: "A space's key is the part after /spaces/ in its address, such as ENG."}
	}
	slices.Sort(exact)
	return slices.Compact(exact), nil
}

// Tools lists a person's tool passwords.
func (k *Keeper) Tools(ctx context.Context, who Person) ([]vault.Tool, error) {
	s, ok := k.site(who.Site)
	if !ok {
		return nil, vault.ErrNone
	}
	return k.vault.Tools(ctx, s.url(), who.Account)
}

// RevokeTool removes one of the person's tool passwords and ends its sessions.
func (k *Keeper) RevokeTool(ctx context.Context, who Person, id string) error {
	s, ok := k.site(who.Site)
	if !ok {
		return vault.ErrNone
	}
	if err := k.vault.RevokeTool(ctx, s.url(), who.Account, id); err != nil {
		return err
	}
	k.log.Info("tool password removed", "site", who.Site, "email", who.Email)
	k.activity.endWhere(func(l *Live) bool { return l.ToolID == id }, "the tool password was removed")
	return nil
}

// LoginName is what a tool logs in as.
func LoginName(email, tool string) string { return email + "/" + tool }
