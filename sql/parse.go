package sql

import (
	"errors"
	"strings"
	"unicode/utf8"

	pg "github.com/pganalyze/pg_query_go/v6"
	"github.com/pganalyze/pg_query_go/v6/parser"
)

// maxQueryBytes bounds a query string: the parse tree is many times its size.
const maxQueryBytes = 4 << 20

// Parsed is one statement of a query string, parsed and not looked at yet.
// It is immutable.
type Parsed struct {
	text string // the whole query string: positions refer to it
	own  string // this statement's part of it, trimmed: what caches are keyed by
	node *pg.Node
}

// Text is the statement's own text.
func (p *Parsed) Text() string { return p.own }

// parse splits a query string into its statements with PostgreSQL's grammar.
// An empty or comment-only string has none. A syntax error anywhere refuses
// the whole string, as in PostgreSQL.
func parse(text string) ([]*Parsed, error) {
	if len(text) > maxQueryBytes {
		return nil, Errorf("54000", "query string is too long").
			WithDetail("It has %d bytes; the limit is %d.", len(text), maxQueryBytes)
	}
	if i := strings.IndexByte(text, 0); i >= 0 || !utf8.ValidString(text) {
		return nil, Errorf("22021", "invalid byte sequence for encoding \"UTF8\"")
	}
	if err := checkDepth(text); err != nil {
		return nil, err
	}
	tree, err := pg.Parse(text)
	if err != nil {
		return nil, syntaxError(text, err)
	}
	out := make([]*Parsed, 0, len(tree.Stmts))
	for _, raw := range tree.Stmts {
		if raw.Stmt == nil {
			continue
		}
		end := len(text)
		if raw.StmtLen > 0 {
			end = int(raw.StmtLocation + raw.StmtLen)
		}
		own := text[raw.StmtLocation:end]
		out = append(out, &Parsed{text: text, own: strings.TrimSpace(own), node: raw.Stmt})
	}
	return out, nil
}

func syntaxError(text string, err error) error {
	var pe *parser.Error
	if !errors.As(err, &pe) {
		return errTooDeep() // the tree was made and could not be decoded: that bound is lower
	}
	e := &Error{Code: "42601", Message: pe.Message}
	if strings.HasPrefix(pe.Message, "frame ") {
		e.Code = "42P20" // the grammar's only complaint about a well-formed text
	}
	if pe.Cursorpos > 0 {
		// The parser counts characters already, from 1.
		e.Position = pe.Cursorpos
	}
	return e
}

// charPosition turns a byte offset of the parse tree into what an
// ErrorResponse carries: characters from 1. A negative offset is none.
func charPosition(text string, offset int) int {
	if offset < 0 || offset > len(text) {
		return 0
	}
	return utf8.RuneCountInString(text[:offset]) + 1
}
