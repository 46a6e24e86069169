package builtin

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
)

// intType is one of the three integer types and what PostgreSQL calls it.
type intType struct {
	name     string // in pg_proc
	title    string // in messages
	lo, hi   int64
	wide     bool // bigint: an overflow shows as a REAL, not as a number out of bounds
	bitWidth uint
}

var (
	int2Type = intType{"int2", "smallint", math.MinInt16, math.MaxInt16, false, 16}
	int4Type = intType{"int4", "integer", math.MinInt32, math.MaxInt32, false, 32}
	int8Type = intType{"int8", "bigint", math.MinInt64, math.MaxInt64, true, 64}
)

func (t intType) errRange() error { return errorf("22003", "%s out of range", t.title) }

func (t intType) raise() string { return "pg_raise('22003', '" + t.title + " out of range')" }

func (t intType) check(n int64) (any, error) {
	if n < t.lo || n > t.hi {
		return nil, t.errRange()
	}
	return n, nil
}

// lowest is the literal of the lowest value, which has no positive twin.
func (t intType) lowest() string { return strconv.FormatInt(t.lo, 10) }

// checked is a template that computes expr and raises when it leaves t. SQLite
// computes in 64 bits and turns to REAL beyond them.
func (t intType) checked(expr string) string {
	if t.wide {
		return fmt.Sprintf("CASE typeof(%s) WHEN 'real' THEN %s ELSE %s END", expr, t.raise(), expr)
	}
	return fmt.Sprintf("CASE WHEN %s NOT BETWEEN %d AND %d THEN %s ELSE %s END", expr, t.lo, t.hi, t.raise(), expr)
}

func (r *registry) addIntegers() {
	for _, p := range []struct {
		prefix      string
		left, right intType
		result      intType
	}{
		{"int2", int2Type, int2Type, int2Type}, {"int4", int4Type, int4Type, int4Type},
		{"int8", int8Type, int8Type, int8Type}, {"int24", int2Type, int4Type, int4Type},
		{"int28", int2Type, int8Type, int8Type}, {"int42", int4Type, int2Type, int4Type},
		{"int48", int4Type, int8Type, int8Type}, {"int82", int8Type, int2Type, int8Type},
		{"int84", int8Type, int4Type, int8Type},
	} {
		args := "(" + p.left.name + "," + p.right.name + ")"
		r.both(p.prefix+"pl"+args, p.result.checked("($1 + $2)"), p.result.add)
		r.both(p.prefix+"mi"+args, p.result.checked("($1 - $2)"), p.result.subtract)
		r.both(p.prefix+"mul"+args, p.result.checked("($1 * $2)"), p.result.multiply)
		r.addDivision(p.prefix+"div"+args, p.left, p.result)
	}
	for _, t := range []intType{int2Type, int4Type, int8Type} {
		r.addIntegerUnary(t)
		r.addIntegerBits(t)
		r.addModulo(t)
	}
	r.both("int8inc(int8)", int8Type.checked("($1 + 1)"), func(a []any) (any, error) {
		return int8Type.add([]any{a[0], int64(1)})
	})
	for _, t := range []intType{int4Type, int8Type} {
		r.fn("gcd("+t.name+","+t.name+")", t.gcd)
		r.fn("lcm("+t.name+","+t.name+")", t.lcm)
	}
	r.fn("to_hex(int4)", func(a []any) (any, error) { return strconv.FormatUint(uint64(uint32(a[0].(int64))), 16), nil })
	r.fn("to_hex(int8)", func(a []any) (any, error) { return strconv.FormatUint(uint64(a[0].(int64)), 16), nil })
}

func (t intType) add(a []any) (any, error) {
	x, y := a[0].(int64), a[1].(int64)
	s := x + y
	if (s > x) != (y > 0) && y != 0 {
		return nil, t.errRange()
	}
	return t.check(s)
}

func (t intType) subtract(a []any) (any, error) {
	x, y := a[0].(int64), a[1].(int64)
	s := x - y
	if (s < x) != (y > 0) && y != 0 {
		return nil, t.errRange()
	}
	return t.check(s)
}

func (t intType) multiply(a []any) (any, error) {
	x, y := a[0].(int64), a[1].(int64)
	hi, lo := bits.Mul64(magnitude(x), magnitude(y))
	negative := (x < 0) != (y < 0)
	if hi != 0 || lo > 1<<63 || lo == 1<<63 && !negative {
		return nil, t.errRange()
	}
	if negative {
		return t.check(-int64(lo))
	}
	return t.check(int64(lo))
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// addDivision: PostgreSQL's and SQLite's division both cut towards zero, but
// SQLite answers NULL to a zero divisor and REAL to the one overflow.
func (r *registry) addDivision(signature string, left, t intType) {
	r.add(signature, Impl{
		SQL: "CASE WHEN $2 = 0 AND $1 IS NOT NULL THEN " + raiseZero +
			" WHEN $2 = -1 AND $1 = " + t.lowest() + " THEN " + t.raise() + " ELSE $1 / $2 END",
		Special: func(c []any) string {
			if n, ok := c[1].(int64); ok && n != 0 && n != -1 {
				return "$1 / $2"
			}
			return ""
		},
		Go: func(a []any) (any, error) {
			x, y := a[0].(int64), a[1].(int64)
			switch {
			case y == 0:
				return nil, errZero()
			case y == -1 && x == t.lo:
				return nil, t.errRange()
			}
			return x / y, nil
		},
	})
}

func (r *registry) addModulo(t intType) {
	for _, name := range []string{"mod", t.name + "mod"} {
		r.add(name+"("+t.name+","+t.name+")", Impl{
			SQL: "CASE WHEN $2 = 0 AND $1 IS NOT NULL THEN " + raiseZero + " ELSE $1 % $2 END",
			Special: func(c []any) string {
				if n, ok := c[1].(int64); ok && n != 0 {
					return "$1 % $2"
				}
				return ""
			},
			Go: func(a []any) (any, error) {
				x, y := a[0].(int64), a[1].(int64)
				switch y {
				case 0:
					return nil, errZero()
				case -1:
					return int64(0), nil
				}
				return x % y, nil
			},
		})
	}
}

func (r *registry) addIntegerUnary(t intType) {
	negate := func(a []any) (any, error) {
		if a[0].(int64) == t.lo {
			return nil, t.errRange()
		}
		return -a[0].(int64), nil
	}
	r.both(t.name+"um("+t.name+")", "CASE $1 WHEN "+t.lowest()+" THEN "+t.raise()+" ELSE -$1 END", negate)
	r.sql(t.name+"up("+t.name+")", "$1")
	for _, name := range []string{"abs", t.name + "abs"} {
		r.both(name+"("+t.name+")", "CASE $1 WHEN "+t.lowest()+" THEN "+t.raise()+" ELSE abs($1) END",
			func(a []any) (any, error) {
				if a[0].(int64) < 0 {
					return negate(a)
				}
				return a[0], nil
			})
	}
	for _, m := range []struct{ name, sql string }{{"larger", "max"}, {"smaller", "min"}} {
		r.sql(t.name+m.name+"("+t.name+","+t.name+")", m.sql+"($1, $2)")
	}
}

// addIntegerBits enters the bit operators. Shift counts are taken modulo the
// width of the register that PostgreSQL shifts in: 32 bits, or 64 for bigint.
func (r *registry) addIntegerBits(t intType) {
	two := "(" + t.name + "," + t.name + ")"
	r.sql(t.name+"and"+two, "$1 & $2")
	r.sql(t.name+"or"+two, "$1 | $2")
	r.sql(t.name+"not("+t.name+")", "~$1")
	r.both(t.name+"xor"+two, "($1 | $2) - ($1 & $2)", func(a []any) (any, error) {
		return a[0].(int64) ^ a[1].(int64), nil
	})
	mask := int64(31)
	if t.wide {
		mask = 63
	}
	r.fn(t.name+"shl("+t.name+",int4)", func(a []any) (any, error) {
		return signExtend(a[0].(int64)<<uint(a[1].(int64)&mask), t.bitWidth), nil
	})
	r.fn(t.name+"shr("+t.name+",int4)", func(a []any) (any, error) {
		return a[0].(int64) >> uint(a[1].(int64)&mask), nil
	})
}

func signExtend(n int64, width uint) int64 {
	return n << (64 - width) >> (64 - width)
}

func (t intType) gcd(a []any) (any, error) {
	x, y := magnitude(a[0].(int64)), magnitude(a[1].(int64))
	for y != 0 {
		x, y = y, x%y
	}
	if x > uint64(t.hi) {
		return nil, t.errRange()
	}
	return int64(x), nil
}

func (t intType) lcm(a []any) (any, error) {
	if a[0].(int64) == 0 || a[1].(int64) == 0 {
		return int64(0), nil
	}
	g, err := t.gcd(a)
	if err != nil {
		return nil, err
	}
	p, err := t.multiply([]any{a[0].(int64) / g.(int64), a[1]})
	if err != nil {
		return nil, err
	}
	if p.(int64) == t.lo {
		return nil, t.errRange()
	}
	return int64(magnitude(p.(int64))), nil
}
