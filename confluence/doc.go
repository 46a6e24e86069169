// Package confluence is a client of the Confluence Cloud REST API that reads
// whole sites: strictly, in parallel, within one budget of calls per site, and
// each person with their own API token. It knows no SQL and can be used alone.
//
//	site, err := confluence.NewSite(confluence.SiteConfig{BaseURL: "https://example.atlassian.net"})
//	client, err := site.Login(ctx, "ann@example.com", token)
//	err = client.WalkAllPages(ctx, nil, func(p []confluence.Page) error { ... })
//
// # Files, in reading order
//
//	site.go     one site: its address, transport and budget
//	login.go    what proves a login, and what disproves it
//	client.go   one credential on one site
//	retry.go    the choke point: every call goes through do
//	refusal.go  what a failed answer means
//	walk.go     a list, followed strictly by its cursor
//	fullwalk.go every page of many spaces, from both ends at once
//	pages.go spaces.go users.go  one noun each
//
// # Rules
//
// Every list is complete or an error: an answer that looks like "nothing" but
// may be a refusal (a 404 of API v2 is also the shape of a dead token) is
// checked with user/current before anything is believed. Lists are handed over
// in batches to a function that is called by one goroutine at a time; an error
// from it ends the list and is returned as it is.
//
// A token is a password. It is sent to the site and its gateway only, redirects
// are not followed, and no error, trace, log or printed value contains it.
package confluence
