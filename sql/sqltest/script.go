package sqltest

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// Script is a file of statements with what they are expected to answer.
//
// Directives stand on a line of their own: "as ACCOUNT" goes on in that
// account's session, "set NAME = VALUE" changes a setting, "forget" empties the
// store of what the account has read. A block begins with the line
// "statement"; its SQL follows, then sections, each of a name on its own line
// and the expected lines:
//
//	params   one parameter a line, NULL or text (not an expectation)
//	plan     the scans of EXPLAIN
//	explain  all of EXPLAIN, before the statement runs
//	loads    the slices that were loaded, a line each; none if empty
//	rows     a line of names and types, then the rows
//	error    SQLSTATE and message, then lines "position", "detail" and "hint"
//	notice   what the client was told besides
//
// A block ends at an empty line. Lines that begin with # are comments.
type Script struct {
	path   string
	blocks []*block
}

type block struct {
	line     int
	comment  []string // lines before it, kept when the file is written again
	kind     string   // "statement", "as", "set", "forget"
	arg      string   // of a directive
	sql      []string
	sections []section
}

type section struct {
	name  string
	lines []string
}

var sectionNames = []string{"params", "plan", "explain", "loads", "rows", "error", "notice"}

// ReadScript reads a script file.
func ReadScript(path string) (*Script, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseScript(path, string(text))
}

// ParseScript reads a script's text; path is for messages.
func ParseScript(path, text string) (*Script, error) {
	s := &Script{path: path}
	var comment []string
	var cur *block
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if cur != nil && line != "" {
			cur.add(line)
			continue
		}
		cur = nil
		word, arg, _ := strings.Cut(line, " ")
		b := &block{line: i + 1, comment: comment, kind: word, arg: strings.TrimSpace(arg)}
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			comment = append(comment, line)
			continue
		case line == "statement":
			cur = b
		case (word == "as" || word == "set") && b.arg != "", line == "forget":
		default:
			return nil, fmt.Errorf("%s:%d: %q is no directive", path, i+1, line)
		}
		s.blocks, comment = append(s.blocks, b), nil
	}
	for _, b := range s.blocks {
		if b.kind == "statement" && len(b.sql) == 0 {
			return nil, fmt.Errorf("%s:%d: a statement without SQL", path, b.line)
		}
		if b.kind == "statement" && !b.expects() {
			return nil, fmt.Errorf("%s:%d: a statement that expects nothing", path, b.line)
		}
	}
	if len(s.blocks) == 0 {
		return nil, fmt.Errorf("%s: an empty script", path)
	}
	return s, nil
}

func (b *block) add(line string) {
	if len(b.sql) > 0 && slices.Contains(sectionNames, line) {
		b.sections = append(b.sections, section{name: line})
	} else if n := len(b.sections); n > 0 {
		b.sections[n-1].lines = append(b.sections[n-1].lines, line)
	} else {
		b.sql = append(b.sql, line)
	}
}

// expects reports whether the block says anything that can fail.
func (b *block) expects() bool {
	return slices.ContainsFunc(b.sections, func(s section) bool { return s.name != "params" })
}

func (b *block) section(name string) *section {
	for i := range b.sections {
		if b.sections[i].name == name {
			return &b.sections[i]
		}
	}
	return nil
}

// String is the script as a file, with its present expectations.
func (s *Script) String() string {
	var b strings.Builder
	for _, x := range s.blocks {
		for _, c := range x.comment {
			b.WriteString(c + "\n")
		}
		if x.kind != "statement" {
			b.WriteString(strings.TrimSpace(x.kind+" "+x.arg) + "\n")
			continue
		}
		b.WriteString("statement\n" + strings.Join(x.sql, "\n") + "\n")
		for _, sec := range x.sections {
			b.WriteString(sec.name + "\n")
			for _, l := range sec.lines {
				b.WriteString(l + "\n")
			}
		}
	}
	return b.String()
}
