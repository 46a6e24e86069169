package catalog

import (
	"io/fs"
	"strconv"
	"strings"
	"sync"
)

// notRelations are data files that are no relation's rows.
var notRelations = map[string]bool{"proc_defaults": true, "view_definitions": true, "settings": true, "keywords": true, "token_types": true, "zone_names": true, "zone_abbrevs": true,
	"index_definitions": true, "constraint_definitions": true, "function_bodies": true}

// prepareRows makes every data file that is a relation's rows available.
func (c *Catalog) prepareRows() {
	entries, err := fs.ReadDir(files, "data")
	if err != nil {
		panic("catalog: " + err.Error())
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".tsv")
		if !notRelations[name] {
			c.rows[name] = sync.OnceValue(func() [][]any { return open(name).values() })
		}
	}
}

// Rows returns the rows of a system relation that consist of built-in objects
// alone ("pg_type", "information_schema.sql_features"): all columns in order,
// each in the representation that package datum documents; int2vector and
// oidvector as arrays. It returns nil for a relation whose rows the data does
// not have. The caller must not change them.
func (c *Catalog) Rows(relation string) [][]any {
	if f := c.rows[strings.TrimPrefix(relation, "pg_catalog.")]; f != nil {
		return f()
	}
	return nil
}

// RowRelations names the relations that Rows has the rows of, in no order.
func (c *Catalog) RowRelations() []string {
	list := make([]string, 0, len(c.rows))
	for name := range c.rows {
		list = append(list, name)
	}
	return list
}

// values parses all rows of the file.
func (t *table) values() [][]any {
	n, width := t.len(), len(t.columns)
	out := make([][]any, 0, n)
	block := make([]any, n*width)
	cells := make([]string, width)
	for rest := t.rows; rest != ""; {
		rest = splitRow(rest, cells)
		row := block[:width:width]
		block = block[width:]
		for i, s := range cells {
			row[i] = value(t.types[i], s)
		}
		out = append(out, row)
	}
	return out
}

// value reads a cell of a column of the type.
func value(typ uint32, s string) any {
	if s == null {
		return nil
	}
	switch typ {
	case Bool:
		if s == "t" {
			return int64(1)
		}
		return int64(0)
	case 20, Int2, Int4, 26, 24, 28:
		return number(s)
	case 700, 701:
		f, _ := strconv.ParseFloat(s, 64)
		return f
	}
	return unescape(s)
}
