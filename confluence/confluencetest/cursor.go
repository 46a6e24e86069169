package confluencetest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strconv"
)

// Cursors are what they are on a real site: JSON in base64 that names the last
// row given out by the key of the order, so they need no memory and stay right
// when rows come and go.
//
//	{"id":"302737","contentOrder":"id","contentOrderValue":302737}
type cursor struct {
	ID    string          `json:"id"`
	Order string          `json:"contentOrder"`
	Value json.RawMessage `json:"contentOrderValue"`
	// Again makes cursors of one place differ (fault EmptyPageWithNext).
	Again int `json:"again,omitempty"`
	// Total is what a search said to find.
	Total int `json:"total,omitempty"`
}

const maxCursor = 8 << 10

func (c cursor) encode() string {
	b, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.URLEncoding.EncodeToString(b)
}

func parseCursor(text string) (cursor, bool) {
	var c cursor
	if len(text) > maxCursor {
		return c, false
	}
	raw, err := base64.URLEncoding.DecodeString(text)
	if err != nil {
		return c, false
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&c) != nil || d.More() {
		return c, false
	}
	_, err = strconv.ParseInt(c.ID, 10, 64)
	return c, err == nil
}

// pageCursor names the place after a page.
func pageCursor(o order, k key) cursor {
	c := cursor{ID: strconv.FormatInt(k.id, 10), Order: orderNames[o]}
	switch o {
	case byID:
		c.Value = json.RawMessage(c.ID)
	case byTitle:
		c.Value = appendQuoted(nil, k.text)
	default:
		c.Value = strconv.AppendInt(nil, k.n, 10)
	}
	return c
}

// pageKeyOf is the inverse of pageCursor, for a list in this order.
func pageKeyOf(o order, c cursor) (key, bool) {
	id, err := strconv.ParseInt(c.ID, 10, 64)
	if err != nil || c.Order != orderNames[o] {
		return key{}, false
	}
	k := key{id: id}
	switch o {
	case byID:
		var n int64
		err = json.Unmarshal(c.Value, &n)
		return k, err == nil && n == id
	case byTitle:
		var text string
		err = json.Unmarshal(c.Value, &text)
		k.text = []byte(text)
	default:
		err = json.Unmarshal(c.Value, &k.n)
	}
	return k, err == nil
}
