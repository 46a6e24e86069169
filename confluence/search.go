package confluence

import (
	"context"
	"net/url"
	"strings"
)

const (
	searchPath  = "/wiki/rest/api/content/search"
	searchScope = "search:confluence"

	// searchLimit is up to where the site does not cut the limit of a search
	// that expands something else than bodies.
	searchLimit = 200
)

// Found is a content that CQL has found.
type Found struct {
	ID      Text `json:"id"`
	Type    Text `json:"type"` // as API v1 names it: page, blogpost, comment, attachment, folder...
	Status  Text `json:"status"`
	Title   Text `json:"title"`
	History struct {
		CreatedBy   User `json:"createdBy"`
		CreatedDate Time `json:"createdDate"`
	} `json:"history"` // with expand "history"
	Extensions struct {
		Location Text `json:"location"` // of a comment: footer or inline
	} `json:"extensions"` // with expand "extensions"
}

// Search hands the contents that the CQL finds to emit. CQL finds neither
// archived nor trashed content, and nothing for some seconds after it was made:
// what must be complete cannot rest on it.
func (c *Client) Search(ctx context.Context, cql string, expand []string, emit func([]Found) error) error {
	q := url.Values{"cql": {cql}}
	if len(expand) > 0 {
		q.Set("expand", strings.Join(expand, ","))
	}
	return list[Found]{client: c, path: searchPath, scope: searchScope, query: q, limit: searchLimit,
		key: named("search result", func(f *Found) string { return f.ID.S })}.each(ctx, emit)
}

// Quote writes a value as a CQL string.
func Quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}
