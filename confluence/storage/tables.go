package storage

import "strconv"

// Row is a row of a table.
type Row struct {
	Cells  []string // each cell's text; a cell that spans others stands in each of them
	Header bool     // all of its own cells are headings
}

// Table is a table of a body.
type Table struct{ Rows []Row }

// maxSpan bounds how many columns or rows a cell spans (HTML's own bound of
// columns is 1,000), maxCells how many cells one body's tables have through spans.
const (
	maxSpan  = 1000
	maxCells = 100_000
)

// Tables are the body's tables in the order in which they begin, those within
// others included.
func Tables(body string) []Table {
	var out []Table
	budget := maxCells
	parse(body).walk(func(n *node) bool {
		if n.name == "table" {
			out = append(out, n.table(&budget))
		}
		return true
	})
	return out
}

// rowsOf are the elements of a table's rows, not those of tables within.
func (n *node) rowsOf() (rows []*node) {
	n.walk(func(c *node) bool {
		switch c.name {
		case "tr":
			rows = append(rows, c)
			return false
		case "thead", "tbody", "tfoot":
			return true
		}
		return false
	})
	return rows
}

// cellsOf are the elements of a row's cells.
func (n *node) cellsOf() (cells []*node) {
	for _, c := range n.children {
		if c.name == "td" || c.name == "th" {
			cells = append(cells, c)
		}
	}
	return cells
}

// below is a cell that goes on in later rows.
type below struct {
	text string
	rows int
}

func (n *node) table(budget *int) Table {
	var t Table
	over := map[int]below{} // by column
	for _, tr := range n.rowsOf() {
		row := Row{Header: true}
		fill := func() {
			for b, ok := over[len(row.Cells)]; ok && *budget > 0; b, ok = over[len(row.Cells)] {
				at := len(row.Cells)
				*budget--
				row.Cells = append(row.Cells, b.text)
				if b.rows--; b.rows == 0 {
					delete(over, at)
				} else {
					over[at] = b
				}
			}
		}
		cells := tr.cellsOf()
		for _, c := range cells {
			fill()
			row.Header = row.Header && c.name == "th"
			text := c.plain()
			high := span(c.attr("rowspan"))
			for range span(c.attr("colspan")) {
				if *budget--; *budget < 0 {
					break
				}
				if high > 1 {
					over[len(row.Cells)] = below{text, high - 1}
				}
				row.Cells = append(row.Cells, text)
			}
		}
		fill()
		row.Header = row.Header && len(cells) > 0
		t.Rows = append(t.Rows, row)
	}
	return t
}

func span(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxSpan)
}
