package tables

import (
	"context"
	"errors"

	"github.com/pgconfluence/pgconfluence/confluence"
)

// probeRoots is up to how many comments are simply asked for their replies.
const probeRoots = 50

// errReply ends a search that has found a reply.
var errReply = errors.New("a reply")

// lacksReplies finds out whether the site's list of comments, in which none was
// a reply, leaves replies out. Whether it does is not documented. Where there
// are many comments, a search for all of them shows it: it finds what the list
// did not have. A site that cannot be searched is taken to leave them out, which
// costs calls, not rows.
func (c *commentLoad) lacksReplies(ctx context.Context, roots int, seen map[string]bool) (bool, error) {
	if roots <= probeRoots {
		return true, nil
	}
	err := c.client.Search(ctx, "type = comment", []string{"extensions"}, func(rows []confluence.Found) error {
		for i := range rows {
			if !seen[rows[i].ID.S] && c.isKind(&rows[i]) {
				return errReply
			}
		}
		return nil
	})
	var e *confluence.Error
	switch {
	case errors.Is(err, errReply):
		return true, nil
	case errors.As(err, &e) && (e.Kind == confluence.ScopeMissing || e.Kind == confluence.Forbidden || e.Kind == confluence.BadRequest || e.Kind == confluence.Protocol):
		return true, nil
	}
	return false, err
}

// isKind reports whether the comment that was found may be of the kind that is
// loaded. Not every answer says which it is.
func (c *commentLoad) isKind(f *confluence.Found) bool {
	where := f.Extensions.Location.S
	return where == "" || where == c.name
}
