package builtin

import (
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addJSONAggregates enters json_agg and json_object_agg. The values come to the
// aggregates as JSON already.
func (r *registry) addJSONAggregates(t string) {
	session := "$types, $TimeZone, $DateStyle, $IntervalStyle, $extra_float_digits, $bytea_output)"
	item := "pg_" + t + "_item($1, " + session
	r.agg(t+"_agg(anyelement)", Aggregate{
		SQL:    "@pg_json_list(" + item + ")",
		Window: "'[' || pg_json_lines(@group_concat(" + item + ", ', ')) || ']'",
	})
	r.internalFuncs["pg_"+t+"_item"] = &Impl{NotStrict: true, Go: func(a []any) (any, error) {
		w, err := newJSONWriter(a[1:])
		if err != nil {
			return nil, err
		}
		return w.item(t, a[0])
	}}
	pair := "pg_" + t + "_pair($1, $2, " + session
	object := Aggregate{SQL: "@pg_json_object(" + pair + ")", Window: "'{ ' || @group_concat(" + pair + ", ', ') || ' }'"}
	if t == "jsonb" {
		object = Aggregate{SQL: "pg_jsonb(@pg_json_object(" + pair + "))", Window: "pg_jsonb('{' || @group_concat(" + pair + ", ',') || '}')"}
	}
	r.agg(t+"_object_agg(any,any)", object)
	r.internalFuncs["pg_"+t+"_pair"] = &Impl{NotStrict: true, Go: func(a []any) (any, error) {
		w, err := newJSONWriter(a[2:])
		if err != nil {
			return nil, err
		}
		return w.pair(t, a[0], a[1])
	}}
	if t == "jsonb" {
		r.internal("pg_jsonb", func(a []any) (any, error) { return canonical([]byte(str(a[0]))) })
		return
	}
	r.internal("pg_json_lines", func(a []any) (any, error) {
		return strings.ReplaceAll(strings.TrimPrefix(str(a[0]), lineMark), lineMark, "\n "), nil
	})
	r.internalAggs["pg_json_list"] = &Aggregate{New: func() Accumulator { return &joinJSON{open: "[", close: "]"} }}
	r.internalAggs["pg_json_object"] = &Aggregate{New: func() Accumulator { return &joinJSON{open: "{ ", close: " }"} }}
}

// lineMark stands before an element that json_agg puts on a line of its own.
const lineMark = "\x01"

// item is an element of json_agg: arrays and records have lines of their own.
func (w *jsonWriter) item(t string, v any) (any, error) {
	if len(w.types) != 1 {
		return nil, errArgTypes()
	}
	b, err := w.append(nil, w.types[0], v)
	switch {
	case err != nil:
		return nil, err
	case t == "jsonb":
		return canonical(b)
	case v != nil && (w.types[0].fields != nil || isArray(w.types[0].oid)):
		return lineMark + string(b), nil
	}
	return string(b), nil
}

func isArray(typ uint32) bool { return datum.ElementType(typ) != 0 && typ != pgtype.NameOID }

// pair is a key and a value of json_object_agg.
func (w *jsonWriter) pair(t string, key, value any) (any, error) {
	if len(w.types) != 2 {
		return nil, errArgTypes()
	}
	if key == nil {
		return nil, errorf("22023", "field name must not be null")
	}
	k, err := w.key(w.types[0], key)
	if err != nil {
		return nil, err
	}
	b, err := w.append(append(datum.AppendJSONString(nil, k), " : "...), w.types[1], value)
	return string(b), err
}

// joinJSON puts what comes between brackets.
type joinJSON struct {
	open, close string
	b           []byte
}

func (j *joinJSON) Step(a []any) error {
	s := str(a[0])
	item := strings.TrimPrefix(s, lineMark)
	if j.b == nil {
		j.b = append(j.b, j.open...)
	} else if j.b = append(j.b, ", "...); len(item) < len(s) {
		j.b = append(j.b, "\n "...)
	}
	j.b = append(j.b, item...)
	return nil
}

func (j *joinJSON) Done() (any, error) {
	if j.b == nil {
		return nil, nil
	}
	return string(append(j.b, j.close...)), nil
}
