package datum

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// strictShortest corrects what strconv calls shortest to what PostgreSQL does:
// digits that lie exactly half way to a neighbouring float are read back as
// this one only by rounding to even, and PostgreSQL does not rely on that
// (1e23 is printed as 9.999999999999999e+22). e is f in the 'e' form.
func strictShortest(e []byte, f float64, bits int) []byte {
	// A half-way point is an odd number of 54 bits (25 for real) times a power
	// of two. In few digits it can only be written between these bounds, and
	// only an even mantissa wins the tie.
	least, most, even := float64(1<<53), 1e41, math.Float64bits(f)&1 == 0
	if bits == 32 {
		least, most, even = 1<<17, 1e21, math.Float32bits(float32(f))&1 == 0
	}
	if a := math.Abs(f); !even || a < least || a > most || !halfway(string(e), f, bits) {
		return e
	}
	for digits := 0; digits < 17; digits++ {
		s := strconv.FormatFloat(f, 'e', digits, bits)
		if back, err := strconv.ParseFloat(s, bits); err == nil && back == f && !halfway(s, f, bits) {
			mant, exp, _ := strings.Cut(s, "e")
			if strings.Contains(mant, ".") {
				mant = strings.TrimRight(strings.TrimRight(mant, "0"), ".")
			}
			return append(e[:0], mant+"e"+exp...)
		}
	}
	return e
}

// halfway reports whether the decimal is exactly between f and a neighbour.
func halfway(decimal string, f float64, bits int) bool {
	d, _, err := big.ParseFloat(decimal, 10, 400, big.ToNearestEven)
	if err != nil {
		return false
	}
	for _, dir := range [...]float64{math.Inf(-1), math.Inf(1)} {
		next := math.Nextafter(f, dir)
		if bits == 32 {
			next = float64(math.Nextafter32(float32(f), float32(dir)))
		}
		if math.IsInf(next, 0) {
			continue
		}
		mid := new(big.Float).SetPrec(400).SetFloat64(f)
		mid.Add(mid, new(big.Float).SetFloat64(next))
		if mid.Quo(mid, big.NewFloat(2)).Cmp(d) == 0 {
			return true
		}
	}
	return false
}
