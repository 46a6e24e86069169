package proxy

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// checkCounts holds a Bind message against the statement it binds, in
// PostgreSQL's order.
func checkCounts(m *pgproto3.Bind, want int) error {
	if n := len(m.ParameterFormatCodes); n > 1 && n != len(m.Parameters) {
		return protocolError("bind message has %d parameter formats but %d parameters", n, len(m.Parameters))
	}
	if n := len(m.Parameters); n != want {
		return protocolError("bind message supplies %d parameters, but prepared statement \"%s\" requires %d",
			n, m.PreparedStatement, want)
	}
	return nil
}

// decodeParams turns Bind's values into datum's representation. Nothing of the
// message is kept.
func decodeParams(m *pgproto3.Bind, types []uint32, style *datum.Style) ([]any, error) {
	args := make([]any, len(m.Parameters))
	for i, raw := range m.Parameters {
		var format int16
		switch len(m.ParameterFormatCodes) {
		case 0:
		case 1:
			format = m.ParameterFormatCodes[0]
		default:
			format = m.ParameterFormatCodes[i]
		}
		if format != textFormat && format != binaryFormat {
			return nil, unsupportedFormat(format)
		}
		if raw == nil {
			continue
		}
		var err error
		if format == textFormat {
			if err := checkText(raw); err != nil {
				return nil, err
			}
			args[i], err = datum.ParseText(types[i], string(raw), style)
		} else {
			args[i], err = datum.ParseBinary(types[i], bytes.Clone(raw))
		}
		if err != nil {
			return nil, paramError(err, i+1)
		}
	}
	return args, nil
}

// paramError is the error of a parameter's value. PostgreSQL names the
// parameter where a binary value does not have its type's format.
func paramError(err error, number int) error {
	if e := asError(err); e.Code == "22P03" {
		return &sql.Error{Code: e.Code, Message: fmt.Sprintf("incorrect binary data format in bind parameter %d", number), Cause: err}
	}
	return err
}

// checkText is PostgreSQL's check of what comes in as text: valid UTF-8 and no
// NUL.
func checkText(b []byte) error {
	for i := 0; i < len(b); {
		if b[i] != 0 && b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, n := utf8.DecodeRune(b[i:])
		if b[i] != 0 && n > 1 {
			i += n
			continue
		}
		// PostgreSQL shows as many bytes as the first one says the character has.
		show := b[i:min(len(b), i+utf8Length(b[i]))]
		text := ""
		for _, c := range show {
			text += fmt.Sprintf(" 0x%02x", c)
		}
		return sql.Errorf("22021", "invalid byte sequence for encoding \"UTF8\":%s", text)
	}
	return nil
}

// utf8Length is pg_utf_mblen: the length that a first byte announces.
func utf8Length(c byte) int {
	switch {
	case c&0xe0 == 0xc0:
		return 2
	case c&0xf0 == 0xe0:
		return 3
	case c&0xf8 == 0xf0:
		return 4
	}
	return 1
}
