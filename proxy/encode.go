package proxy

import (
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

const (
	textFormat   = 0
	binaryFormat = 1

	// maxRow is PostgreSQL's MaxAllocSize, the largest row it sends.
	maxRow = 0x3fffffff
)

// rowEncoder writes DataRow messages: each value goes from the engine's
// representation straight into the write buffer. One is used for all rows of a
// result, so that a row costs no allocation.
type rowEncoder struct {
	types  []uint32
	binary []bool
	style  *datum.Style
	values []any
}

// newRowEncoder makes an encoder for a result. formats are Bind's result
// formats, already expanded by columnFormats; nil means text.
func newRowEncoder(fields []sql.Field, formats []int16, style *datum.Style) (*rowEncoder, error) {
	e := &rowEncoder{types: make([]uint32, len(fields)), binary: make([]bool, len(fields)), style: style}
	for i, f := range fields {
		e.types[i] = f.Type
		switch {
		case formats == nil || formats[i] == textFormat:
		case formats[i] == binaryFormat:
			e.binary[i] = true
		default:
			return nil, unsupportedFormat(formats[i])
		}
	}
	return e, nil
}

func unsupportedFormat(code int16) *sql.Error {
	return sql.Errorf("22023", "unsupported format code: %d", code)
}

// Encode appends the row in e.values.
func (e *rowEncoder) Encode(dst []byte) ([]byte, error) {
	if len(e.values) != len(e.types) {
		return dst, sql.Errorf("XX000", "a row of %d values for %d columns", len(e.values), len(e.types))
	}
	start := len(dst)
	dst = append(dst, 'D', 0, 0, 0, 0)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(e.values)))
	for i, v := range e.values {
		if v == nil {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(dst)
		dst = append(dst, 0, 0, 0, 0)
		var err error
		if e.binary[i] {
			dst, err = datum.AppendBinary(dst, e.types[i], v, e.style)
		} else {
			dst, err = datum.AppendText(dst, e.types[i], v, e.style)
		}
		if err != nil {
			return dst, err
		}
		if len(dst)-start > maxRow {
			return dst, sql.Errorf("54000", "a result row is larger than 1 GB")
		}
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	binary.BigEndian.PutUint32(dst[start+1:], uint32(len(dst)-start-1))
	return dst, nil
}

// rowDescription tells a result's columns. formats are expanded ones, or nil
// for text, which is also what describing a statement tells.
func rowDescription(fields []sql.Field, formats []int16) *pgproto3.RowDescription {
	d := &pgproto3.RowDescription{Fields: make([]pgproto3.FieldDescription, len(fields))}
	for i, f := range fields {
		d.Fields[i] = pgproto3.FieldDescription{
			Name: []byte(clean(f.Name)), TableOID: f.Table, TableAttributeNumber: uint16(f.Attribute),
			DataTypeOID: f.Type, DataTypeSize: f.TypeLen, TypeModifier: f.Typmod,
		}
		if formats != nil {
			d.Fields[i].Format = formats[i]
		}
	}
	return d
}

// columnFormats expands Bind's list of result formats: none means text for all,
// one is meant for all, otherwise one for each.
func columnFormats(codes []int16, columns int) ([]int16, error) {
	switch len(codes) {
	case 0:
		return nil, nil
	case 1:
		all := make([]int16, columns)
		for i := range all {
			all[i] = codes[0]
		}
		return all, nil
	case columns:
		return append([]int16(nil), codes...), nil
	}
	return nil, protocolError("bind message has %d result formats but query has %d columns", len(codes), columns)
}
