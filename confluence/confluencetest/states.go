package confluencetest

import "strconv"

type contentState struct {
	id          int64
	name, color string
}

var contentStates = [...]contentState{{1, "Rough draft", "#ffc400"}, {2, "In progress", "#2684ff"},
	{3, "Ready for review", "#57d9a3"}, {4, "Verified", "#008da6"}}

// stateOf is the state that somebody gave a page or blog post.
func (s *Site) stateOf(x *content) (int, bool) {
	h := s.draw.of(drawState, uint64(x.id))
	return int(h >> 8 % uint64(len(contentStates))), h%6 == 0 && (x.kind == kindPage || x.kind == kindBlog)
}

func appendState(b []byte, x *contentState) []byte {
	b = appendNumber(append(b, '{'), "id", x.id)
	b = appendString(b, "name", x.name)
	return append(appendString(b, "color", x.color), '}')
}

func (c *call) getState(id string) {
	var x content
	if !c.seenAny(id, &x) {
		return
	}
	st, ok := c.site.stateOf(&x)
	if !ok {
		c.json(200, `{"contentState":null,"lastUpdated":null}`)
		return
	}
	b := appendState(append(c.body, `{"contentState":`...), &contentStates[st])
	c.header.Set("Content-Type", "application/json")
	c.body = append(appendMoment(b, "lastUpdated", x.modified), '}')
}

func (c *call) sendStates(rows []contentState) {
	b := append(c.body, '[')
	for i := range rows {
		b = appendState(separated(b), &rows[i])
	}
	c.header.Set("Content-Type", "application/json")
	c.body = append(b, ']')
}

// listStates answers the caller's own states: none.
func (c *call) listStates(string) { c.sendStates(nil) }

func (c *call) listSpaceStates(key string) {
	if _, ok := c.seenKey(key); ok {
		c.sendStates(contentStates[:])
	}
}

// seenKey finds a space by its key, in API v1's form.
func (c *call) seenKey(key string) (int, bool) {
	i, ok := c.site.spaceByKey(key)
	if !ok || !c.who.view.space(i) {
		c.missingV1("No space found with key: " + key)
		return 0, false
	}
	return i, true
}

// listInState answers the contents of a space that have a state.
func (c *call) listInState(key string) {
	i, ok := c.seenKey(key)
	if !ok {
		return
	}
	id, err := strconv.ParseInt(c.request.URL.Query().Get("state-id"), 10, 64)
	if err != nil {
		c.badV1("state-id is required")
		return
	}
	var rows []content
	w := c.site.pages.newWalk(byID, false, []int{i}, false, nil, false)
	var p page
	for r := w.next(); r != nil; r = w.next() {
		if space, st := r.spaceStatus(); space != i || st != statusCurrent || !c.who.view.page(i, r.head.id) {
			continue
		}
		r.fill(&p)
		var x content
		p.content(&x)
		if st, ok := c.site.stateOf(&x); ok && contentStates[st].id == id {
			rows = append(rows, x)
		}
	}
	ex := parseExpand(c.request.URL.Query()["expand"])
	c.sendV1(&v1List{count: len(rows), defaultLimit: 25, maxLimit: 100,
		write: func(b []byte, i int) []byte { return c.appendContentV1(b, &rows[i], nil, ex) }})
}
