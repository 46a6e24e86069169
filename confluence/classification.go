package confluence

import (
	"context"
	"net/http"
)

// ClassificationLevel is a level of confidentiality that the organisation has
// defined.
type ClassificationLevel struct {
	ID          Text `json:"id"`
	Status      Text `json:"status"` // DRAFT, PUBLISHED or ARCHIVED
	Order       Int  `json:"order"`
	Name        Text `json:"name"`
	Description Text `json:"description"`
	Guideline   Text `json:"guideline"`
	Color       Text `json:"color"`
}

// ClassificationLevels returns all levels. The answer is a bare array.
func (c *Client) ClassificationLevels(ctx context.Context) ([]ClassificationLevel, error) {
	call := c.call(http.MethodGet, "/wiki/api/v2/classification-levels", "read:configuration:confluence")
	key := named("classification level", func(l *ClassificationLevel) string { return l.ID.S })
	return getJSON(ctx, call, func(rows *[]ClassificationLevel) error { return distinct(*rows, key) })
}
