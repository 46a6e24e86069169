package confluencetest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

func (x *content) taskStatus() string {
	if x.completed != 0 {
		return "complete"
	}
	return "incomplete"
}

func (s *Site) appendTask(b []byte, x *content, format string) []byte {
	b = appendID(append(b, '{'), "id", x.id)
	b = appendString(b, "localId", strconv.Itoa(int(x.number)))
	b = appendID(b, "spaceId", s.spaces[x.space].id)
	if kind(x.container>>kindShift) == kindBlog {
		b = appendID(b, "pageId", 0)
		b = appendID(b, "blogPostId", x.container)
	} else {
		b = appendID(b, "pageId", x.container)
		b = appendID(b, "blogPostId", 0)
	}
	b = appendString(b, "status", x.taskStatus())
	b = append(appendKey(b, "body"), '{')
	if format != "" {
		b = s.appendContentBody(b, x, x.number, format)
	}
	b = append(b, '}')
	b = s.appendUser(b, "createdBy", x.author)
	b = s.appendUser(b, "assignedTo", x.assignee)
	b = s.appendUser(b, "completedBy", x.completedBy)
	b = appendMoment(b, "createdAt", x.created)
	b = appendMoment(b, "updatedAt", x.modified)
	b = appendMomentOrNull(b, "dueAt", x.due)
	return append(appendMomentOrNull(b, "completedAt", x.completed), '}')
}

func appendMomentOrNull(b []byte, name string, ms int64) []byte {
	if ms == 0 {
		return append(appendKey(b, name), "null"...)
	}
	return appendMoment(b, name, ms)
}

// taskFilter reads the parameters of /tasks.
func (c *call) taskFilter(q url.Values) (func(*content) bool, bool) {
	status, ok := c.choice(q, "status", "TaskStatus", "complete", "incomplete")
	if !ok {
		return nil, false
	}
	blank, ok := c.choice(q, "include-blank-tasks", "boolean", "true", "false")
	if !ok {
		return nil, false
	}
	var tests []func(*content) bool
	if status != "" {
		tests = append(tests, func(x *content) bool { return x.taskStatus() == status })
	}
	if blank == "false" {
		tests = append(tests, func(x *content) bool { return x.text != "" })
	}
	for name, field := range map[string]func(*content) int64{
		"task-id":     func(x *content) int64 { return x.id },
		"space-id":    func(x *content) int64 { return c.site.spaces[x.space].id },
		"page-id":     func(x *content) int64 { return ofKind(x, kindPage) },
		"blogpost-id": func(x *content) int64 { return ofKind(x, kindBlog) },
	} {
		ids, ok := c.ids(q, name, 250)
		if !ok {
			return nil, false
		}
		if len(ids) > 0 {
			tests = append(tests, func(x *content) bool { return slices.Contains(ids, field(x)) })
		}
	}
	for name, field := range map[string]func(*content) userRef{
		"created-by":   func(x *content) userRef { return x.author },
		"assigned-to":  func(x *content) userRef { return x.assignee },
		"completed-by": func(x *content) userRef { return x.completedBy },
	} {
		given := words(q, name)
		if len(given) > 250 {
			c.badValue(name, "at most 250 values are allowed")
			return nil, false
		}
		if len(given) > 0 {
			tests = append(tests, func(x *content) bool {
				ref := field(x)
				return ref != noUser && slices.Contains(given, c.site.users.id(ref))
			})
		}
	}
	for name, field := range map[string]func(*content) int64{
		"created-at": func(x *content) int64 { return x.created }, "due-at": func(x *content) int64 { return x.due },
		"completed-at": func(x *content) int64 { return x.completed },
	} {
		test, ok := c.between(q, name, field)
		if !ok {
			return nil, false
		}
		tests = append(tests, test...)
	}
	return func(x *content) bool {
		for _, t := range tests {
			if !t(x) {
				return false
			}
		}
		return true
	}, true
}

func ofKind(x *content, k kind) int64 {
	if kind(x.container>>kindShift) != k {
		return 0
	}
	return x.container
}

// between reads NAME-from and NAME-to, in milliseconds since 1970, both
// included. A moment that is null is not between any.
func (c *call) between(q url.Values, name string, field func(*content) int64) (tests []func(*content) bool, ok bool) {
	for _, end := range [...]string{"-from", "-to"} {
		text := q.Get(name + end)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			c.badParameter(name+end, "Long", "")
			return nil, false
		}
		if end == "-from" {
			tests = append(tests, func(x *content) bool { return field(x) != 0 && field(x) >= n })
		} else {
			tests = append(tests, func(x *content) bool { return field(x) != 0 && field(x) <= n })
		}
	}
	return tests, true
}

func (c *call) listTasks(string) {
	q := c.request.URL.Query()
	format, ok := c.choice(q, "body-format", "PrimaryBodyRepresentation", "storage", "atlas_doc_format")
	if !ok {
		return
	}
	keep, ok := c.taskFilter(q)
	if !ok {
		return
	}
	l := list[*content]{write: func(b []byte, x *content) []byte { return c.site.appendTask(b, x, format) }}
	if !readList(c, withoutSort(q), &l, 25, "id") {
		return
	}
	l.walk = filtered(c.site.bin(kindTask).walk(byID, false, c.sees), keep)
	var rows []content
	if ids, byTask := idsOf(q, "task-id"), q.Has("task-id"); byTask {
		var x content
		for _, id := range ids {
			if c.site.content(id, &x) && x.kind == kindTask && c.site.visible(&c.who.view, &x) && keep(&x) {
				rows = append(rows, x)
			}
		}
		l.walk = c.sortedItems(rows, "id", false)
	} else if q.Has("page-id") != q.Has("blogpost-id") {
		for _, id := range append(idsOf(q, "page-id"), idsOf(q, "blogpost-id")...) {
			var owner content
			if c.site.content(id, &owner) && owner.container == id && owner.status <= statusArchived && c.site.visible(&c.who.view, &owner) {
				rows = append(rows, slices.DeleteFunc(c.itemsOf(kindTask, id), func(x content) bool { return !keep(&x) })...)
			}
		}
		l.walk = c.sortedItems(rows, "id", false)
	}
	sendList(c, &l)
}

// idsOf reads ids that have been checked.
func idsOf(q url.Values, name string) []int64 {
	var ids []int64
	for _, w := range words(q, name) {
		if id, err := strconv.ParseInt(w, 10, 64); err == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (c *call) getTask(id string) {
	format, ok := c.choice(c.request.URL.Query(), "body-format", "PrimaryBodyRepresentation", "storage", "atlas_doc_format")
	if !ok {
		return
	}
	var x content
	if c.seen(kindTask, id, &x) {
		c.json(http.StatusOK, string(c.site.appendTask(nil, &x, format)))
	}
}
