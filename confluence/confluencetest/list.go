package confluencetest

import (
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A list is a list of API v2, other than that of pages.
type list[T any] struct {
	order      string // as cursors name it
	descending bool
	// walk gives the rows after a key (at it too, if inclusive), or backwards
	// those before it.
	walk  func(from *key, inclusive, backwards bool) iter.Seq2[key, T]
	write func(b []byte, row T) []byte

	limit  int
	from   *key
	cursor cursor
}

// read takes limit, sort and cursor from the query. orders are the names that
// sort may have; the first is the default.
func readList[T any](c *call, q url.Values, l *list[T], defaultLimit int, orders ...string) bool {
	var ok bool
	if l.limit, ok = c.limitOr(q, defaultLimit); !ok {
		return false
	}
	l.order = orders[0]
	if sort := q.Get("sort"); sort != "" {
		l.order, l.descending = strings.TrimPrefix(sort, "-"), strings.HasPrefix(sort, "-")
		if !slices.Contains(orders, l.order) {
			c.badParameter("sort", "SortOrder", "")
			return false
		}
	}
	return c.readCursor(q, l.order, &l.cursor, &l.from)
}

func (c *call) readCursor(q url.Values, order string, cur *cursor, from **key) bool {
	text := q.Get("cursor")
	if text == "" {
		return true
	}
	parsed, ok := parseCursor(text)
	if !ok || parsed.Order != order {
		c.badCursor()
		return false
	}
	k := key{}
	k.id, _ = strconv.ParseInt(parsed.ID, 10, 64) // parseCursor has seen to it
	var value string
	switch {
	case json.Unmarshal(parsed.Value, &value) == nil:
		k.text = []byte(value)
	case order == "id":
	case json.Unmarshal(parsed.Value, &k.n) != nil:
		c.badCursor()
		return false
	}
	*cur, *from = parsed, &k
	return true
}

// listCursor names the place after a key.
func listCursor(order string, k key) cursor {
	c := cursor{ID: strconv.FormatInt(k.id, 10), Order: order}
	switch {
	case k.text != nil:
		c.Value = appendQuoted(nil, k.text)
	case order == "id":
		c.Value = json.RawMessage(c.ID)
	default:
		c.Value = strconv.AppendInt(nil, k.n, 10)
	}
	return c
}

// sendList answers a list of API v2.
func sendList[T any](c *call, l *list[T]) {
	c.status = http.StatusOK
	c.beginList()
	sendRows(c, l, l.limit, func(_ int, cursor string) {
		next := ""
		if cursor != "" {
			next = c.nextPath(cursor)
		}
		c.endList(next)
	})
}

// sendRows writes show rows of a list and has end close it with the cursor of
// the next page ("" is none), with the fault that the call drew if it concerns
// lists.
func sendRows[T any](c *call, l *list[T], show int, end func(rows int, cursor string)) {
	f := c.fault
	rows := l.walk(l.from, false, false)
	switch {
	case !f.rewrites():
	case f.ShortPage:
		n := 0
		for range rows {
			if n++; n == show {
				break
			}
		}
		show = (n + 1) / 2
	case f.EmptyPageWithNext:
		again := l.cursor
		again.Again++
		end(0, again.encode())
		return
	case f.LoopCursor:
		_, n, _ := l.append(c, rows, show)
		end(n, c.request.URL.Query().Get("cursor"))
		return
	case f.RepeatPage:
		mark := len(c.body)
		last, _, more := l.append(c, rows, show)
		c.body = c.body[:mark]
		_, n, _ := l.append(c, l.before(show), show)
		end(n, l.after(last, more))
		return
	case f.ShiftPages < 0:
		rows = joined(l.before(-f.ShiftPages), rows)
	default:
		rows = skipped(rows, f.ShiftPages)
	}
	last, n, more := l.append(c, rows, show)
	end(n, l.after(last, more))
}

// append writes rows up to a limit; more tells whether others follow.
func (l *list[T]) append(c *call, rows iter.Seq2[key, T], limit int) (last key, n int, more bool) {
	for k, row := range rows {
		if n == limit {
			return last, n, true
		}
		if n > 0 {
			c.body = append(c.body, ',')
		}
		c.body = l.write(c.body, row)
		last = k
		n++
	}
	return last, n, false
}

func (l *list[T]) after(last key, more bool) string {
	if !more {
		return ""
	}
	next := listCursor(l.order, last)
	next.Total = l.cursor.Total
	return next.encode()
}

// before gives up to n rows that end with the one that the cursor names.
func (l *list[T]) before(n int) iter.Seq2[key, T] {
	var start key
	found := 0
	for k := range l.walk(l.from, true, true) {
		start = k
		if found++; found == n {
			break
		}
	}
	if found == 0 {
		return func(func(key, T) bool) {}
	}
	return func(yield func(key, T) bool) {
		left := found
		for k, row := range l.walk(&start, true, false) {
			if left == 0 || !yield(k, row) {
				return
			}
			left--
		}
	}
}

func joined[T any](first, second iter.Seq2[key, T]) iter.Seq2[key, T] {
	return func(yield func(key, T) bool) {
		for k, row := range first {
			if !yield(k, row) {
				return
			}
		}
		second(yield)
	}
}

func skipped[T any](rows iter.Seq2[key, T], n int) iter.Seq2[key, T] {
	return func(yield func(key, T) bool) {
		for k, row := range rows {
			if n > 0 {
				n--
			} else if !yield(k, row) {
				return
			}
		}
	}
}

// sliced is the walk of rows that are there already, in the list's order.
func sliced[T any](rows []T, descending bool, keyOf func(i int, row *T) key) func(*key, bool, bool) iter.Seq2[key, *T] {
	return func(from *key, inclusive, backwards bool) iter.Seq2[key, *T] {
		return func(yield func(key, *T) bool) {
			for i := range rows {
				if backwards {
					i = len(rows) - 1 - i
				}
				k := keyOf(i, &rows[i])
				if from != nil {
					c := k.compare(*from)
					if descending != backwards {
						c = -c
					}
					if c < 0 || c == 0 && !inclusive {
						continue
					}
				}
				if !yield(k, &rows[i]) {
					return
				}
			}
		}
	}
}

// numbered keys rows by their place, for short lists that do not change midway.
func numbered[T any](i int, _ *T) key { return key{n: int64(i), id: int64(i)} }

// sendSlice answers a short list in the order it is given.
func sendSlice[T any](c *call, q url.Values, rows []T, write func(b []byte, row *T) []byte) {
	l := list[*T]{write: write}
	if !readList(c, withoutSort(q), &l, 25, "place") {
		return
	}
	l.walk = sliced(rows, false, numbered[T])
	sendList(c, &l)
}

func withoutSort(q url.Values) url.Values {
	if !q.Has("sort") {
		return q
	}
	out := url.Values{}
	for name, values := range q {
		if name != "sort" {
			out[name] = values
		}
	}
	return out
}
