package confluencetest

import "strconv"

// A template belongs to a space, or (space -1) to the site.
type template struct {
	id    int64
	space int
	name  string
}

var templateNames = []string{"Meeting notes", "Decision", "Postmortem", "How-to & guide", "Besprechung", "Project plan"}

func (s *Site) templatesOf(space int) []template {
	h := s.draw.of(drawTemplate, uint64(space+1))
	n := int(h % 5)
	if space < 0 {
		n = 4
	}
	out := make([]template, n)
	for i := range out {
		out[i] = template{kindBase(kindCount) + int64(space+1)*8 + int64(i), space, templateNames[(int(h>>8&0xff)+i)%len(templateNames)]}
	}
	return out
}

func (c *call) appendTemplate(b []byte, t *template) []byte {
	s := c.site
	b = appendString(append(b, '{'), "templateId", strconv.FormatInt(t.id, 10))
	b = appendString(b, "name", t.name)
	b = appendString(b, "description", "For "+t.name)
	if t.space >= 0 {
		b = s.appendSpaceV1(appendKey(b, "space"), t.space)
	}
	b = append(b, `,"labels":[]`...)
	b = appendString(b, "templateType", "page")
	b = appendString(b, "editorVersion", "v2")
	b = append(b, `,"body":{},"_expandable":{"body":""},"_links":{`...)
	return append(appendString(b, "self", c.origin+"/wiki/rest/api/template/"+strconv.FormatInt(t.id, 10)), "}}"...)
}

// listTemplates answers the templates of a space, or those of the site.
func (c *call) listTemplates(string) {
	space := -1
	if key := c.request.URL.Query().Get("spaceKey"); key != "" {
		var ok bool
		if space, ok = c.seenKey(key); !ok {
			return
		}
	}
	rows := c.site.templatesOf(space)
	c.sendV1(&v1List{count: len(rows), defaultLimit: 25, maxLimit: 100,
		write: func(b []byte, i int) []byte { return c.appendTemplate(b, &rows[i]) }})
}

var blueprints = []string{"Retrospective", "Product requirements", "Weekly report"}

func (c *call) listBlueprints(string) {
	if key := c.request.URL.Query().Get("spaceKey"); key != "" {
		if _, ok := c.seenKey(key); !ok {
			return
		}
	}
	c.sendV1(&v1List{count: len(blueprints), defaultLimit: 25, maxLimit: 100, write: func(b []byte, i int) []byte {
		id := string(appendUUID(nil, c.site.draw.of(drawTemplate, uint64(i)+1<<40), 1))
		b = appendString(append(b, '{'), "templateId", id)
		b = append(b, `,"originalTemplate":{"pluginKey":"com.example.blueprints","moduleKey":`...)
		b = append(appendQuoted(b, blueprints[i]), '}')
		b = appendString(b, "referencingBlueprint", id)
		b = appendString(b, "name", blueprints[i])
		b = appendString(b, "description", "")
		b = append(b, `,"labels":[],"templateType":"page","_links":{`...)
		return append(appendString(b, "self", c.origin+"/wiki/rest/api/template/"+id), "}}"...)
	}})
}

// A TemplateTruth is a template of a space.
type TemplateTruth struct {
	ID       int64
	SpaceKey string // "" for the site's
	Name     string
}

// TrueTemplates are the site's templates and those of the spaces that a person
// may see.
func (s *Site) TrueTemplates(email string) []TemplateTruth {
	var out []TemplateTruth
	add := func(space int, key string) {
		for _, t := range s.templatesOf(space) {
			out = append(out, TemplateTruth{t.id, key, t.name})
		}
	}
	add(-1, "")
	s.eachSpace(email, func(i int) { add(i, s.spaces[i].key) })
	return out
}
