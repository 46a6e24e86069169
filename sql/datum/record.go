package datum

// DecodeRecord takes apart the representation of a record: a JSON array with
// the fields' representations. types are the fields' types.
func DecodeRecord(types []uint32, s string) ([]any, error) {
	d := arrayReader{p: jsonParser{s: s, jsonb: true}, elem: recordOID}
	if d.p.peek() != '[' {
		return nil, d.bad()
	}
	d.p.i++
	out := make([]any, len(types))
	for i, typ := range types {
		if i > 0 {
			if d.p.peek() != ',' {
				return nil, d.bad()
			}
			d.p.i++
		}
		v, err := d.field(typ)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	if d.p.peek() != ']' {
		return nil, d.bad()
	}
	return out, nil
}

const recordOID = 2249

// field reads one field. Arrays and records stand as strings in a record or, if
// SQLite took them for JSON, as they are.
func (d *arrayReader) field(typ uint32) (any, error) {
	d.elem, d.fam = typ, familyOf(typ)
	if d.p.peek() == '[' {
		start := d.p.i
		if err := d.p.value(); err != nil {
			return nil, d.bad()
		}
		return d.p.s[start:d.p.i], nil
	}
	return d.value()
}
