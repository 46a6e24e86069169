package sql

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addDefinitions adds what tells of an object as SQL.
func (f *systemFunctions) addDefinitions() {
	rels := f.names.rels
	f.add("pgc_definition", func(a []any) (any, error) {
		o, ok := f.names.kinds[oidRegclass].byOID[oidArg(a[1])]
		def := rels.cat.Definition(o.oid)
		if a[0] == int64(1) {
			def = rels.cat.PrettyDefinition(o.oid)
		}
		return orNull(def, ok && !strings.HasPrefix(def, "CREATE") && def != "")
	})
	f.add("pgc_indexdef", func(a []any) (any, error) {
		col, _ := a[1].(int64)
		return f.indexDef(oidArg(a[0]), int(col), a[2] == int64(1), pathArg(a[3]))
	})
	f.add("pgc_constraintdef", func(a []any) (any, error) { return f.constraintDef(oidArg(a[0]), a[1] == int64(1), pathArg(a[2])) })
	f.add("pgc_token_types", func(a []any) (any, error) {
		var out []any
		for _, row := range rels.cat.TokenTypes() {
			if row[0] == a[0] {
				out = append(out, row[1:])
			}
		}
		return jsonRows(out)
	})
	f.add("pgc_tree", func(a []any) (any, error) { return f.treeText(textArg(a[0])) })
	f.add("pgc_function", func(a []any) (any, error) {
		p := rels.cat.Proc(oidArg(a[1]))
		if p == nil {
			return nil, nil
		}
		return f.functionText(textArg(a[0]), p)
	})
	f.add("pgc_argdefault", func(a []any) (any, error) {
		n, _ := a[1].(int64)
		p := rels.cat.Proc(oidArg(a[0]))
		if p == nil || n < 1 || int(n) > len(p.Args) {
			return nil, nil
		}
		d := p.Default(int(n) - 1)
		return orNull(d, d != "")
	})
	f.add("pgc_indexam", func(a []any) (any, error) { return indexAM(oidArg(a[0]), textArg(a[1])) })
	f.add("pgc_options", func(a []any) (any, error) {
		opts, err := datum.DecodeArray(oidText, textArg(a[0]))
		if err != nil {
			return nil, err
		}
		var out []any
		for _, o := range opts {
			name, value, _ := strings.Cut(textArg(o), "=")
			out = append(out, []any{name, value})
		}
		return jsonRows(out)
	})
}

// jsonRows is a set's rows as the translated SQL reads them.
func jsonRows(rows []any) (any, error) {
	if rows == nil {
		return "[]", nil
	}
	b, err := json.Marshal(rows)
	return string(b), err
}

// ownIndex finds an index of a virtual table.
func (r *relations) ownIndex(oid uint32) (*relation, *index) {
	for _, t := range r.tables {
		for _, ix := range t.indexes {
			if ix.oid == oid {
				return t, ix
			}
		}
	}
	return nil, nil
}

// indexDef is pg_get_indexdef; col 0 is the whole.
func (f *systemFunctions) indexDef(oid uint32, col int, pretty bool, path []string) (any, error) {
	if t, ix := f.names.rels.ownIndex(oid); ix != nil {
		if col > 0 {
			if col > len(ix.cols) {
				return "", nil
			}
			return quoteIdent(t.cols[ix.cols[col-1]].name), nil
		}
		unique := ""
		if ix.primary {
			unique = "UNIQUE "
		}
		table := f.names.qualified(nsPublic, t.name)
		if pretty {
			table = f.names.text(oidRegclass, t.oid, path, "")
		}
		return fmt.Sprintf("CREATE %sINDEX %s ON %s USING btree (%s)", unique, quoteIdent(ix.name), table, t.columnList(ix.cols)), nil
	}
	def := f.names.rels.cat.Definition(oid)
	if !strings.HasPrefix(def, "CREATE") {
		return nil, nil
	}
	if col > 0 {
		_, list, _ := strings.Cut(strings.TrimSuffix(def, ")"), "(")
		cols := strings.Split(list, ", ")
		if col > len(cols) {
			return "", nil
		}
		name, _, _ := strings.Cut(cols[col-1], " ") // without the operator class
		return name, nil
	}
	if pretty {
		def = strings.Replace(def, " ON pg_catalog.", " ON ", 1)
	}
	return def, nil
}

// constraintDef is pg_get_constraintdef.
func (f *systemFunctions) constraintDef(oid uint32, pretty bool, path []string) (any, error) {
	for _, t := range f.names.rels.tables {
		for _, c := range t.constraints {
			switch {
			case c.oid != oid:
			case c.primary:
				return "PRIMARY KEY (" + t.columnList(c.cols) + ")", nil
			default:
				return "FOREIGN KEY (" + t.columnList(c.cols) + ") REFERENCES " + f.names.text(oidRegclass, c.ref.oid, path, "") +
					"(" + c.ref.columnList(c.refCols) + ")", nil
			}
		}
	}
	def := f.names.rels.cat.Definition(oid)
	if pretty {
		def = f.names.rels.cat.PrettyDefinition(oid)
	}
	return orNull(def, def != "" && !strings.HasPrefix(def, "CREATE"))
}

// treeText is pg_get_expr: of the trees that the catalog has, those are
// expressions that are the CHECK of a domain.
func (f *systemFunctions) treeText(tree string) (any, error) {
	for _, row := range f.names.rels.cat.Rows("pg_constraint") {
		if row[len(row)-1] == tree {
			def := f.names.rels.cat.Definition(uint32(row[0].(int64)))
			return strings.TrimSuffix(strings.TrimPrefix(def, "CHECK ("), ")"), nil
		}
	}
	for _, row := range f.names.rels.cat.Rows("pg_proc") {
		if row[23] == tree {
			p := f.names.rels.cat.Proc(uint32(row[0].(int64)))
			var out []string
			for i := range p.Args {
				if d := p.Default(i); d != "" {
					out = append(out, d)
				}
			}
			return strings.Join(out, ", "), nil
		}
	}
	return nil, Unsupported("pg_get_expr of this expression")
}

// functionText is pg_get_function_arguments and its kin.
func (f *systemFunctions) functionText(what string, p *catalog.Proc) (any, error) {
	cat := f.names.rels.cat
	switch what {
	case "arguments":
		return functionArguments(cat, p, true), nil
	case "identity":
		return functionArguments(cat, p, false), nil
	case "result":
		if p.Kind == 'p' {
			return nil, nil
		}
		return functionResult(cat, p), nil
	case "body":
		if b := cat.Body(p); b != "" && b != p.Source {
			return b, nil
		}
		return nil, nil
	}
	if p.Kind == 'a' {
		return nil, Errorf("42809", "\"%s\" is an aggregate function", p.Name)
	}
	return f.functionDefinition(p), nil
}

// functionArguments writes the parameters, with their defaults unless they are
// there to identify the function.
func functionArguments(cat *catalog.Catalog, p *catalog.Proc, defaults bool) string {
	types, modes := p.AllArgs, p.ArgModes
	if types == nil {
		types = p.Args
	}
	var parts []string
	in := 0
	for i, t := range types {
		mode := "i"
		if i < len(modes) {
			mode = modes[i]
		}
		isInput := mode == "i" || mode == "b" || mode == "v"
		if mode == "t" {
			continue
		}
		s := map[string]string{"o": "OUT ", "b": "INOUT ", "v": "VARIADIC "}[mode]
		if i < len(p.ArgNames) && p.ArgNames[i] != "" {
			s += quoteIdent(p.ArgNames[i]) + " "
		}
		s += cat.FormatTypeName(t)
		if (p.AggKind == 'o' || p.AggKind == 'h') && in == p.AggDirectArgs {
			parts = append(parts, "\x00ORDER BY "+s)
			in++
			continue
		}
		if isInput {
			if d := p.Default(in); d != "" && defaults {
				s += " DEFAULT " + d
			}
			in++
		}
		parts = append(parts, s)
	}
	if p.AggKind == 'h' && len(types) == p.AggDirectArgs && len(parts) > 0 {
		parts = append(parts, "\x00ORDER BY "+parts[len(parts)-1]) // one VARIADIC stands for both lists
	}
	out := strings.Join(parts, ", ")
	return strings.TrimPrefix(strings.ReplaceAll(out, ", \x00", " "), "\x00")
}

func functionResult(cat *catalog.Catalog, p *catalog.Proc) string {
	var cols []string
	for i, mode := range p.ArgModes {
		if mode == "t" {
			cols = append(cols, quoteIdent(p.ArgNames[i])+" "+cat.FormatTypeName(p.AllArgs[i]))
		}
	}
	if cols != nil {
		return "TABLE(" + strings.Join(cols, ", ") + ")"
	}
	if p.ReturnsSet {
		return "SETOF " + cat.FormatTypeName(p.Result)
	}
	return cat.FormatTypeName(p.Result)
}

// functionDefinition is pg_get_functiondef.
func (f *systemFunctions) functionDefinition(p *catalog.Proc) string {
	cat := f.names.rels.cat
	var b strings.Builder
	word := "FUNCTION"
	if p.Kind == 'p' {
		word = "PROCEDURE"
	}
	fmt.Fprintf(&b, "CREATE OR REPLACE %s %s(%s)\n", word, f.names.qualified(p.Namespace, p.Name), functionArguments(cat, p, true))
	if p.Kind != 'p' {
		fmt.Fprintf(&b, " RETURNS %s\n", functionResult(cat, p))
	}
	language := map[uint32]string{12: "internal", 13: "c", 14: "sql"}[p.Language]
	fmt.Fprintf(&b, " LANGUAGE %s\n", language)
	var attrs []string
	if p.Kind == 'w' {
		attrs = append(attrs, "WINDOW")
	}
	switch p.Volatile {
	case 'i':
		attrs = append(attrs, "IMMUTABLE")
	case 's':
		attrs = append(attrs, "STABLE")
	}
	switch p.Parallel {
	case 's':
		attrs = append(attrs, "PARALLEL SAFE")
	case 'r':
		attrs = append(attrs, "PARALLEL RESTRICTED")
	}
	if p.Strict {
		attrs = append(attrs, "STRICT")
	}
	more := f.procAttributes(p)
	if more.leakproof {
		attrs = append(attrs, "LEAKPROOF")
	}
	if usual := map[bool]float64{true: 1, false: 100}[p.Language < 14]; more.cost != usual {
		attrs = append(attrs, fmt.Sprintf("COST %g", more.cost))
	}
	if p.Rows > 0 && p.Rows != 1000 {
		attrs = append(attrs, fmt.Sprintf("ROWS %g", p.Rows))
	}
	if sp := cat.Proc(more.support); sp != nil {
		attrs = append(attrs, "SUPPORT "+quoteIdent(sp.Name))
	}
	if len(attrs) > 0 {
		b.WriteString(" " + strings.Join(attrs, " ") + "\n")
	}
	if body := cat.Body(p); body != "" && body != p.Source {
		return b.String() + body + "\n"
	}
	tag := "$" + strings.ToLower(word) + "$"
	if more.library != "" {
		return b.String() + "AS '" + more.library + "', " + tag + p.Source + tag + "\n"
	}
	return b.String() + "AS " + tag + p.Source + tag + "\n"
}

// procAttributes are what pg_proc has of a function beside what package catalog
// needs to resolve a call.
type procAttributes struct {
	leakproof bool
	cost      float64
	support   uint32
	library   string // of a function in C
}

func (f *systemFunctions) procAttributes(p *catalog.Proc) procAttributes {
	r := f.names.rels.cat.Relation("", "pg_proc")
	rows := f.names.rels.cat.Rows("pg_proc")
	i, ok := slices.BinarySearchFunc(rows, int64(p.OID), func(row []any, oid int64) int { return cmp.Compare(row[0].(int64), oid) })
	if !ok {
		return procAttributes{}
	}
	cost, _ := rows[i][r.Column("procost")].(float64)
	library, _ := rows[i][r.Column("probin")].(string)
	support, _ := rows[i][r.Column("prosupport")].(int64)
	return procAttributes{leakproof: rows[i][r.Column("proleakproof")] == int64(1), cost: cost, support: uint32(support), library: library}
}

// indexAM is pg_indexam_has_property for the access methods of PostgreSQL 15.
func indexAM(am uint32, property string) (any, error) {
	props := map[uint32]string{403: "can_order can_unique can_multi_col can_exclude can_include", 405: "can_exclude",
		783: "can_multi_col can_exclude can_include", 2742: "can_multi_col", 4000: "can_exclude can_include", 3580: "can_multi_col"}
	has, ok := props[am]
	switch p := strings.ToLower(property); p {
	case "can_order", "can_unique", "can_multi_col", "can_exclude", "can_include":
		return orNull(boolInt(strings.Contains(" "+has+" ", " "+p+" ")), ok)
	}
	return nil, nil
}

// prettySize is pg_size_pretty.
func prettySize(v any) (any, error) {
	var d decimal.Decimal
	switch v := v.(type) {
	case int64:
		d = decimal.NewFromInt(v)
	case string:
		var err error
		if d, err = decimal.NewFromString(v); err != nil {
			return nil, Errorf("22P02", "invalid input syntax for type numeric: \"%s\"", v)
		}
	default:
		return nil, nil
	}
	abs, neg := d.Abs(), d.Sign() < 0
	if abs.LessThan(decimal.NewFromInt(10 * 1024)) {
		return d.String() + " bytes", nil
	}
	n := abs.Truncate(0).BigInt()
	n.Rsh(n, 9) // one bit is kept to round with
	units := []string{"kB", "MB", "GB", "TB", "PB"}
	for i, unit := range units {
		half := decimal.NewFromBigInt(n, 0)
		if i == len(units)-1 || half.LessThan(decimal.NewFromInt(20*1024-1)) {
			rounded := half.Add(decimal.NewFromInt(1)).Div(decimal.NewFromInt(2)).Truncate(0).String()
			if neg {
				rounded = "-" + rounded
			}
			return rounded + " " + unit, nil
		}
		n.Rsh(n, 10)
	}
	return nil, nil
}
