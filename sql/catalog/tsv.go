package catalog

import (
	"strconv"
	"strings"
)

// table is a data file: a line of columns (name:type_oid) and rows in COPY's
// text format. Cells stay substrings of the file until they are asked for.
type table struct {
	columns []string
	types   []uint32
	rows    string
}

func newTable(file string) *table {
	head, rows, _ := strings.Cut(file, "\n")
	t := &table{rows: rows}
	for c := range strings.SplitSeq(head, "\t") {
		name, typ, _ := strings.Cut(c, ":")
		t.columns = append(t.columns, name)
		t.types = append(t.types, uint32(number(typ)))
	}
	return t
}

func (t *table) len() int { return strings.Count(t.rows, "\n") }

// pick returns the positions of the named columns. The names are those of
// PostgreSQL 15, so a missing one is a broken build; tests load every file.
func (t *table) pick(names ...string) []int {
	at := make([]int, len(names))
	for i, n := range names {
		at[i] = -1
		for j, c := range t.columns {
			if c == n {
				at[i] = j
			}
		}
		if at[i] < 0 {
			panic("catalog: data file without column " + n)
		}
	}
	return at
}

// each calls fn with the named columns of every row, in the order of names. The
// slice is used again for the next row.
func (t *table) each(fn func(v []string), names ...string) {
	at := t.pick(names...)
	cells := make([]string, len(t.columns))
	v := make([]string, len(at))
	for rest := t.rows; rest != ""; {
		rest = splitRow(rest, cells)
		for i, j := range at {
			v[i] = cells[j]
		}
		fn(v)
	}
}

// splitRow cuts the first line of s into cells and returns what follows it.
func splitRow(s string, cells []string) string {
	n, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\t':
			cells[n] = s[start:i]
			n, start = n+1, i+1
		case '\n':
			cells[n] = s[start:i]
			return s[i+1:]
		}
	}
	cells[n] = s[start:]
	return ""
}

const null = `\N`

var escapes = strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r", `\b`, "\b", `\f`, "\f", `\v`, "\v")

// unescape undoes COPY's escapes; NULL becomes "".
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	if s == null {
		return ""
	}
	return escapes.Replace(s)
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

func oid(s string) uint32 {
	var n uint32
	for i := 0; i < len(s); i++ {
		n = n*10 + uint32(s[i]-'0')
	}
	return n
}

func boolean(s string) bool { return s == "t" }

// first is the value of a "char" column; an empty one is 0.
func first(s string) byte {
	if s == "" || s == null {
		return 0
	}
	return s[0]
}

// oids reads a JSON array of numbers.
func oids(s string) []uint32 {
	if len(s) <= 2 {
		return nil
	}
	list := make([]uint32, 0, strings.Count(s, ",")+1)
	for e := range strings.SplitSeq(s[1:len(s)-1], ",") {
		list = append(list, oid(e))
	}
	return list
}

// names reads a JSON array of strings that hold no quotes, commas or escapes,
// as the names and modes of parameters do.
func names(s string) []string {
	if len(s) <= 2 || s == null {
		return nil
	}
	list := make([]string, 0, strings.Count(s, ",")+1)
	for e := range strings.SplitSeq(s[1:len(s)-1], ",") {
		list = append(list, strings.Trim(e, `"`))
	}
	return list
}
