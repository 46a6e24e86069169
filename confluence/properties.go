package confluence

import (
	"context"
	"encoding/json"
)

// Property is a value that an app has attached to a content.
type Property struct {
	ID      ID              `json:"id"`
	Key     Text            `json:"key"`
	Value   json.RawMessage `json:"value"`
	Version Version         `json:"version"`
}

// Properties hands the properties of each content to emit: a call for each.
func (c *Client) Properties(ctx context.Context, t ContentType, ids []int64, emit func(id int64, rows []Property) error) error {
	key := numbered("property", func(p *Property) ID { return p.ID })
	return ofEach(ctx, ids, func(id int64) list[Property] { return ofContent(c, t, id, "properties", key) }, emit)
}

// SpaceProperty is a value that an app has attached to a space.
type SpaceProperty struct {
	ID        ID              `json:"id"`
	Key       Text            `json:"key"`
	Value     json.RawMessage `json:"value"`
	CreatedAt Time            `json:"createdAt"`
	CreatedBy Text            `json:"createdBy"`
	Version   struct {
		CreatedAt Time `json:"createdAt"`
		CreatedBy Text `json:"createdBy"`
		Message   Text `json:"message"`
		Number    Int  `json:"number"`
	} `json:"version"`
}

// SpaceProperties hands the properties of each space to emit: a call for each.
func (c *Client) SpaceProperties(ctx context.Context, spaceIDs []int64, emit func(space int64, rows []SpaceProperty) error) error {
	key := numbered("property", func(p *SpaceProperty) ID { return p.ID })
	return ofEach(ctx, spaceIDs, func(id int64) list[SpaceProperty] { return ofSpace(c, id, "properties", spacesScope, key) }, emit)
}
