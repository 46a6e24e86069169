package sql

import "strings"

// SQLite puts the expressions of a sub-query where the query around it uses
// its columns. So a template that names its argument twenty times over a
// column that such a template made, over another, grows without bound though
// each step looks cheap. The weight of a column is how long the text behind it
// is after all that.

// maxRepeated is how much text a template may repeat; beyond that the Go form,
// which names its argument once, is cheaper.
const maxRepeated = 4000

// maxWritten bounds the SQL of one expression: forms that name an operand
// twice double it at each level of nesting.
const maxWritten = 1 << 20

type columnID struct {
	rte *rte
	col int
}

// weight is the length of the text behind a simple operand, at least 1.
func (t *translator) weight(e expr) int {
	for {
		r, ok := e.(*relabel)
		if !ok {
			break
		}
		e = r.arg
	}
	c, ok := e.(*column)
	if !ok {
		return 1
	}
	q := c.rte.query
	if c.rte.cte != nil {
		q = c.rte.cte.q
	}
	if q == nil || !transparent(q) || c.col >= len(q.targets) {
		return 1 // a table's column, or a result that SQLite computes once
	}
	id := columnID{c.rte, c.col}
	if w, ok := t.weights[id]; ok {
		return w
	}
	if t.weights == nil {
		t.weights = map[columnID]int{}
	}
	t.weights[id] = 1 // a recursive query's own column
	w := t.size(q.targets[c.col].e)
	t.weights[id] = w
	return w
}

// size is the length of an expression's text once its columns are replaced by
// what is behind them.
func (t *translator) size(e expr) int {
	sql := t.expr(e)
	size, seen := len(sql), map[string]bool{}
	walk(e, func(e expr) bool {
		if c, ok := e.(*column); ok {
			if name := t.column(c); !seen[name] {
				seen[name] = true
				size = min(maxWritten, size+strings.Count(sql, name)*(t.weight(c)-1))
			}
		}
		return true
	})
	return size
}

// bounded refuses an expression that has grown too long to write.
func (t *translator) bounded(sql string) string {
	if len(sql) > maxWritten {
		t.fail(Errorf("54001", "statement too complex").
			WithHint("Its expressions nest too deeply to be written for the engine."))
	}
	return sql
}
