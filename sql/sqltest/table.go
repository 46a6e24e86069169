package sqltest

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"

	"github.com/pgconfluence/pgconfluence/sql"
)

// Table is a virtual table over rows in memory. It honours lookups, orders and
// limits, and records every slice that was loaded.
type Table struct {
	Def  sql.Definition
	Rows func(account string) [][]any // the rows that an account sees

	mu    sync.Mutex
	loads []sql.Slice
}

// Definition implements sql.Table.
func (t *Table) Definition() *sql.Definition { return &t.Def }

// Calls implements sql.Table: a call takes 250 rows.
func (t *Table) Calls(s sql.Slice, rows int64) int64 {
	switch {
	case s.By != "":
		return 1
	case s.Limit > 0:
		return (s.Limit + 249) / 250
	case rows == 0:
		return -1
	}
	return (rows + 249) / 250
}

// Load implements sql.Table.
func (t *Table) Load(ctx context.Context, req *sql.LoadRequest) error {
	t.mu.Lock()
	t.loads = append(t.loads, req.Slice)
	t.mu.Unlock()
	rows := t.Rows(req.Account.Key())
	if req.Slice.Limit > 0 {
		rows = t.first(rows, req.Slice)
	}
	col := t.Def.Column(req.Slice.By)
	for _, r := range rows {
		if req.Slice.By != "" && !slices.Contains(req.Slice.Keys, r[col]) {
			continue
		}
		out := slices.Clone(r)
		for i, c := range t.Def.Columns {
			if c.Group != "" && !slices.Contains(req.Slice.With, c.Group) {
				out[i] = nil
			}
		}
		if err := req.Emit(out); err != nil {
			return err
		}
	}
	req.Trace(sql.Call{Method: "GET", Path: "/" + req.Slice.String(), Status: 200, Attempt: 1})
	return ctx.Err()
}

func (t *Table) first(rows [][]any, s sql.Slice) [][]any {
	col := t.Def.Column(s.Order.Column)
	rows = slices.Clone(rows)
	sort.SliceStable(rows, func(i, j int) bool {
		a, b := rows[i][col], rows[j][col]
		if s.Order.Desc {
			a, b = b, a
		}
		if x, ok := a.(int64); ok {
			return x < b.(int64)
		}
		return fmt.Sprint(a) < fmt.Sprint(b)
	})
	return rows[:min(len(rows), int(s.Limit))]
}

// Loads returns and forgets the slices loaded so far.
func (t *Table) Loads() []sql.Slice {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.loads
	t.loads = nil
	return out
}

// Account is an account that is only a name.
type Account string

// Key implements sql.Account.
func (a Account) Key() string { return string(a) }

// Client discards what a session tells its client.
type Client struct{}

// Notice implements sql.Client.
func (Client) Notice(*sql.Notice) {}

// ParameterStatus implements sql.Client.
func (Client) ParameterStatus(string, string) {}
