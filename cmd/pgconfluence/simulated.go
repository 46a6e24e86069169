package main

import (
	"cmp"
	"slices"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
)

// The people of a simulated site, who can be told in public: their tokens open
// nothing real.
const (
	demoEmail, demoToken = "demo@example.com", "demo-token"
	leaEmail, leaToken   = "lea@example.com", "lea-token"
	scopedToken          = "demo-scoped-token"
	leaSpaces            = 3
)

// addPeople gives a simulated site its logins: one who sees everything, also by
// a scoped token, and one who sees a few spaces only.
func addPeople(site *confluencetest.Site) (keys []string) {
	site.AddAccount(confluencetest.Account{Email: demoEmail, Token: demoToken, DisplayName: "Dana Demo"})
	site.AddAccount(confluencetest.Account{Email: demoEmail, Token: scopedToken, DisplayName: "Dana Demo", Scoped: true})
	spaces := site.TrueSpaces(demoEmail)
	slices.SortStableFunc(spaces, func(a, b confluencetest.SpaceTruth) int { return cmp.Compare(b.Pages, a.Pages) })
	keys = []string{}
	for _, s := range spaces {
		if s.Type != "personal" && s.Status == "current" && len(keys) < leaSpaces {
			keys = append(keys, s.Key)
		}
	}
	site.AddAccount(confluencetest.Account{Email: leaEmail, Token: leaToken, DisplayName: "Lea Demo", Spaces: keys})
	return keys
}
