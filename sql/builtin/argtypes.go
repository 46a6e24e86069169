package builtin

import (
	"strconv"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// ArgTypes names a session value that is not the session's but the call's: the
// types of its arguments, as AppendArgType writes them between brackets with
// commas: "[23,1700,[["id",20],["key",25]]]".
const ArgTypes = "types"

// argType is a type by its OID, or a record by its fields.
type argType struct {
	oid    uint32
	fields []argField // not nil for a record whose fields are known
}

type argField struct {
	name string
	typ  argType
}

func (t argType) fieldTypes() []uint32 {
	out := make([]uint32, len(t.fields))
	for i, f := range t.fields {
		out[i] = f.typ.oid
	}
	return out
}

// FieldType is a field of a record in ArgTypes: Type is its OID, or Fields
// those of a record within.
type FieldType struct {
	Name   string
	Type   uint32
	Fields []FieldType
}

// AppendArgType writes one argument's type: its OID or, for a record, fields.
func AppendArgType(b []byte, oid uint32, fields []FieldType) []byte {
	if fields == nil {
		return strconv.AppendUint(b, uint64(oid), 10)
	}
	b = append(b, '[')
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(datum.AppendJSONString(append(b, '['), f.Name), ',')
		b = append(AppendArgType(b, f.Type, f.Fields), ']')
	}
	return append(b, ']')
}

func errArgTypes() error { return errorf("XX000", "the types of a call's arguments cannot be read") }

func parseArgTypes(s string) ([]argType, error) {
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return nil, errArgTypes()
	}
	out := make([]argType, 0, 4)
	for i := 1; i < len(s)-1; {
		if s[i] >= '0' && s[i] <= '9' { // the usual case, without cutting the text up
			n := uint32(0)
			for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
				n = n*10 + uint32(s[i]-'0')
			}
			out = append(out, argType{oid: n})
			i++
			continue
		}
		end := jsonEnd(s, i)
		t, err := recordType(s[i:end])
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		i = end + 1
	}
	return out, nil
}

func recordType(s string) (argType, error) {
	t := argType{oid: recordOID, fields: []argField{}}
	for _, e := range jsonElements(s) {
		pair := jsonElements(e)
		if len(pair) != 2 {
			return t, errArgTypes()
		}
		name, err := jsonText(pair[0])
		if err != nil {
			return t, err
		}
		inner, err := parseArgTypes("[" + pair[1] + "]")
		if err != nil || len(inner) != 1 {
			return t, errArgTypes()
		}
		t.fields = append(t.fields, argField{name, inner[0]})
	}
	return t, nil
}

const recordOID = 2249
