package sql

import (
	"context"
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// CopyOut says that a statement's rows are to be sent as COPY data.
type CopyOut struct {
	Format    string // text, csv or binary
	Delimiter byte
	Null      string // what stands for NULL
	Header    bool
	Quote     byte         // of csv
	Escape    byte         // of csv
	Force     map[int]bool // of csv: columns that are always quoted
	ForceAll  bool
}

// CopyOut is how the rows of a COPY ... TO STDOUT are to be sent; nil for any
// other statement.
func (st *Statement) CopyOut() *CopyOut { return st.copyOut }

// prepareCopy is COPY (query | table) TO STDOUT.
func (s *Session) prepareCopy(p *Parsed, n *pg.CopyStmt) (*Statement, error) {
	switch {
	case n.IsFrom:
		return nil, Errorf("25006", "cannot execute COPY FROM in a read-only transaction").
			WithHint("Confluence is shown read-only here.")
	case n.IsProgram:
		return nil, Errorf("42501", "must be superuser or have privileges of the pg_execute_server_program role to COPY to or from an external program")
	case n.Filename != "":
		return nil, Errorf("42501", "must be superuser or have privileges of the pg_write_server_files role to COPY to a file").
			WithHint("Anyone can COPY to stdout or from stdin. psql's \\copy command also works for anyone.")
	}
	sel := n.Query.GetSelectStmt()
	if n.Query != nil && sel == nil {
		return nil, Unsupported("COPY of anything but a SELECT")
	}
	if sel == nil {
		sel = copyTable(n)
	}
	node := &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: sel}}
	inner, _, err := s.analyseSelect(&Parsed{text: p.text, own: p.own, node: node}, sel, nil)
	if err != nil {
		return nil, err
	}
	if len(inner.params) > 0 {
		return nil, Errorf("42P02", "there is no parameter $1")
	}
	out := utility(p, func(ctx context.Context, s *Session, _ *Statement, args []any) (*Rows, error) {
		rows, err := inner.exec(ctx, s, inner, nil)
		if err != nil {
			return nil, err
		}
		rows.tag = func(n int64) string { return fmt.Sprintf("COPY %d", n) }
		return rows, nil
	})
	out.copyFields = inner.fields
	out.copyOut, err = copyOptions(n.Options, inner.fields)
	return out, err
}

// copyTable is the query of COPY table [(columns)].
func copyTable(n *pg.CopyStmt) *pg.SelectStmt {
	target := func(fields ...*pg.Node) *pg.Node {
		return &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{
			Val: &pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: fields, Location: -1}}}, Location: -1}}}
	}
	sel := &pg.SelectStmt{FromClause: []*pg.Node{{Node: &pg.Node_RangeVar{RangeVar: n.Relation}}}, Op: pg.SetOperation_SETOP_NONE,
		LimitOption: pg.LimitOption_LIMIT_OPTION_DEFAULT}
	for _, c := range n.Attlist {
		sel.TargetList = append(sel.TargetList, target(c))
	}
	if len(n.Attlist) == 0 {
		sel.TargetList = []*pg.Node{target(&pg.Node{Node: &pg.Node_AStar{AStar: &pg.A_Star{}}})}
	}
	return sel
}

// copyOptions reads WITH (...).
func copyOptions(options []*pg.Node, fields []Field) (*CopyOut, error) {
	c := &CopyOut{Format: "text"}
	seen := map[string]string{}
	for _, o := range options {
		d := o.GetDefElem()
		name := strings.ToLower(d.Defname)
		if _, dup := seen[name]; dup {
			return nil, Errorf("42601", "conflicting or redundant options")
		}
		value := ""
		if d.Arg != nil && d.Arg.GetList() == nil && d.Arg.GetAStar() == nil {
			value = defText(d.Arg)
		}
		seen[name] = value
		if name == "force_quote" {
			if err := c.forceQuote(d.Arg, fields); err != nil {
				return nil, err
			}
		}
	}
	if f, ok := seen["format"]; ok {
		if c.Format = strings.ToLower(f); c.Format != "text" && c.Format != "csv" && c.Format != "binary" {
			return nil, Errorf("22023", "COPY format \"%s\" not recognized", f)
		}
	}
	c.Delimiter, c.Null, c.Quote = '\t', `\N`, '"'
	if c.Format == "csv" {
		c.Delimiter, c.Null = ',', ""
	}
	for name, v := range seen {
		if err := c.option(name, v); err != nil {
			return nil, err
		}
	}
	if _, ok := seen["escape"]; !ok {
		c.Escape = c.Quote
	}
	return c, c.check(seen)
}

func (c *CopyOut) forceQuote(arg *pg.Node, fields []Field) error {
	if arg.GetAStar() != nil {
		c.ForceAll = true
		return nil
	}
	c.Force = map[int]bool{}
	for _, name := range stringList(arg.GetList().GetItems()) {
		found := false
		for i, f := range fields {
			if f.Name == name {
				c.Force[i], found = true, true
			}
		}
		if !found {
			return Errorf("42703", "column \"%s\" does not exist", name)
		}
	}
	return nil
}

func (c *CopyOut) option(name, v string) error {
	oneByte := func(dst *byte) error {
		if len(v) != 1 {
			return Errorf("0A000", "COPY %s must be a single one-byte character", name)
		}
		*dst = v[0]
		return nil
	}
	switch name {
	case "format", "force_quote":
	case "encoding":
		if e := encodingKey(v); e != "utf8" && e != "unicode" {
			return Unsupported("COPY with encoding \"%s\"", v)
		}
	case "delimiter":
		return oneByte(&c.Delimiter)
	case "quote":
		return oneByte(&c.Quote)
	case "escape":
		return oneByte(&c.Escape)
	case "null":
		c.Null = v
	case "header":
		switch strings.ToLower(v) {
		case "", "true", "on", "1":
			c.Header = true
		case "false", "off", "0":
		case "match":
			return Errorf("0A000", "cannot use \"match\" with HEADER in COPY TO")
		default:
			return Errorf("42601", "header requires a Boolean value or \"match\"")
		}
	default:
		return Errorf("42601", "option \"%s\" not recognized", name)
	}
	return nil
}

// check refuses options that do not go together.
func (c *CopyOut) check(seen map[string]string) error {
	has := func(name string) bool { _, ok := seen[name]; return ok }
	switch {
	case c.Format == "binary" && has("delimiter"):
		return Errorf("42601", "cannot specify DELIMITER in BINARY mode")
	case c.Format == "binary" && has("null"):
		return Errorf("42601", "cannot specify NULL in BINARY mode")
	case c.Format == "binary" && c.Header:
		return Errorf("42601", "cannot specify HEADER in BINARY mode")
	case c.Format != "csv" && has("quote"):
		return Errorf("0A000", "COPY quote available only in CSV mode")
	case c.Format != "csv" && has("escape"):
		return Errorf("0A000", "COPY escape available only in CSV mode")
	case c.Format != "csv" && has("force_quote"):
		return Errorf("0A000", "COPY force quote available only in CSV mode")
	case c.Delimiter == '\n' || c.Delimiter == '\r':
		return Errorf("22023", "COPY delimiter cannot be newline or carriage return")
	case strings.ContainsAny(c.Null, "\r\n"):
		return Errorf("22023", "COPY null representation cannot use newline or carriage return")
	case c.Format == "text" && strings.ContainsRune(`\.abcdefghijklmnopqrstuvwxyz0123456789`, rune(c.Delimiter)):
		return Errorf("22023", "COPY delimiter cannot be \"%c\"", c.Delimiter)
	case c.Format == "csv" && c.Delimiter == c.Quote:
		return Errorf("22023", "COPY delimiter and quote must be different")
	}
	return nil
}

// defText is the value of an option.
func defText(n *pg.Node) string {
	switch v := n.Node.(type) {
	case *pg.Node_String_:
		return v.String_.Sval
	case *pg.Node_Integer:
		return fmt.Sprint(v.Integer.Ival)
	case *pg.Node_Float:
		return v.Float.Fval
	case *pg.Node_Boolean:
		return fmt.Sprint(v.Boolean.Boolval)
	}
	return ""
}
