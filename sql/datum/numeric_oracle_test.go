package datum

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
)

var numbers = []string{"0", "0.00", "1", "-1", "1.50", "2", "3", "-3.7", "0.5", "-0.5", "2.5", "10", "100", "0.001", "12345.6789", "99999999.99", "1e20",
	"1e-20", "0.9", "1.1", "1.0000001", "0.99999999999", "9223372036854775807", "9223372036854775808", "-9223372036854775808.4", "32767.5", "2147483647.49", "123456789012345678901234567890.123456789",
	"NaN", "Infinity", "-Infinity", "0.0000000000000000000001", "7", "1024", "3.14159265358979323846", "10000", "9999.9999", "0.0001", "1e50", "12.000", "0.1234567890123456789"}

func TestNumericOracle(t *testing.T) {
	c := oracle(t)
	st := DefaultStyle()
	do := func(label, q string, v fmt.Stringer, err error, args ...string) {
		t.Helper()
		var s any
		if err == nil {
			s = v.String()
		}
		check(t, label+fmt.Sprint(args), ask(t, c, q, args...), pgtype.NumericOID, st, s, err)
	}
	for _, a := range numbers {
		x, err := NumericFromString(a)
		if err != nil {
			t.Fatal(err)
		}
		unary := map[string]func() (*Numeric, error){"sqrt": x.Sqrt, "exp": x.Exp, "ln": x.Ln, "ceil": x.Ceil, "floor": x.Floor,
			"log":        func() (*Numeric, error) { return x.Log(NumericFromInt64(10)) },
			"abs":        func() (*Numeric, error) { return x.Abs(), nil },
			"-":          func() (*Numeric, error) { return x.Neg(), nil },
			"trim_scale": func() (*Numeric, error) { return x.TrimScale(), nil }}
		for f, fn := range unary {
			v, err := fn()
			do(f, "select "+f+"($1::numeric)", v, err, a)
		}
		for _, n := range []int{-25, -2, -1, 0, 1, 2, 5, 30} {
			v, err := x.Round(n)
			do("round", "select round($1::numeric, $2::int)", v, err, a, strconv.Itoa(n))
			v, err = x.Trunc(n)
			do("trunc", "select trunc($1::numeric, $2::int)", v, err, a, strconv.Itoa(n))
		}
		for _, typ := range []uint32{pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID} {
			v, err := x.Int64(typ)
			check(t, a+" to "+TypeName(typ), ask(t, c, "select $1::numeric::"+TypeName(typ), a), typ, st, v, err)
		}
		f, err := x.Float64()
		check(t, a+" to float8", ask(t, c, "select $1::numeric::float8", a), pgtype.Float8OID, st, FloatValue(f), err)
		if err == nil {
			do("from float8", "select $1::numeric::float8::numeric", NumericFromFloat64(f), nil, a)
			i, err := FloatToInt(f, pgtype.Int4OID)
			check(t, a+" float8 to int4", ask(t, c, "select $1::numeric::float8::int4", a), pgtype.Int4OID, st, i, err)
		}
		f, err = x.Float32()
		check(t, a+" to float4", ask(t, c, "select $1::numeric::float4", a), pgtype.Float4OID, st, FloatValue(f), err)
		for _, m := range [][2]int{{5, 2}, {10, 0}, {3, 3}, {2, -3}, {30, 10}, {2, 4}} {
			name := fmt.Sprintf("numeric(%d,%d)", m[0], m[1])
			v, err := ApplyTypmod(pgtype.NumericOID, int32(m[0]<<16|m[1]&0x7ff)+4, a, true)
			if err == nil {
				check(t, a+" to "+name, ask(t, c, "select $1::numeric::"+name, a), pgtype.NumericOID, st, v, nil)
			} else {
				check(t, a+" to "+name, ask(t, c, "select $1::numeric::"+name, a), pgtype.NumericOID, st, nil, err)
			}
		}
		for _, b := range numbers {
			y, _ := NumericFromString(b)
			for op, fn := range map[string]func(*Numeric) (*Numeric, error){"+": x.Add, "-": x.Sub, "*": x.Mul, "/": x.Div, "%": x.Mod} {
				v, err := fn(y)
				do(op, "select $1::numeric "+op+" $2::numeric", v, err, a, b)
			}
			v, err := x.DivInt(y)
			do("div", "select div($1::numeric, $2::numeric)", v, err, a, b)
			v, err = x.Power(y)
			do("power", "select power($1::numeric, $2::numeric)", v, err, a, b)
			v, err = y.Log(x)
			do("log", "select log($1::numeric, $2::numeric)", v, err, a, b)
			want := ask(t, c, "select numeric_cmp($1, $2)", x.String(), y.String()).text
			if got := strconv.Itoa(Compare(pgtype.NumericOID, x.String(), y.String())); got != want {
				t.Errorf("cmp(%s, %s) = %s, want %s", a, b, got, want)
			}
			if got := strconv.Itoa(sign(x.Cmp(y))); got != want {
				t.Errorf("Cmp(%s, %s) = %s, want %s", a, b, got, want)
			}
		}
	}
}
