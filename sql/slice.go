package sql

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Slice names a part of a table that is fetched, stored and aged as one: all
// of it, the rows whose By column has one of Keys, or the first Limit rows in
// some order. It is a value: two slices with the same String are the same.
type Slice struct {
	Table string

	By   string // the lookup column, or "" for every row
	Keys []any  // int64 or string; sorted and distinct; never empty if By is set

	Order Ordering // with Limit: the order whose first rows these are
	Limit int64    // 0 = no limit; never together with By

	With []string // the optional column groups that are filled; sorted
}

// NewKeySlice makes a slice of the rows whose column has one of the keys.
func NewKeySlice(table, column string, keys []any) Slice {
	if len(keys) == 1 {
		return Slice{Table: table, By: column, Keys: keys}
	}
	k := slices.Clone(keys)
	sort.Slice(k, func(i, j int) bool { return compareKeys(k[i], k[j]) < 0 })
	k = slices.CompactFunc(k, func(a, b any) bool { return compareKeys(a, b) == 0 })
	return Slice{Table: table, By: column, Keys: k}
}

func compareKeys(a, b any) int {
	x, xi := a.(int64)
	y, yi := b.(int64)
	switch {
	case xi && yi:
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	case xi:
		return -1
	case yi:
		return 1
	}
	return strings.Compare(a.(string), b.(string))
}

// All reports whether the slice is the whole table.
func (s Slice) All() bool { return s.By == "" && s.Limit == 0 }

// String is the slice as EXPLAIN prints it and as the store names it:
// "pages", "pages[space_id=3,7]", "pages[first 20 by -created_at]",
// "pages[id=5]+space_key".
func (s Slice) String() string {
	var b strings.Builder
	b.WriteString(s.Table)
	switch {
	case s.By != "":
		fmt.Fprintf(&b, "[%s=", s.By)
		for i, k := range s.Keys {
			if i > 0 {
				b.WriteByte(',')
			}
			switch k := k.(type) {
			case int64:
				fmt.Fprintf(&b, "%d", k)
			default:
				fmt.Fprintf(&b, "%q", k)
			}
		}
		b.WriteByte(']')
	case s.Limit > 0:
		sign := ""
		if s.Order.Desc {
			sign = "-"
		}
		fmt.Fprintf(&b, "[first %d by %s%s]", s.Limit, sign, s.Order.Column)
	}
	for _, g := range s.With {
		b.WriteString("+" + g)
	}
	return b.String()
}

// Covers reports whether every row and every filled column of o is in s too,
// so that a stored s answers for o.
func (s Slice) Covers(o Slice) bool {
	if s.Table != o.Table {
		return false
	}
	for _, g := range o.With {
		if !slices.Contains(s.With, g) {
			return false
		}
	}
	switch {
	case s.All():
		return true
	case s.By != "":
		if o.By != s.By {
			return false
		}
		for _, k := range o.Keys {
			_, ok := sort.Find(len(s.Keys), func(i int) int { return compareKeys(k, s.Keys[i]) })
			if !ok {
				return false
			}
		}
		return true
	default:
		return o.Limit > 0 && o.Order == s.Order && o.Limit <= s.Limit
	}
}
