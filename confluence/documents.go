package confluence

import (
	"context"
	"net/url"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Documents are the pages or the blog posts of the site, with or without their
// bodies: what one asks for them. The lists of both have the same rows, of which
// blog posts lack the place in a tree.
type Documents struct {
	client *Client
	path   string
	status string
	body   BodyFormat
}

// Pages are the pages, current and archived: what their list gives by default,
// said explicitly, so that a change of the default changes nothing here.
func (c *Client) Pages() Documents {
	return Documents{client: c, path: pagesPath, status: "current,archived"}
}

// BlogPosts are the published blog posts; there are no archived ones.
func (c *Client) BlogPosts() Documents {
	return Documents{client: c, path: blogPostsPath, status: "current"}
}

// BodyFormat is how a body is written.
type BodyFormat string

// The formats that lists give, one in a call.
const (
	NoBody         BodyFormat = ""
	Storage        BodyFormat = "storage"          // XHTML with Confluence's own elements
	AtlasDocFormat BodyFormat = "atlas_doc_format" // a JSON document, as text
)

// Body is a body in the one format that was asked for.
type Body struct {
	Storage        BodyValue `json:"storage"`
	AtlasDocFormat BodyValue `json:"atlas_doc_format"`
}

// BodyValue is a body's text. It is not Valid where the body is in another
// format or there is none.
type BodyValue struct {
	Value Text `json:"value"`
}

// bodyLimit is how many bodies are asked for in one answer: real ones reach
// megabytes, and large answers fail.
const bodyLimit = 50

// WithBody is the same documents with their bodies.
func (d Documents) WithBody(f BodyFormat) Documents {
	d.body = f
	return d
}

// perAnswer is how many rows one answer has at most.
func (d Documents) perAnswer() int {
	if d.body != NoBody {
		return bodyLimit
	}
	return maxLimit
}

// list is the list with the filter, by id.
func (d Documents) list(filter url.Values, falling bool) list[Page] {
	q := url.Values{"status": {d.status}, "sort": {"id"}}
	if falling {
		q.Set("sort", "-id")
	}
	if d.body != NoBody {
		q.Set("body-format", string(d.body))
	}
	for k, v := range filter {
		q[k] = v
	}
	return list[Page]{client: d.client, path: d.path, scope: pagesScope, query: q, limit: d.perAnswer(), contract: rising(pageID, falling)}
}

// ByID hands those with these ids to emit. Those that do not exist or may not be
// seen are left out.
func (d Documents) ByID(ctx context.Context, ids []int64, emit func([]Page) error) error {
	wanted := slices.Compact(slices.Sorted(slices.Values(ids)))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	out := newFunnel(emit)
	for batch := range slices.Chunk(wanted, min(maxIDs, d.perAnswer())) {
		g.Go(func() error {
			w := d.list(url.Values{"id": {joinIDs(batch)}}, false).walk()
			for !w.done {
				rows, err := w.next(ctx)
				if err != nil {
					return err
				}
				// A filter that is not honoured gives everything: keep to what was asked.
				rows = slices.DeleteFunc(rows, func(p Page) bool {
					_, ok := slices.BinarySearch(batch, p.ID.N)
					return !ok
				})
				if err := out.emit(w.place(rows)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}
