package confluence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// offsetList is a list of API v1 that is read by start and limit.
type offsetList[T any] struct {
	client *Client
	path   string
	scope  string
	query  url.Values
	limit  int // rows to ask for; the site may give fewer, and says so

	// key checks a row and returns what no other row of the list has; nil where
	// rows have nothing of the kind and may be alike.
	key func(*T) (string, error)

	// onward reads the list until nothing new comes. Elsewhere a short answer
	// without a next link is the end, which saves one call for each of very many
	// short lists; of memberof that is known not to be so.
	onward bool
}

// offsetAnswer is one answer of an offsetList. Its limit is the one that the
// site kept to.
type offsetAnswer[T any] struct {
	Results *[]T `json:"results"`
	Limit   Int  `json:"limit"`
	Links   struct {
		Next Text `json:"next"`
	} `json:"_links"`
}

// each hands the rows of every answer to emit. An answer is followed by another
// unless it is shorter than its limit and has no next link. All but the first
// begin with the last row of the one before, which shows whether the list has
// shifted meanwhile.
func (l offsetList[T]) each(ctx context.Context, emit func([]T) error) error {
	seen := make(map[string]bool)
	last, start := "", 0
	for n := 0; ; n++ {
		if n >= maxAnswers {
			return l.violation(start, fmt.Errorf("no end after %d answers", n))
		}
		a, err := l.fetchStrictly(ctx, start, last, seen)
		if err != nil {
			return err
		}
		rows := *a.Results
		full := len(rows) >= l.limit || a.Limit.Valid && len(rows) >= int(a.Limit.N)
		if last != "" {
			rows = rows[1:]
		}
		for i := range rows {
			if l.key != nil {
				last, _ = l.key(&rows[i])
				seen[last] = true
			}
		}
		if len(rows) > 0 {
			if err := emit(rows); err != nil {
				return err
			}
		}
		if len(rows) == 0 || !full && a.Links.Next.S == "" && !l.onward {
			return nil
		}
		start += len(rows)
		if l.key != nil && n == 0 {
			start-- // from now on one row overlaps
		}
	}
}

// fetchStrictly fetches the answer at start, again where it does not go on from
// the one before.
func (l offsetList[T]) fetchStrictly(ctx context.Context, start int, last string, seen map[string]bool) (a offsetAnswer[T], err error) {
	var broken error
	for range 1 + maxRefetch {
		if a, err = l.fetch(ctx, start); err != nil {
			return a, err
		}
		if broken = l.check(*a.Results, last, seen); broken == nil {
			return a, nil
		}
	}
	return a, l.violation(start, broken)
}

func (l offsetList[T]) check(rows []T, last string, seen map[string]bool) error {
	here := make(map[string]bool, len(rows))
	for i := range rows {
		if err := unreadable(&rows[i]); err != nil {
			return err
		}
		if l.key == nil {
			continue
		}
		k, err := l.key(&rows[i])
		switch {
		case err != nil:
			return err
		case i == 0 && last != "":
			if k != last {
				return errors.New("the list has shifted while it was read")
			}
		case seen[k] || here[k]:
			return fmt.Errorf("the row %s is repeated", clip(k, 100))
		}
		here[k] = true
	}
	if last != "" && len(rows) == 0 {
		return errors.New("the list has become shorter while it was read")
	}
	return nil
}

func (l offsetList[T]) fetch(ctx context.Context, start int) (a offsetAnswer[T], err error) {
	c := l.client.call(http.MethodGet, l.path, l.scope)
	c.query = l.params(start)
	c.accept = func(got *answer) error {
		a = offsetAnswer[T]{}
		if err := json.Unmarshal(got.body, &a); err != nil {
			return err
		}
		if a.Results == nil {
			return errors.New("no results in a list")
		}
		return nil
	}
	err = l.client.site.do(ctx, c)
	return a, err
}

func (l offsetList[T]) params(start int) url.Values {
	q := url.Values{"start": {strconv.Itoa(start)}, "limit": {strconv.Itoa(l.limit)}}
	for k, v := range l.query {
		q[k] = v
	}
	return q
}

func (l offsetList[T]) violation(start int, cause error) error {
	return &Error{Kind: Protocol, Status: http.StatusOK, Method: http.MethodGet, Path: (&call{path: l.path, query: l.params(start)}).target(),
		Message: "an answer of the list broke its contract", Cause: cause, Retries: maxRefetch}
}

// ofEachOffset is ofEach for lists of API v1.
func ofEachOffset[K, T any](ctx context.Context, ids []K, list func(K) offsetList[T], emit func(K, []T) error) error {
	type batch struct {
		id   K
		rows []T
	}
	out := newFunnel(func(b []batch) error { return emit(b[0].id, b[0].rows) })
	return fanOut(ctx, ids, func(ctx context.Context, id K) error {
		err := list(id).each(ctx, func(rows []T) error { return out.emit([]batch{{id, rows}}) })
		if gone(err) {
			return nil
		}
		return err
	})
}

// decode reads an answer's body.
func decode(body []byte, v any) error { return json.Unmarshal(body, v) }
