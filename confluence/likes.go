package confluence

import "context"

// Like is that a person likes a content.
type Like struct {
	AccountID Text `json:"accountId"`
}

// Likes hands who likes each content to emit: a call for each.
func (c *Client) Likes(ctx context.Context, t ContentType, ids []int64, emit func(id int64, rows []Like) error) error {
	key := named("like", func(l *Like) string { return l.AccountID.S })
	return ofEach(ctx, ids, func(id int64) list[Like] { return ofContent(c, t, id, "likes/users", key) }, emit)
}
