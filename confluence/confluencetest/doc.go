// Package confluencetest is a simulated Confluence Cloud site: an http.Handler
// that answers the part of the REST API v1 and v2 that a reader of pages,
// spaces and users needs, with the real site's habits, good and bad.
//
// The data is made from a seed. A page is computed from its index each time it
// is asked for, so a site of a million pages takes no more memory than a small
// one; only edits made on top of it are stored, and the orders other than by id
// (4 to 8 bytes per page, built when first asked for).
//
// One handler is both hosts of the real thing: the site
// (https://NAME.atlassian.net) and, under /ex/confluence/{cloudId}, the API
// gateway (https://api.atlassian.com), where scoped tokens work.
//
// For tests there are: accounts with their own view ([Site.AddAccount]), the
// truth as an account may see it ([Site.TruePages]), edits ([Site.AddPage]),
// faults on demand ([Site.Inject]), the request log ([Site.Requests]) and a
// RoundTripper without a socket ([Site.Transport]).
package confluencetest
