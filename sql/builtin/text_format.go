package builtin

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// addVariadic enters the functions of any number of arguments of any types.
// Their arguments come as text, made by the types' output functions.
func (r *registry) addVariadic() {
	list := func(from, n int) string {
		args := make([]string, 0, n)
		for i := from; i <= n; i++ {
			args = append(args, fmt.Sprintf("$%d", i))
		}
		return strings.Join(args, ", ")
	}
	r.add("concat(any)", Impl{Variadic: func(n int) string { return "concat(" + list(1, n) + ")" }})
	r.add("concat_ws(text,any)", Impl{Variadic: func(n int) string { return "concat_ws(" + list(1, n) + ")" }})
	count := func(test string) func(n int) string {
		return func(n int) string {
			terms := make([]string, n)
			for i := range terms {
				terms[i] = fmt.Sprintf("($%d %s)", i+1, test)
			}
			return strings.Join(terms, " + ")
		}
	}
	r.add("num_nulls(any)", Impl{Variadic: count("IS NULL")})
	r.add("num_nonnulls(any)", Impl{Variadic: count("IS NOT NULL")})
	format := func(a []any) (any, error) {
		if a[0] == nil {
			return nil, nil
		}
		return formatText(a[0].(string), a[1:])
	}
	r.add("format(text)", Impl{NotStrict: true, Go: format})
	r.add("format(text,any)", Impl{NotStrict: true, Go: format,
		Variadic: func(n int) string { return GoName("format(text,any)") + "(" + list(1, n) + ")" }})

	// The operand of any type comes cast to text.
	r.sql("textanycat(text,anynonarray)", "$1 || $2")
	r.sql("anytextcat(anynonarray,text)", "$1 || $2")
	r.fn("quote_literal(anyelement)", textFunc(quoteLiteral))
	r.add("quote_nullable(anyelement)", Impl{NotStrict: true, Go: func(a []any) (any, error) {
		if a[0] == nil {
			return "NULL", nil
		}
		return quoteLiteral(a[0].(string)), nil
	}})
}

// formatText is PostgreSQL's format(): %[position$][-][width]type with the
// types s, I, L and %.
func formatText(format string, args []any) (any, error) {
	f := formatter{format: format, args: args}
	for f.pos < len(f.format) {
		i := strings.IndexByte(f.format[f.pos:], '%')
		if i < 0 {
			break
		}
		f.out.WriteString(f.format[f.pos : f.pos+i])
		f.pos += i + 1
		if err := f.specifier(); err != nil {
			return nil, err
		}
	}
	f.out.WriteString(f.format[f.pos:])
	return f.out.String(), nil
}

type formatter struct {
	format string
	pos    int
	args   []any
	next   int
	out    strings.Builder
}

func errFormatEnd() error {
	return withHint(errorf("22023", "unterminated format() type specifier"), "For a single \"%\" use \"%%\".")
}

func (f *formatter) peek() (byte, error) {
	if f.pos >= len(f.format) {
		return 0, errFormatEnd()
	}
	return f.format[f.pos], nil
}

// number reads digits; -1 if there are none.
func (f *formatter) number() (int, error) {
	start := f.pos
	for f.pos < len(f.format) && f.format[f.pos] >= '0' && f.format[f.pos] <= '9' {
		f.pos++
	}
	if start == f.pos {
		return -1, nil
	}
	n, err := strconv.ParseInt(f.format[start:f.pos], 10, 32)
	if err != nil {
		return 0, errorf("22003", "number is out of range")
	}
	if _, err := f.peek(); err != nil {
		return 0, err
	}
	return int(n), nil
}

func (f *formatter) specifier() error {
	c, err := f.peek()
	if err != nil {
		return err
	}
	if c == '%' {
		f.pos++
		f.out.WriteByte('%')
		return nil
	}
	position, width, left, err := f.options()
	if err != nil {
		return err
	}
	kind, size := utf8.DecodeRuneInString(f.format[f.pos:])
	if !strings.ContainsRune("sIL", kind) {
		e := errorf("22023", "unrecognized format() type specifier \"%c\"", kind)
		return withHint(e, "For a single \"%\" use \"%%\".")
	}
	f.pos += size
	v, err := f.argument(position)
	if err != nil {
		return err
	}
	text, err := formatArgument(kind, v)
	if err != nil {
		return err
	}
	return f.pad(text, width, left)
}

// options reads position, the minus sign and the width.
func (f *formatter) options() (position, width int, left bool, err error) {
	position = -1
	n, err := f.number()
	if err != nil {
		return
	}
	if n >= 0 && f.format[f.pos] != '$' {
		return -1, n, false, nil // digits without $ are the width
	}
	if n >= 0 {
		if n == 0 {
			return 0, 0, false, errorf("22023", "format specifies argument 0, but arguments are numbered from 1")
		}
		position = n
		f.pos++
	}
	for {
		c, e := f.peek()
		if e != nil {
			return 0, 0, false, e
		}
		if c != '-' {
			break
		}
		left = true
		f.pos++
	}
	if f.format[f.pos] == '*' {
		width, err = f.starWidth()
		if width < 0 {
			left, width = true, -width
		}
		if err == nil {
			_, err = f.peek()
		}
		return
	}
	if width, err = f.number(); err == nil && width < 0 {
		width = 0
		_, err = f.peek()
	}
	return
}

// starWidth takes the width from an argument: *, or *n$.
func (f *formatter) starWidth() (int, error) {
	f.pos++
	n, err := f.number()
	if err != nil {
		return 0, err
	}
	position := -1
	if n >= 0 {
		if f.format[f.pos] != '$' {
			return 0, errorf("22023", "width argument position must be ended by \"$\"")
		}
		if n == 0 {
			return 0, errorf("22023", "format specifies argument 0, but arguments are numbered from 1")
		}
		f.pos++
		position = n
	}
	v, err := f.argument(position)
	if err != nil || v == nil {
		return 0, err
	}
	w, err := strconv.ParseInt(strings.TrimSpace(str(v)), 10, 32)
	if err != nil {
		return 0, errorf("22P02", "invalid input syntax for type integer: \"%s\"", str(v))
	}
	return int(w), nil
}

func (f *formatter) argument(position int) (any, error) {
	if position < 0 {
		position = f.next + 1
	}
	f.next = position
	if position > len(f.args) {
		return nil, errorf("22023", "too few arguments for format()")
	}
	return f.args[position-1], nil
}

func formatArgument(kind rune, v any) (string, error) {
	switch {
	case v == nil && kind == 'I':
		return "", errorf("22004", "null values cannot be formatted as an SQL identifier")
	case v == nil && kind == 'L':
		return "NULL", nil
	case kind == 'I':
		return quoteIdent(str(v)), nil
	case kind == 'L':
		return quoteLiteral(str(v)), nil
	}
	return str(v), nil
}

func (f *formatter) pad(text string, width int, left bool) error {
	if width > maxText || f.out.Len() > maxText {
		return errTooLong()
	}
	fill := strings.Repeat(" ", max(width-utf8.RuneCountInString(text), 0))
	if left {
		f.out.WriteString(text + fill)
	} else {
		f.out.WriteString(fill + text)
	}
	return nil
}
