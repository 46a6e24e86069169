package confluencetest

import "time"

// Config says how large a site is and how it behaves. The same Config gives
// the same site, byte for byte.
type Config struct {
	// Spaces, Pages and Users are how many of each there are, personal and
	// archived spaces, archived pages, departed people, guests and apps
	// included. Spaces is at least 1 when there are pages, Users at least 1.
	Spaces, Pages, Users int

	// BlogPosts is how many blog posts there are: 0 means one to twenty pages,
	// below 0 none.
	BlogPosts int

	// Seed varies the data.
	Seed uint64

	// End is the moment after which nothing has happened yet; the data covers
	// the five years before it. Zero means 2026-10-30 17:00 UTC.
	End time.Time

	// BaseURL is the site's origin, as _links.base shows it (which adds
	// "/wiki"), also through the gateway. Empty: taken from each request's Host.
	BaseURL string

	// CloudID is what /_edge/tenant_info answers. Empty: made from Seed.
	CloudID string

	// Public allows anonymous access: a request with no credential or a wrong
	// one is answered with what everybody may see. PublicSpaces are the keys of
	// the spaces that this is; nil means all.
	Public       bool
	PublicSpaces []string

	// Latency is added to each request, and ended early by its context.
	Latency time.Duration

	// Rate is how many requests of one method a second one operation takes before
	// it answers 429 with Retry-After; 0 is any number. A real site takes about
	// 100. As many may come at once.
	Rate int

	// LogSize is how many requests the log keeps; 0 means 10,000.
	LogSize int

	// MaxBodyReply is how large, in bytes, a list of pages with bodies may be:
	// beyond it a list of more than one row is a 500, as on real sites with large
	// pages. 0 is no limit.
	MaxBodyReply int

	// RootCommentsOnly leaves replies out of /footer-comments and
	// /inline-comments; it is not known which of both real sites do.
	RootCommentsOnly bool

	// IndexLag is how long after an edit the search index (CQL) still has what
	// was there before.
	IndexLag time.Duration

	// NoAnalytics is a plan without analytics: every request for views is
	// refused.
	NoAnalytics bool

	// NoRoles is a site that has not changed to space roles: its lists of roles
	// and of their assignments are empty.
	NoRoles bool

	// UserSearchLimit is where the server silently cuts the limit of
	// /rest/api/search/user; 0 means 200.
	UserSearchLimit int
}

// Demo is a site that looks like a real company's: 30 spaces, 5,000 pages,
// 200 people. It has no accounts; add those with [Site.AddAccount].
func Demo() Config {
	return Config{Spaces: 30, Pages: 5000, Users: 200, Seed: 20}
}

const yearsOfData = 5

// maxPages keeps a page's index in 32 bits.
const maxPages = 1 << 31

func (c Config) withDefaults() Config {
	c.Pages = min(max(c.Pages, 0), maxPages)
	c.Spaces = max(c.Spaces, 0)
	if c.Pages > 0 {
		c.Spaces = max(c.Spaces, 1)
	}
	c.Users = max(c.Users, 1)
	switch {
	case c.BlogPosts == 0 || c.Spaces == 0:
		c.BlogPosts = c.Pages / 20
	case c.BlogPosts < 0:
		c.BlogPosts = 0
	}
	c.BlogPosts = min(c.BlogPosts, maxPages)
	if c.End.IsZero() {
		c.End = time.Date(2026, 10, 30, 17, 0, 0, 0, time.UTC)
	}
	if c.LogSize <= 0 {
		c.LogSize = 10_000
	}
	if c.UserSearchLimit <= 0 {
		c.UserSearchLimit = 200
	}
	if c.CloudID == "" {
		c.CloudID = string(appendUUID(nil, seeded(c.Seed).of(drawCloudID, 0), seeded(c.Seed).of(drawCloudID, 1)))
	}
	return c
}
