package sql

import (
	"fmt"
	"strings"
)

// subLinkKey is equal for two sub-queries that are written alike, as far as
// they are simple; others equal only themselves. Their tables have aliases of
// their own in the statement, which are renamed by their order.
func subLinkKey(l *subLink) string {
	q := l.query
	if q.setOp != nil || q.values != nil || len(q.ctes) > 0 || len(q.order) > 0 || len(q.windows) > 0 || len(q.on) > 0 || q.sets != nil {
		return fmt.Sprintf("sub %p", l)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "sub %d %v %s %v %d %d:", l.kind, l.not, l.opr, q.distinct, len(q.targets), len(q.group))
	var names []string
	for _, f := range q.from {
		if !fromKey(&b, f, &names) {
			return fmt.Sprintf("sub %p", l)
		}
	}
	add := func(e expr) {
		if e == nil {
			b.WriteString("nil;")
			return
		}
		writeKey(&b, e)
		b.WriteByte(';')
	}
	for _, g := range q.targets {
		add(g.e)
	}
	for _, e := range append([]expr{q.where, q.having, q.limit, q.offset}, q.group...) {
		add(e)
	}
	key := b.String()
	for i, n := range names {
		key = strings.ReplaceAll(key, "col "+n+".", fmt.Sprintf("col #%d.", i))
	}
	return key
}

// fromKey writes the tables of a FROM item and how they are joined, or reports
// that there is more to it.
func fromKey(b *strings.Builder, f fromItem, names *[]string) bool {
	switch f := f.(type) {
	case *join:
		fmt.Fprintf(b, "join %d(", f.kind)
		if !fromKey(b, f.left, names) || !fromKey(b, f.right, names) {
			return false
		}
		if f.on != nil {
			writeKey(b, f.on)
		}
		b.WriteByte(')')
		return true
	case *rte:
		if f.rel == nil {
			return false
		}
		fmt.Fprintf(b, "%d,", f.rel.oid)
		*names = append(*names, f.alias)
		return true
	}
	return false
}
