package sql

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// systemCall answers functions that are about the session or the catalog
// rather than about their arguments. nil = not one of them.
func (a *analyser) systemCall(p *catalog.Proc, args []expr, pos int) expr {
	if v, ok := sessionFunctions[p.Signature()]; ok {
		return &sessionValue{name: v, t: plain(p.Result)}
	}
	switch p.Signature() {
	case "pg_typeof(any)":
		return &constant{val: int64(args[0].typ().oid), t: plain(oidRegtype)}
	case "array_to_string(anyarray,text)", "array_to_string(anyarray,text,text)":
		if elem := a.cat.ElementType(args[0].typ().oid); isRegType(elem) {
			args[0] = namedElements(args[0], elem)
		}
	case "current_schema()":
		return &sessionValue{name: "schema", t: plain(oidName)}
	case "current_setting(text)", "current_setting(text,bool)":
		return a.currentSetting(args, pos)
	case "set_config(text,text,bool)":
		return a.setConfig(args, pos)
	}
	return nil
}

// sessionFunctions are functions whose value is fixed for a statement or a
// session, by pg_proc signature.
var sessionFunctions = map[string]string{
	"now()":                   "now",
	"transaction_timestamp()": "now",
	"statement_timestamp()":   "statement",
	"current_database()":      "database",
	"current_user()":          "user",
	"session_user()":          "user",
	"user()":                  "user",
	"version()":               "version",
	"pg_backend_pid()":        "pid",
}

// currentSetting is current_setting(name [, missing_ok]).
func (a *analyser) currentSetting(args []expr, pos int) expr {
	missing := "0"
	if len(args) > 1 {
		c, ok := args[1].(*constant)
		if !ok {
			a.fail(Unsupported("current_setting with a missing_ok that is no constant"), pos)
		}
		if c.val == int64(1) {
			missing = "1"
		}
	}
	return &sessionCall{name: "current_setting", args: []expr{args[0], &constant{val: missing, t: plain(oidText)}}, t: plain(oidText)}
}

// setConfig is set_config(name, value, is_local), which takes effect when the
// statement starts.
func (a *analyser) setConfig(args []expr, pos int) expr {
	return &sessionCall{name: "set_config", args: args, t: plain(oidText)}
}

// sessionCall is a function that the session itself answers, before the
// statement runs: its arguments are constants or parameters.
type sessionCall struct {
	name string
	args []expr
	t    typeRef
}

func (e *sessionCall) typ() typeRef { return e.t }

// regLiteral resolves a name written as a reg type: 'public.pages'::regclass.
func (a *analyser) regLiteral(s string, t uint32, pos int) expr {
	oid, err := a.rels.names.parse(t, s, a.path, "")
	if err != nil && t == oidRegrole && err.Code == "42704" {
		// Whether it is the session's own role shows when it runs.
		return &ioCast{arg: &constant{val: s, t: plain(oidText)}, t: plain(t)}
	}
	if err != nil {
		a.fail(err, pos)
	}
	return &constant{val: int64(oid), t: plain(t)}
}

// splitName splits a possibly quoted, possibly qualified name.
func splitName(s string) []string {
	var parts []string
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && quoted && i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == '.' && !quoted:
			parts = append(parts, b.String())
			b.Reset()
		case quoted:
			b.WriteByte(c)
		default:
			b.WriteString(strings.ToLower(string(c)))
		}
	}
	return append(parts, b.String())
}
