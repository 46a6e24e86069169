package confluence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"net/url"
	"strconv"
)

const (
	maxLimit = 250 // rows a v2 list gives at most in one answer
	minLimit = 15  // below this, a failing answer is not too large

	// growAfter is after how many good answers a lowered limit is doubled.
	growAfter = 4

	// maxRefetch is how often an answer that breaks the list's contract is
	// asked for again before the walk fails.
	maxRefetch = 2
	// maxEmpty is how many empty answers with a next link are followed in a row.
	maxEmpty = 3
	// trustShort is how many short answers with a next link are asked for
	// twice. A site that keeps giving the same rows does so by habit (it
	// filters by permission after cutting), and is believed from then on.
	trustShort = 2
	// maxAnswers ends a walk that makes progress for ever: 50 million rows.
	maxAnswers = 200_000
)

// list is a v2 list: where it is, and what its rows must be.
type list[T any] struct {
	client *Client
	path   string
	scope  string
	query  url.Values
	limit  int // rows per answer; 0 means maxLimit

	// contract checks an answer's rows given the last row accepted before them
	// (nil at the start): each row by itself and the order of the list, so that
	// no row comes twice. It keeps no state.
	contract func(last *T, rows []T) error

	// key, in the place of contract, is for lists that are not sorted by a
	// number: it checks a row by itself and returns what no other row of the list
	// has. The walk remembers a hash of each.
	key func(*T) (string, error)
}

// walk is a list on its way. It is used by one goroutine.
type walk[T any] struct {
	list[T]
	cursor  string // of the answer to fetch next
	answers int    // accepted so far
	limit   int    // asked for now; lower than list.limit after failures of large answers
	good    int    // answers since the limit was lowered
	last    *T
	used    map[uint64]struct{} // cursors, hashed
	seed    maphash.Seed
	seen    map[uint64]struct{} // keys, hashed
	empty   int
	short   int
	done    bool
	base    string // _links.base of the newest answer
}

type envelope[T any] struct {
	Results *[]T `json:"results"`
	Links   struct {
		Next Text `json:"next"`
		Base Text `json:"base"`
	} `json:"_links"`
}

// listAnswer is one answer of a list, taken apart.
type listAnswer[T any] struct {
	rows   []T
	cursor string // "" at the end
	base   string
}

func (l list[T]) walk() *walk[T] {
	if l.limit <= 0 || l.limit > maxLimit {
		l.limit = maxLimit
	}
	return &walk[T]{list: l, limit: l.limit, used: make(map[uint64]struct{}), seed: maphash.MakeSeed(), seen: make(map[uint64]struct{})}
}

// each hands every answer's rows to emit, to the end of the list.
func (l list[T]) each(ctx context.Context, emit func([]T) error) error {
	w := l.walk()
	for !w.done {
		rows, err := w.next(ctx)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if err := emit(rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// next fetches the next answer and sets done with the last. An answer is
// either accepted whole or the walk ends with an error.
func (w *walk[T]) next(ctx context.Context) ([]T, error) {
	a, err := w.fetchStrictly(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.confirm(ctx, &a); err != nil {
		return nil, err
	}
	w.answers++
	w.base = a.base
	if w.key != nil {
		for i := range a.rows {
			k, _ := w.key(&a.rows[i])
			w.seen[w.hash(k)] = struct{}{}
		}
	}
	if len(a.rows) > 0 {
		last := a.rows[len(a.rows)-1] // a copy: the rows are handed out
		w.last = &last
		w.empty = 0
	} else {
		w.empty++
	}
	switch {
	case a.cursor == "":
		w.done = true
	case w.empty > maxEmpty:
		return nil, w.violation(fmt.Errorf("%d empty answers in a row, each with a next link", w.empty))
	case w.answers >= maxAnswers:
		return nil, w.violation(fmt.Errorf("no end after %d answers", w.answers))
	}
	w.used[w.hash(w.cursor)] = struct{}{}
	w.cursor = a.cursor
	if w.good++; w.good%growAfter == 0 {
		w.limit = min(w.limit*2, w.list.limit)
	}
	return a.rows, nil
}

// fetchStrictly fetches the answer at the cursor, again where it breaks the
// contract: a fault of the moment is gone then, and anything else is an error.
func (w *walk[T]) fetchStrictly(ctx context.Context) (listAnswer[T], error) {
	var broken error
	for range 1 + maxRefetch {
		a, err := w.fetch(ctx)
		if err != nil {
			return listAnswer[T]{}, err
		}
		if broken = w.check(a); broken == nil {
			return a, nil
		}
	}
	return listAnswer[T]{}, w.violation(broken)
}

func (w *walk[T]) check(a listAnswer[T]) error {
	if err := w.checkRows(a.rows); err != nil {
		return err
	}
	if a.cursor == "" {
		return nil
	}
	if _, again := w.used[w.hash(a.cursor)]; again || a.cursor == w.cursor {
		return errors.New("its next link leads back to where the walk has been")
	}
	return nil
}

func (w *walk[T]) checkRows(rows []T) error {
	if w.key == nil {
		return w.contract(w.last, rows)
	}
	here := make(map[uint64]struct{}, len(rows))
	for i := range rows {
		k, err := w.key(&rows[i])
		if err != nil {
			return err
		}
		h := w.hash(k)
		_, again := w.seen[h]
		if _, twice := here[h]; again || twice {
			return fmt.Errorf("the row %s is repeated", clip(k, 100))
		}
		here[h] = struct{}{}
	}
	return nil
}

func (w *walk[T]) hash(cursor string) uint64 { return maphash.String(w.seed, cursor) }

// confirm asks once more for an answer that is short or empty and yet has a
// next link, and takes the fuller one: rows that are left out of an answer
// whose link goes on behind them would be lost silently.
func (w *walk[T]) confirm(ctx context.Context, a *listAnswer[T]) error {
	if a.cursor == "" || len(a.rows) >= w.limit || len(a.rows) > 0 && w.short >= trustShort {
		return nil
	}
	again, err := w.fetchStrictly(ctx)
	if err != nil {
		return err
	}
	if len(again.rows) > len(a.rows) || again.cursor == "" {
		*a = again
		return nil
	}
	w.short++
	return nil
}

// violation is the error of a list that broke its contract.
func (w *walk[T]) violation(cause error) error {
	return &Error{Kind: Protocol, Status: http.StatusOK, Method: http.MethodGet, Path: (&call{path: w.path, query: w.params()}).target(),
		Message: fmt.Sprintf("page %d of the walk broke the contract of the list", w.answers+1), Cause: cause, Retries: maxRefetch}
}

func (w *walk[T]) params() url.Values {
	q := make(url.Values, len(w.query)+2)
	for k, v := range w.query {
		q[k] = v
	}
	q.Set("limit", strconv.Itoa(w.limit))
	if w.cursor != "" {
		q.Set("cursor", w.cursor)
	}
	return q
}

// fetch gets the answer at the cursor, with a lower limit where the site cannot
// cope with a large one.
func (w *walk[T]) fetch(ctx context.Context) (listAnswer[T], error) {
	c := w.client.call(http.MethodGet, w.path, w.scope)
	c.query = w.params()
	c.shrink = func() bool {
		least := minLimit
		if w.list.limit <= bodyLimit {
			least = 1 // one body may be as large as many
		}
		if w.limit/2 < least {
			return false
		}
		w.limit /= 2
		w.good = 0
		c.query.Set("limit", strconv.Itoa(w.limit))
		return true
	}
	var got listAnswer[T]
	c.accept = func(a *answer) error {
		var e envelope[T]
		if err := json.Unmarshal(a.body, &e); err != nil {
			return err
		}
		if e.Results == nil {
			return errors.New("no results in a list")
		}
		cursor, err := nextCursor(e.Links.Next.S, a.header, w.path, w.client.site.host)
		if err != nil {
			return err
		}
		got = listAnswer[T]{rows: *e.Results, cursor: cursor, base: e.Links.Base.S}
		return nil
	}
	if err := w.client.site.do(ctx, c); err != nil {
		return listAnswer[T]{}, err
	}
	return got, nil
}

// rising is the contract of a list sorted by id: every id above (or, falling,
// below) the one before. It rules out repeated rows and repeated answers.
func rising[T any](id func(*T) (int64, error), falling bool) func(*T, []T) error {
	return func(last *T, rows []T) error {
		var prev int64
		have := last != nil
		if have {
			prev, _ = id(last)
		}
		for i := range rows {
			n, err := id(&rows[i])
			switch {
			case err != nil:
				return err
			case have && n == prev:
				return fmt.Errorf("the id %d is repeated", n)
			case have && (n < prev) != falling:
				return fmt.Errorf("the id %d follows %d, which is not the order asked for", n, prev)
			}
			prev, have = n, true
		}
		return nil
	}
}
