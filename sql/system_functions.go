package sql

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/pgconfluence/pgconfluence/sql/builtin"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// systemFunctions are what the templates call that is easier said in Go.
type systemFunctions struct {
	names *systemNames
	funcs []systemFunction
}

type systemFunction struct {
	name      string
	notStrict bool // it is called with NULLs
	volatile  bool
	do        func(a []any) (any, error)
}

func newSystemFunctions(rels *relations) *systemFunctions {
	f := &systemFunctions{names: rels.names}
	f.addNames()
	f.addDefinitions()
	f.addRights()
	f.addSession()
	return f
}

// register enters the functions on a new connection.
func (f *systemFunctions) register(c *sqlite3.SQLiteConn) error {
	if err := c.RegisterFunc("pgc_zip", zip, true); err != nil {
		return err
	}
	for _, fn := range f.funcs {
		if err := c.RegisterFunc(fn.name, fn.call, !fn.volatile); err != nil {
			return fmt.Errorf("registering %s: %w", fn.name, err)
		}
	}
	return nil
}

// call is what SQLite calls: a panic must not reach it, and NULL comes as an
// empty []byte.
func (fn systemFunction) call(args ...any) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, crossing(Errorf("XX000", "%s failed: %v", fn.name, p))
		}
	}()
	for i, a := range args {
		if b, ok := a.([]byte); ok && b == nil {
			if !fn.notStrict {
				return nil, nil
			}
			args[i] = nil
		}
	}
	out, err = fn.do(args)
	if err != nil {
		return nil, crossing(err)
	}
	return out, nil
}

// crossing gives an error the form that fromSQLite reads.
func crossing(err error) error {
	var e *Error
	if errors.As(err, &e) {
		err = &datum.Error{Code: e.Code, Message: e.Message, Detail: e.Detail, Hint: e.Hint}
	}
	return builtin.EncodeError(err)
}

func (f *systemFunctions) add(name string, do func(a []any) (any, error)) {
	f.funcs = append(f.funcs, systemFunction{name: name, do: do})
}

// oidArg is an argument that is an OID.
func oidArg(v any) uint32 {
	n, _ := v.(int64)
	return uint32(n)
}

func textArg(v any) string {
	s, _ := v.(string)
	return s
}

// pathArg is search_path, given as its setting.
func pathArg(v any) []string { return schemaList(textArg(v)) }

// orNull is the value where ok, else NULL.
func orNull(v any, ok bool) (any, error) {
	if !ok {
		return nil, nil
	}
	return v, nil
}

func (f *systemFunctions) addNames() {
	n := f.names
	f.add("pgc_regout", func(a []any) (any, error) {
		return n.text(oidArg(a[0]), oidArg(a[1]), pathArg(a[2]), textArg(a[3])), nil
	})
	f.add("pgc_regin", func(a []any) (any, error) {
		oid, err := n.parse(oidArg(a[0]), textArg(a[1]), pathArg(a[2]), textArg(a[3]))
		if err != nil {
			return nil, err
		}
		return int64(oid), nil
	})
	f.add("pgc_regfind", func(a []any) (any, error) {
		// to_regclass and its kin raise errors of syntax only.
		oid, err := n.find(oidArg(a[0]), textArg(a[1]), pathArg(a[2]), textArg(a[3]))
		if err != nil && err.Code == "42601" {
			return nil, err
		}
		return orNull(int64(oid), err == nil && oid != 0)
	})
	f.add("pgc_visible", func(a []any) (any, error) {
		v, known := n.visible(oidArg(a[0]), oidArg(a[1]), pathArg(a[2]))
		return orNull(boolInt(v), known)
	})
	f.funcs = append(f.funcs, systemFunction{name: "pgc_format_type", notStrict: true, do: func(a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		oid, path := oidArg(a[0]), pathArg(a[2])
		o, ok := n.kinds[oidRegtype].byOID[oid]
		if !ok {
			return n.rels.cat.FormatTypeName(oid), nil
		}
		if mod, ok := a[1].(int64); ok {
			return n.formatType(o, int32(mod), true, path), nil
		}
		return n.formatType(o, -1, false, path), nil
	}})
	f.add("pgc_quote_ident", func(a []any) (any, error) { return quoteIdent(textArg(a[0])), nil })
	f.add("pgc_parse_ident", func(a []any) (any, error) { return parseIdent(textArg(a[0]), a[1] == int64(1)) })
	f.add("pgc_schemas", func(a []any) (any, error) {
		path := pathArg(a[1])
		if a[0] == int64(1) {
			path = searchOrder(path)
		}
		var out []any
		for _, s := range path {
			if n.rels.schemaExists(s) {
				out = append(out, s)
			}
		}
		return datum.EncodeArray(oidName, out)
	})
}

// parseIdent is parse_ident: a qualified name as an array of its parts.
func parseIdent(s string, strict bool) (any, error) {
	bad := func(detail string) (any, error) {
		e := Errorf("22023", "string is not a valid identifier: \"%s\"", s)
		e.Detail = detail
		return nil, e
	}
	var parts []any
	rest := strings.TrimLeft(s, " \t\n\r")
	for {
		var part string
		if strings.HasPrefix(rest, `"`) {
			end := 1
			for ; end < len(rest); end++ {
				if rest[end] == '"' && end+1 < len(rest) && rest[end+1] == '"' {
					end++
				} else if rest[end] == '"' {
					break
				}
			}
			if end >= len(rest) {
				return bad("String has unclosed double quotes.")
			}
			if part = strings.ReplaceAll(rest[1:end], `""`, `"`); part == "" {
				return bad("Quoted identifier must not be empty.")
			}
			rest = rest[end+1:]
		} else {
			n := strings.IndexFunc(rest, func(r rune) bool {
				return !(r == '_' || r == '$' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80)
			})
			if n < 0 {
				n = len(rest)
			}
			if n == 0 || rest[0] >= '0' && rest[0] <= '9' || rest[0] == '$' {
				switch {
				case strings.HasPrefix(rest, "."):
					return bad("No valid identifier before \".\".")
				case len(parts) > 0:
					return bad("No valid identifier after \".\".")
				}
				return bad("")
			}
			part, rest = strings.ToLower(rest[:n]), rest[n:]
		}
		parts = append(parts, part)
		rest = strings.TrimLeft(rest, " \t\n\r")
		if !strings.HasPrefix(rest, ".") {
			break
		}
		rest = strings.TrimLeft(rest[1:], " \t\n\r")
	}
	if rest != "" && strict {
		return bad("")
	}
	return datum.EncodeArray(oidText, parts)
}

func (f *systemFunctions) addSession() {
	f.funcs = append(f.funcs, systemFunction{name: "pgc_nap", volatile: true, do: func(a []any) (any, error) {
		// One step of pg_sleep, short enough for a cancel to be heard between two.
		total, _ := a[1].(float64)
		if n, ok := a[1].(int64); ok {
			total = float64(n)
		}
		done := float64(a[0].(int64)-1) / 100
		if left := total - done; left > 0 {
			time.Sleep(time.Duration(min(left, 0.01) * float64(time.Second)))
		}
		return "x", nil
	}})
	f.add("pgc_encoding_name", func(a []any) (any, error) {
		n, _ := a[0].(int64)
		if n < 0 || n >= int64(len(encodings)) {
			return "", nil
		}
		return encodings[n], nil
	})
	f.add("pgc_encoding_number", func(a []any) (any, error) {
		want := encodingKey(textArg(a[0]))
		for i, e := range encodings {
			if encodingKey(e) == want {
				return int64(i), nil
			}
		}
		if want == "unicode" {
			return int64(6), nil
		}
		return int64(-1), nil
	})
	f.add("pgc_size", func(a []any) (any, error) { return prettySize(a[0]) })
	f.funcs = append(f.funcs, systemFunction{name: "pgc_keywords", do: func([]any) (any, error) {
		rows := f.names.rels.cat.Keywords()
		out := make([]any, len(rows))
		for i, r := range rows {
			r = append([]any(nil), r...)
			if len(r) > 2 {
				r[2] = r[2] == int64(1)
			}
			out[i] = r
		}
		return jsonRows(out)
	}})
	f.addZones()
}

// encodings are PostgreSQL's, by number.
var encodings = strings.Fields(`SQL_ASCII EUC_JP EUC_CN EUC_KR EUC_TW EUC_JIS_2004 UTF8 MULE_INTERNAL LATIN1 LATIN2 LATIN3
	LATIN4 LATIN5 LATIN6 LATIN7 LATIN8 LATIN9 LATIN10 WIN1256 WIN1258 WIN866 WIN874 KOI8R WIN1251 WIN1252 ISO_8859_5
	ISO_8859_6 ISO_8859_7 ISO_8859_8 WIN1250 WIN1253 WIN1254 WIN1255 WIN1257 KOI8U SJIS BIG5 GBK UHC GB18030 JOHAB
	SHIFT_JIS_2004`)

// encodingKey is an encoding's name without what PostgreSQL ignores in it.
func encodingKey(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 32
		}
		return -1
	}, s)
}
