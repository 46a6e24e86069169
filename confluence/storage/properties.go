package storage

// Property is a name and a value of a Page Properties macro ("details").
type Property struct {
	Macro  int    // the place among the body's Page Properties macros, from 1
	ID     string // the macro's own id, which reports ask for; "" if it has none
	Name   string
	Value  string
	Hidden bool
}

// Properties are the page properties of a body: of each Page Properties macro,
// the tables in it, read as its report reads them. A table with headings at the
// left has a property in each row; one with a row of headings has one in each
// column.
func Properties(body string) []Property {
	var out []Property
	macro, budget := 0, maxCells
	parse(body).walk(func(n *node) bool {
		if n.name != "ac:structured-macro" || n.attr("ac:name") != "details" {
			return true
		}
		macro++
		p := Property{Macro: macro, ID: n.parameter("id"), Hidden: n.parameter("hidden") == "true"}
		n.walk(func(c *node) bool {
			if c.name == "table" {
				out = append(out, c.properties(p, &budget)...)
				return false
			}
			return true
		})
		return false
	})
	return out
}

func (n *node) properties(p Property, budget *int) (out []Property) {
	add := func(name, value string) {
		if *budget--; name != "" && *budget >= 0 {
			p.Name, p.Value = name, value
			out = append(out, p)
		}
	}
	rows := n.rowsOf()
	if len(rows) > 1 && len(rows[0].cellsOf()) > 1 && allHeadings(rows[0].cellsOf()) {
		names := rows[0].cellsOf()
		for _, tr := range rows[1:] {
			for i, c := range tr.cellsOf() {
				if i < len(names) {
					add(names[i].plain(), c.plain())
				}
			}
		}
		return out
	}
	for _, tr := range rows {
		if cells := tr.cellsOf(); len(cells) >= 2 {
			add(cells[0].plain(), cells[1].plain())
		}
	}
	return out
}

func allHeadings(cells []*node) bool {
	for _, c := range cells {
		if c.name != "th" {
			return false
		}
	}
	return true
}
