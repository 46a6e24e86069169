package confluencetest

import "strconv"

func (c *call) appendRestriction(b []byte, x *content, r *restriction) []byte {
	s := c.site
	b = appendString(append(b, '{'), "operation", r.operation)
	b = append(appendKey(b, "restrictions"), `{"user":{"results":[`...)
	for i, ref := range r.users {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.appendPerson(b, ref)
	}
	b = append(b, `],"start":0,"limit":100`...)
	b = append(appendNumber(b, "size", int64(len(r.users))), `},"group":{"results":[`...)
	for i, g := range r.groups {
		if i > 0 {
			b = append(b, ',')
		}
		b = s.appendGroup(b, g)
	}
	b = append(b, `],"start":0,"limit":100`...)
	b = append(appendNumber(b, "size", int64(len(r.groups))), `},"_expandable":{}},"_expandable":{"content":"/rest/api/content/`...)
	b = append(strconv.AppendInt(b, x.id, 10), `"},"_links":{`...)
	self := c.origin + "/wiki/rest/api/content/" + strconv.FormatInt(x.id, 10) + "/restriction/byOperation/" + r.operation
	return append(appendString(b, "self", self), "}}"...)
}

// listRestrictions answers the restrictions on a content itself; those it
// inherits are not among them.
func (c *call) listRestrictions(id string) {
	var x content
	if !c.seenAny(id, &x) {
		return
	}
	r := c.site.restrictionsOf(&x)
	start, limit, ok := c.v1Page(c.request.URL.Query(), &v1List{defaultLimit: 100, maxLimit: 100})
	if !ok {
		return
	}
	b := append(c.body, `{"results":[`...)
	rows := r[min(start, 2):min(start+limit, 2)]
	for i := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.appendRestriction(b, &x, &rows[i])
	}
	b = append(b, ']')
	b = appendNumber(b, "start", int64(start))
	b = appendNumber(b, "limit", int64(limit))
	b = appendNumber(b, "size", int64(len(rows)))
	b = appendString(b, "restrictionsHash", string(appendHex(nil, c.site.draw.of(drawRestriction, uint64(x.id)), 16)))
	b = append(b, `,"_links":{`...)
	c.header.Set("Content-Type", "application/json")
	c.body = append(appendString(b, "base", c.origin+"/wiki"), "}}"...)
}

func (c *call) restrictionsByOperation(id string) {
	var x content
	if !c.seenAny(id, &x) {
		return
	}
	b := append(c.body, '{')
	for _, r := range c.site.restrictionsOf(&x) {
		b = c.appendRestriction(appendKey(b, r.operation), &x, &r)
	}
	c.header.Set("Content-Type", "application/json")
	c.body = append(b, '}')
}

func (c *call) restrictionOfOperation(id string) {
	var x content
	if !c.seenAny(id, &x) {
		return
	}
	for _, r := range c.site.restrictionsOf(&x) {
		if r.operation == c.second {
			c.header.Set("Content-Type", "application/json")
			c.body = c.appendRestriction(c.body, &x, &r)
			return
		}
	}
	c.badV1("Unknown operation: " + c.second)
}
