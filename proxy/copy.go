package proxy

import (
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
)

// copyData is one CopyData message whose body is appended straight to the
// write buffer.
type copyData func(dst []byte) ([]byte, error)

// Encode appends the message.
func (f copyData) Encode(dst []byte) ([]byte, error) {
	at := len(dst)
	dst, err := f(append(dst, 'd', 0, 0, 0, 0))
	if err != nil {
		return dst[:at], err
	}
	if len(dst)-at > maxRow {
		return dst[:at], sql.Errorf("54000", "a result row is larger than 1 GB")
	}
	binary.BigEndian.PutUint32(dst[at+1:], uint32(len(dst)-at-1))
	return dst, nil
}

// sendCopy runs a COPY ... TO STDOUT and sends its rows; the tag is what
// CommandComplete says of it.
func (s *session) sendCopy(ctx context.Context, st *sql.Statement, args []any) (tag string, err error) {
	rows, err := s.sql.Run(ctx, st, args)
	if err != nil {
		return "", statementError(ctx, err)
	}
	defer rows.Close()
	out, fields, style := st.CopyOut(), st.CopyFields(), s.sql.Style()
	format := byte(textFormat)
	if out.Format == "binary" {
		format = binaryFormat
	}
	columns := make([]uint16, len(fields))
	for i := range columns {
		columns[i] = uint16(format)
	}
	if err := s.out.send(&pgproto3.CopyOutResponse{OverallFormat: format, ColumnFormatCodes: columns}); err != nil {
		return "", err
	}
	if start := out.AppendStart(nil, fields); len(start) > 0 {
		if err := s.out.send(&pgproto3.CopyData{Data: start}); err != nil {
			return "", err
		}
	}
	for rows.Next() {
		row := copyData(func(dst []byte) ([]byte, error) { return out.AppendRow(dst, fields, rows.Values(), style) })
		if err := s.out.send(row); err != nil {
			return "", err
		}
	}
	if err := rows.Err(); err != nil {
		return "", statementError(ctx, err)
	}
	if end := out.AppendEnd(nil); len(end) > 0 {
		if err := s.out.send(&pgproto3.CopyData{Data: end}); err != nil {
			return "", err
		}
	}
	if err := rows.Close(); err != nil {
		return "", statementError(ctx, err)
	}
	return rows.Tag(), s.out.send(&pgproto3.CopyDone{})
}

// cursorFormats are the formats of a result in the simple protocol: text, but
// for a cursor that was DECLAREd BINARY.
func cursorFormats(fields []sql.Field) []int16 {
	if len(fields) == 0 || !fields[0].Binary {
		return nil
	}
	formats := make([]int16, len(fields))
	for i := range formats {
		formats[i] = binaryFormat
	}
	return formats
}
