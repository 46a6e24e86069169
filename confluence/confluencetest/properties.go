package confluencetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A property is a key and a JSON value on a content or space.
type property struct {
	id    int64
	key   string
	value string // JSON
	version
	by userRef // of version 1
}

var madeProperties = [...]struct{ key, value string }{
	{"editor", `"v2"`}, {"content-appearance-published", `"full-width"`}, {"emoji-title-published", `"1f680"`},
	{"com.example.review", `{"due":"2026-12-01","reviewers":["anna","james"],"round":3,"done":false}`},
	{"cover-picture-id-published", `null`}, {"score", `12.5`}, {"tags", `["a","b & c","<d>"]`},
}

// propertiesOf gives the properties of a content by id.
func (s *Site) propertiesOf(x *content) []property {
	if p, ok := s.touched.properties[x.id]; ok {
		return p
	}
	return s.makeProperties(uint64(x.id), x.kind, x.author, x.created)
}

func (s *Site) makeProperties(seed uint64, k kind, by userRef, created int64) []property {
	h := s.draw.of(drawProperty, seed)
	n := int(h % 3)
	if k == kindPage || k == kindBlog {
		n++
	}
	var out []property
	for i, m := range madeProperties {
		if len(out) == n || h>>(8+i)%2 == 0 {
			continue
		}
		p := property{id: kindBase(kindProperty) + int64(h>>24)<<3 + int64(i), key: m.key, value: m.value, by: by}
		p.version = version{number: 1 + int32(h>>16%3), at: created + int64(i)*1000, author: by}
		out = append(out, p)
	}
	return out
}

func (s *Site) appendProperty(b []byte, p *property) []byte {
	b = appendID(append(b, '{'), "id", p.id)
	b = appendString(b, "key", p.key)
	b = append(appendKey(b, "value"), p.value...)
	return append(s.appendVersion(appendKey(b, "version"), &p.version), '}')
}

func listProperties(kinds ...kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seenOf(kinds, id, &x) {
			return
		}
		q := c.request.URL.Query()
		var l list[*property]
		if !readList(c, q, &l, 25, "key") {
			return
		}
		rows := withKey(c.site.propertiesOf(&x), q.Get("key"))
		slices.SortFunc(rows, func(a, b property) int {
			if l.descending {
				a, b = b, a
			}
			return strings.Compare(a.key, b.key)
		})
		l.write = c.site.appendProperty
		l.walk = sliced(rows, l.descending, func(_ int, p *property) key { return key{text: []byte(p.key), id: p.id} })
		sendList(c, &l)
	}
}

func withKey(rows []property, name string) []property {
	out := slices.Clone(rows)
	if name != "" {
		out = slices.DeleteFunc(out, func(p property) bool { return p.key != name })
	}
	return out
}

// seenOf is seen for a path that serves several kinds.
func (c *call) seenOf(kinds []kind, id string, x *content) bool {
	if len(kinds) == 2 {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && kind(n>>kindShift) == kinds[1] {
			return c.seen(kinds[1], id, x)
		}
	}
	return c.seen(kinds[0], id, x)
}

func getProperty(kinds ...kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if !c.seenOf(kinds, id, &x) {
			return
		}
		for _, p := range c.site.propertiesOf(&x) {
			if strconv.FormatInt(p.id, 10) == c.second {
				c.json(http.StatusOK, string(c.site.appendProperty(nil, &p)))
				return
			}
		}
		c.missing("property", c.second)
	}
}

func (s *Site) spaceProperties(i int) []property {
	sp := &s.spaces[i]
	return s.makeProperties(uint64(sp.id)+1<<50, kindFolder, sp.author, sp.createdAt)
}

func (s *Site) appendSpaceProperty(b []byte, p *property) []byte {
	b = appendID(append(b, '{'), "id", p.id)
	b = appendString(b, "key", p.key)
	b = append(appendKey(b, "value"), p.value...)
	b = appendMoment(b, "createdAt", p.at)
	b = s.appendUser(b, "createdBy", p.by)
	b = append(appendKey(b, "version"), '{')
	b = appendMoment(b, "createdAt", p.at)
	b = s.appendUser(b, "createdBy", p.author)
	b = appendString(b, "message", "")
	return append(appendNumber(b, "number", int64(p.number)), "}}"...)
}

func (c *call) listSpaceProperties(id string) {
	if i, ok := c.seenSpace(id); ok {
		q := c.request.URL.Query()
		sendSlice(c, q, withKey(c.site.spaceProperties(i), q.Get("key")), c.site.appendSpaceProperty)
	}
}

func (c *call) getSpaceProperty(id string) {
	i, ok := c.seenSpace(id)
	if !ok {
		return
	}
	for _, p := range c.site.spaceProperties(i) {
		if strconv.FormatInt(p.id, 10) == c.second {
			c.json(http.StatusOK, string(c.site.appendSpaceProperty(nil, &p)))
			return
		}
	}
	c.missing("property", c.second)
}

// SetProperty gives a content a property, with a JSON value; an empty value
// removes it.
func (s *Site) SetProperty(id int64, name, value string) error {
	if name == "" || value != "" && !json.Valid([]byte(value)) {
		return errors.New("a property has a key and a JSON value")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var x content
	if !s.content(id, &x) || x.status == statusDeleted {
		return fmt.Errorf("content %d does not exist", id)
	}
	rows := slices.Clone(s.propertiesOf(&x))
	i := slices.IndexFunc(rows, func(p property) bool { return p.key == name })
	s.clock += 1000
	switch {
	case value == "" && i < 0:
		return fmt.Errorf("content %d has no property %q", id, name)
	case value == "":
		rows = slices.Delete(rows, i, i+1)
	case i >= 0:
		rows[i].value, rows[i].at = value, s.clock
		rows[i].number++
	default:
		rows = append(rows, property{id: kindBase(kindProperty) + addedItems + s.clock, key: name, value: value, by: x.author,
			version: version{number: 1, at: s.clock, author: x.author}})
	}
	if s.touched.properties == nil {
		s.touched.properties = map[int64][]property{}
	}
	s.touched.properties[id] = rows
	return nil
}
