package confluencetest

import (
	"iter"
	"net/url"
	"slices"
	"strings"
)

// labelOrders are what lists of labels can be sorted by.
var labelOrders = []string{"id", "name", "created-date"}

// sendLabels answers a list of labels, filtered by prefix.
func (c *call) sendLabels(q url.Values, refs []labelRef, prefixes ...string) {
	prefix := words(q, "prefix")
	for _, p := range prefix {
		if len(prefixes) > 0 && !slices.Contains(prefixes, p) {
			c.badParameter("prefix", "LabelPrefix", "")
			return
		}
	}
	l := list[*labelRef]{write: func(b []byte, r *labelRef) []byte { return c.site.appendLabel(b, *r) }}
	if !readList(c, q, &l, 25, labelOrders...) {
		return
	}
	var rows []labelRef
	for _, r := range refs {
		if len(prefix) == 0 || slices.Contains(prefix, c.site.labels.all[r].prefix) {
			rows = append(rows, r)
		}
	}
	keyOf := func(_ int, r *labelRef) key {
		k := key{id: labelID(*r)}
		if l.order == "name" {
			k.text = []byte(c.site.labels.all[*r].name)
		}
		return k
	}
	slices.SortFunc(rows, func(a, b labelRef) int {
		if l.descending {
			a, b = b, a
		}
		return keyOf(0, &a).compare(keyOf(0, &b))
	})
	l.walk = sliced(rows, l.descending, keyOf)
	sendList(c, &l)
}

func (c *call) listLabels(string) {
	q := c.request.URL.Query()
	ids, ok := c.ids(q, "label-id", 250)
	if !ok {
		return
	}
	var refs []labelRef
	for ref := range labelRef(len(c.site.labels.all)) {
		l := &c.site.labels.all[ref]
		if (len(ids) == 0 || slices.Contains(ids, labelID(ref))) && (l.space < 0 || c.who.view.space(l.space)) {
			refs = append(refs, ref)
		}
	}
	c.sendLabels(q, refs, "my", "team", "global", "system")
}

// listLabelsOf answers the labels of one content.
func listLabelsOf(k kind) func(*call, string) {
	return func(c *call, id string) {
		var x content
		if c.seen(k, id, &x) {
			c.sendLabels(c.request.URL.Query(), c.site.labelsOf(x.id), "my", "team", "global", "system")
		}
	}
}

// listSpaceLabels answers the labels of a space itself: its team label.
func (c *call) listSpaceLabels(id string) {
	space, ok := c.seenSpace(id)
	if !ok {
		return
	}
	var refs []labelRef
	for ref := range labelRef(len(c.site.labels.all)) {
		if c.site.labels.all[ref].space == space {
			refs = append(refs, ref)
		}
	}
	c.sendLabels(c.request.URL.Query(), refs, "my", "team")
}

// listSpaceContentLabels answers the labels that contents of a space have, each
// once.
func (c *call) listSpaceContentLabels(id string) {
	space, ok := c.seenSpace(id)
	if !ok {
		return
	}
	on := map[labelRef]bool{}
	for _, sh := range c.site.shelves() {
		w := sh.newWalk(byID, false, []int{space}, false, nil, false)
		for r := w.next(); r != nil; r = w.next() {
			if sp, st := r.spaceStatus(); sp == space && st <= statusArchived && c.who.view.page(space, r.head.id) {
				for _, ref := range c.site.labelsOf(r.head.id) {
					on[ref] = true
				}
			}
		}
	}
	var refs []labelRef
	for ref := range on {
		refs = append(refs, ref)
	}
	c.sendLabels(c.request.URL.Query(), refs, "my", "team", "global")
}

// labelledRows are the contents of a label that the caller may see.
func (c *call) labelledRows(k kind, ref labelRef) []content {
	var rows []content
	var x content
	for _, id := range c.site.labelled(k, ref) {
		if c.site.content(id, &x) && x.status <= statusArchived && c.site.visible(&c.who.view, &x) {
			rows = append(rows, x)
		}
	}
	return rows
}

// listLabelled answers the pages or blog posts of a label.
func listLabelled(k kind) func(*call, string) {
	return func(c *call, id string) {
		ref, ok := c.seenLabel(id)
		if !ok {
			return
		}
		q := c.request.URL.Query()
		sh := c.site.shelves()[k]
		pq, ok := c.pageQuery(sh, q)
		if !ok {
			return
		}
		if pq.spaces, pq.whole, ok = c.spaceFilter(q); !ok {
			return
		}
		pq.ids = c.site.labelled(k, ref)
		pq.labelled, pq.title = true, nil
		if pq.ids == nil {
			pq.ids = []int64{}
		}
		c.sendPages(&pq)
	}
}

func (c *call) spaceFilter(q url.Values) (spaces []int, whole, ok bool) {
	ids, ok := c.ids(q, "space-id", 100)
	for _, id := range ids {
		if i, ok := c.site.spaceAt[id]; ok && c.who.view.space(i) {
			spaces = append(spaces, i)
		}
	}
	return spaces, len(ids) == 0, ok
}

func (c *call) listLabelledAttachments(id string) {
	ref, ok := c.seenLabel(id)
	if !ok {
		return
	}
	q := c.request.URL.Query()
	l := list[*content]{write: c.site.appendAttachment}
	if !readList(c, q, &l, 25, "id", "created-date", "modified-date") {
		return
	}
	l.walk = c.sortedItems(c.labelledRows(kindAttachment, ref), l.order, l.descending)
	sendList(c, &l)
}

// sortedItems is the walk of a few items in an order.
func (c *call) sortedItems(rows []content, by string, descending bool) func(*key, bool, bool) iter.Seq2[key, *content] {
	o := orderNamed(by)
	keyed := make([]keyedItem, len(rows))
	for i := range rows {
		keyed[i] = keyedItem{itemKey(o, &rows[i]), &rows[i]}
	}
	slices.SortFunc(keyed, func(a, b keyedItem) int {
		if descending {
			a, b = b, a
		}
		return a.key.compare(b.key)
	})
	return func(from *key, inclusive, backwards bool) iter.Seq2[key, *content] {
		walk := sliced(keyed, descending, func(_ int, x *keyedItem) key { return x.key })
		return func(yield func(key, *content) bool) {
			for k, x := range walk(from, inclusive, backwards) {
				if !yield(k, x.item) {
					return
				}
			}
		}
	}
}

type keyedItem struct {
	key  key
	item *content
}

func orderNamed(name string) order {
	return order(max(slices.Index(orderNames[:], strings.TrimPrefix(name, "-")), 0))
}

func (c *call) seenLabel(id string) (labelRef, bool) {
	n, ok := c.pathID(id)
	if !ok {
		return 0, false
	}
	ref, ok := c.site.labels.find(n)
	if !ok || c.site.labels.all[ref].space >= 0 && !c.who.view.space(c.site.labels.all[ref].space) {
		c.missing("label", id)
		return 0, false
	}
	return ref, true
}
