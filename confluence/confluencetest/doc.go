// Package confluencetest is a simulated Confluence Cloud site: an http.Handler
// that answers the part of the REST API v1 and v2 that a reader needs (routes.go
// and the files after it list the operations), with the real site's habits, good
// and bad: per-page-only lists, silent caps, short pages of search, an index
// that lags and does not see the archive, titles in HTML with marks, dates of
// search in the caller's zone, refusals that look like absence.
//
// The data is made from a seed. A page, and what hangs on it (comments,
// attachments, labels, tasks, versions, likes, ...), is computed from its index
// each time it is asked for, so a site of a million pages takes no more memory
// than a small one; only edits made on top of it are stored, and the orders other
// than by id (4 to 8 bytes per row, built when first asked for, before any lock).
//
// A shelf holds pages or blog posts; a bin holds what belongs to them and has
// bulk lists (comments, attachments, tasks, custom content); the rest is drawn
// from a content's id.
//
// One handler is both hosts of the real thing: the site
// (https://NAME.atlassian.net) and, under /ex/confluence/{cloudId}, the API
// gateway (https://api.atlassian.com), where scoped tokens work.
//
// For tests there are: accounts with their own view ([Site.AddAccount]), the
// truth as an account may see it ([Site.TruePages], [Site.TrueFooterComments],
// [Site.TrueContent] and others that begin with True), edits ([Site.AddPage],
// [Site.AddLabel], [Site.AddComment], [Site.Restrict], ...), faults on demand
// ([Site.Inject]), the request log ([Site.Requests]) and a RoundTripper without a
// socket ([Site.Transport]).
//
// What is not known of real sites is decided so: bulk lists of comments have
// replies (unless Config.RootCommentsOnly), a move keeps the modified date, a
// site without space roles has empty lists of them, now() of search is the
// site's clock (Config.End and a second per edit), and search leaves archived
// spaces out unless asked. Not simulated: drafts, favourites, operations,
// redactions, data policies, writing.
package confluencetest
