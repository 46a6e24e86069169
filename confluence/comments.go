package confluence

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Comment is a footer or inline comment. It tells neither who made it nor when,
// but for its newest version: see FirstVersions.
type Comment struct {
	ID                       ID      `json:"id"`
	Status                   Text    `json:"status"`
	Title                    Text    `json:"title"`
	PageID                   ID      `json:"pageId"`
	BlogPostID               ID      `json:"blogPostId"`
	AttachmentID             Text    `json:"attachmentId"`
	CustomContentID          ID      `json:"customContentId"`
	ParentCommentID          ID      `json:"parentCommentId"`
	ResolutionStatus         Text    `json:"resolutionStatus"`
	ResolutionLastModifierID Text    `json:"resolutionLastModifierId"`
	ResolutionLastModifiedAt Time    `json:"resolutionLastModifiedAt"`
	Version                  Version `json:"version"`
	Body                     Body    `json:"body"`
	Links                    Links   `json:"_links"`
	Properties               struct {
		InlineMarkerRef         Text `json:"inlineMarkerRef"`
		InlineOriginalSelection Text `json:"inlineOriginalSelection"`
	} `json:"properties"`

	base string
}

// URL is the comment's address for a browser, "" if the answer had none.
func (c *Comment) URL() string { return webURL(c.base, c.Links.WebUI) }

func (c *Comment) setBase(base string) { c.base = base }

var commentKey = numbered("comment", func(c *Comment) ID { return c.ID })

// Comments are what one asks for the comments of one kind.
type Comments struct {
	client *Client
	kind   ContentType
	body   BodyFormat
}

// Comments are the site's comments of one kind, FooterComment or InlineComment.
func (c *Client) Comments(kind ContentType) Comments { return Comments{client: c, kind: kind} }

// WithBody is the same comments with their bodies.
func (c Comments) WithBody(f BodyFormat) Comments {
	c.body = f
	return c
}

func (c Comments) list(path string) list[Comment] {
	// By the date of creation, which no edit changes.
	q, limit := url.Values{"sort": {"created-date"}}, maxLimit
	if c.body != NoBody {
		q.Set("body-format", string(c.body))
		limit = bodyLimit
	}
	return list[Comment]{client: c.client, path: path, scope: commentScope, query: q, limit: limit, key: commentKey}
}

// All hands every comment of the kind that the site's list has to emit. Whether
// it has replies is not documented: Replies are found with Children.
func (c Comments) All(ctx context.Context, emit func([]Comment) error) error {
	w := c.list("/wiki/api/v2/" + string(c.kind)).walk()
	for !w.done {
		rows, err := w.next(ctx)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if err := emit(w.place(rows)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Of hands the comments of each page or blog post to emit, replies included,
// which are told whose they are. That takes a call for each content and one for
// each comment.
func (c Comments) Of(ctx context.Context, t ContentType, ids []int64, emit func([]Comment) error) error {
	if t != PageContent && t != BlogPostContent {
		return fmt.Errorf("confluence: comments of %s", t)
	}
	var parents []Comment
	err := ofEach(ctx, ids, func(id int64) list[Comment] {
		return c.list(t.path(strconv.FormatInt(id, 10), string(c.kind)))
	}, func(id int64, rows []Comment) error {
		for i := range rows {
			if t == PageContent {
				rows[i].PageID = ID{N: id, Valid: true}
			} else {
				rows[i].BlogPostID = ID{N: id, Valid: true}
			}
		}
		parents = append(parents, rows...)
		return emit(rows)
	})
	if err != nil {
		return err
	}
	return c.Children(ctx, parents, emit)
}

// Children hands the replies to each comment to emit, and the replies to those,
// with the container of the comment: a call for each comment and each reply.
func (c Comments) Children(ctx context.Context, parents []Comment, emit func([]Comment) error) error {
	for len(parents) > 0 {
		byID := make(map[int64]*Comment, len(parents))
		ids := make([]int64, len(parents))
		for i := range parents {
			ids[i] = parents[i].ID.N
			byID[ids[i]] = &parents[i]
		}
		var next []Comment
		err := ofEach(ctx, ids, func(id int64) list[Comment] {
			return c.list(c.kind.path(strconv.FormatInt(id, 10), "children"))
		}, func(id int64, rows []Comment) error {
			p := byID[id]
			for i := range rows {
				r := &rows[i]
				r.ParentCommentID = p.ID
				r.PageID, r.BlogPostID, r.AttachmentID, r.CustomContentID = p.PageID, p.BlogPostID, p.AttachmentID, p.CustomContentID
			}
			next = append(next, rows...)
			return emit(rows)
		})
		if err != nil {
			return err
		}
		parents = next
	}
	return nil
}

// InlineCommentsByID hands inline comments to emit as they are by themselves,
// with who resolved them and when: a call for each.
func (c *Client) InlineCommentsByID(ctx context.Context, ids []int64, emit func(Comment) error) error {
	out := newFunnel(func(b []Comment) error { return emit(b[0]) })
	return fanOut(ctx, ids, func(ctx context.Context, id int64) error {
		got, err := getJSON(ctx, c.call(http.MethodGet, "/wiki/api/v2/inline-comments/"+strconv.FormatInt(id, 10), commentScope), func(v *Comment) error {
			if v.ID.N != id {
				return fmt.Errorf("%d was asked for, %d came", id, v.ID.N)
			}
			return nil
		})
		if gone(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return out.emit([]Comment{got})
	})
}
