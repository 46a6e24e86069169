package sql

import (
	"bytes"
	"encoding/binary"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// CopyFields are the columns of a COPY's rows: they stand in no RowDescription.
func (st *Statement) CopyFields() []Field { return st.copyFields }

// AppendStart appends what comes before the first row.
func (c *CopyOut) AppendStart(dst []byte, fields []Field) []byte {
	switch {
	case c.Format == "binary":
		return append(dst, "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	case c.Header:
		for i, f := range fields {
			if i > 0 {
				dst = append(dst, c.Delimiter)
			}
			if c.Format == "csv" {
				dst = c.appendCSV(dst, []byte(f.Name), len(fields) == 1, false)
			} else {
				dst = c.appendEscaped(dst, []byte(f.Name))
			}
		}
		return append(dst, '\n')
	}
	return dst
}

// AppendEnd appends what comes after the last row.
func (c *CopyOut) AppendEnd(dst []byte) []byte {
	if c.Format == "binary" {
		return append(dst, 0xff, 0xff)
	}
	return dst
}

// AppendRow appends one row.
func (c *CopyOut) AppendRow(dst []byte, fields []Field, values []any, st *datum.Style) ([]byte, error) {
	if c.Format == "binary" {
		return c.appendBinary(dst, fields, values, st)
	}
	var buf []byte
	for i, v := range values {
		if i > 0 {
			dst = append(dst, c.Delimiter)
		}
		if v == nil {
			dst = append(dst, c.Null...)
			continue
		}
		var err error
		if buf, err = datum.AppendText(buf[:0], fields[i].Type, v, st); err != nil {
			return dst, err
		}
		if c.Format == "csv" {
			dst = c.appendCSV(dst, buf, len(values) == 1, c.ForceAll || c.Force[i])
		} else {
			dst = c.appendEscaped(dst, buf)
		}
	}
	return append(dst, '\n'), nil
}

func (c *CopyOut) appendBinary(dst []byte, fields []Field, values []any, st *datum.Style) ([]byte, error) {
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(values)))
	for i, v := range values {
		if v == nil {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(dst)
		var err error
		if dst, err = datum.AppendBinary(append(dst, 0, 0, 0, 0), fields[i].Type, v, st); err != nil {
			return dst, err
		}
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	return dst, nil
}

// appendEscaped writes a value of the text format.
func (c *CopyOut) appendEscaped(dst, v []byte) []byte {
	const from, to = "\b\f\n\r\t\v", "bfnrtv"
	for _, b := range v {
		if i := bytes.IndexByte([]byte(from), b); i >= 0 {
			dst = append(dst, '\\', to[i])
			continue
		}
		if b == '\\' || b == c.Delimiter {
			dst = append(dst, '\\')
		}
		dst = append(dst, b)
	}
	return dst
}

// appendCSV writes a value of the csv format; single is set for the only column
// of its row, where \. would end the data.
func (c *CopyOut) appendCSV(dst, v []byte, single, force bool) []byte {
	if !force && string(v) != c.Null && !(single && string(v) == `\.`) && bytes.IndexByte(v, c.Delimiter) < 0 &&
		bytes.IndexByte(v, c.Quote) < 0 && !bytes.ContainsAny(v, "\r\n") {
		return append(dst, v...)
	}
	dst = append(dst, c.Quote)
	for _, b := range v {
		if b == c.Quote || b == c.Escape {
			dst = append(dst, c.Escape)
		}
		dst = append(dst, b)
	}
	return append(dst, c.Quote)
}
