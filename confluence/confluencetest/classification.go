package confluencetest

import "slices"

type classification struct{ name, color, status, guide string }

var classifications = [...]classification{{"Public", "GREEN", "PUBLISHED", "Anybody may read it."},
	{"Internal", "BLUE", "PUBLISHED", "For employees & contractors."}, {"Confidential", "ORANGE", "PUBLISHED", "Need to know."},
	{"Secret", "RED_BOLD", "PUBLISHED", "Named people only."}, {"Old scheme", "GREY", "ARCHIVED", ""}}

func (s *Site) classID(l int) string {
	return string(appendUUID(nil, s.draw.of(drawClass, uint64(l)), s.draw.of(drawClass, uint64(l)+1<<32)))
}

// classOf is the classification of a content: its own, or its space's default.
func (s *Site) classOf(x *content) (int, bool) {
	h := s.draw.of(drawClass, uint64(x.id)+1<<50)
	if h%8 < 3 {
		return int(h >> 8 % 4), true
	}
	return s.defaultClass(x.space)
}

func (s *Site) defaultClass(space int) (int, bool) {
	h := s.draw.of(drawClass, uint64(space)+1<<49)
	return int(h >> 8 % 3), h%3 == 0
}

func (s *Site) appendClass(b []byte, l int) []byte {
	x := &classifications[l]
	b = appendString(append(b, '{'), "id", s.classID(l))
	b = appendString(b, "status", x.status)
	b = appendNumber(b, "order", int64(l+1))
	b = appendString(b, "name", x.name)
	b = appendString(b, "description", "Level "+x.name)
	b = appendString(b, "guideline", x.guide)
	return append(appendString(b, "color", x.color), '}')
}

// listClasses answers a bare array.
func (c *call) listClasses(string) {
	b := append(c.body, '[')
	for l := range classifications {
		b = c.site.appendClass(separated(b), l)
	}
	c.header.Set("Content-Type", "application/json")
	c.body = append(b, ']')
}

func getClass(k kind) func(*call, string) {
	return func(c *call, id string) {
		q := c.request.URL.Query()
		status, ok := c.choice(q, "status", "ContentStatus", "current", "draft", "archived")
		if !ok {
			return
		}
		var x content
		if !c.seen(k, id, &x) {
			return
		}
		if status == "" {
			status = "current"
		}
		l, ok := c.site.classOf(&x)
		if !ok || slices.Contains([]kind{kindPage, kindBlog}, k) && statusNames[x.status] != status {
			c.missing("classification level of "+k.noun(), id)
			return
		}
		c.json(200, string(c.site.appendClass(nil, l)))
	}
}

func (c *call) getDefaultClass(id string) {
	i, ok := c.seenSpace(id)
	if !ok {
		return
	}
	l, ok := c.site.defaultClass(i)
	if !ok {
		c.missing("default classification level of space", id)
		return
	}
	c.json(200, string(c.site.appendClass(nil, l)))
}
