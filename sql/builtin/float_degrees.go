package builtin

import "math"

// inRadians is x in radians, rounded once: of 30 degrees it must be the same
// number whether they are a constant or not.
func inRadians(x float64) float64 { return x * (math.Pi / 180) }

// thirty and the like are variables, so that what is made of them is computed
// in double precision.
var thirty, fortyFive, sixty, half = 30.0, 45.0, 60.0, 0.5

// Within the first quadrant the functions of degrees are made so that 30, 45
// and 60 degrees come out exact.

func sin30(x float64) float64 { return sin(inRadians(x)) / sin(inRadians(thirty)) / 2 }

func cos60(x float64) float64 {
	return 1 - (1-cos(inRadians(x)))/(1-cos(inRadians(sixty)))/2
}

func sinQuadrant(x float64) float64 {
	if x <= 30 {
		return sin30(x)
	}
	return cos60(90 - x)
}

func cosQuadrant(x float64) float64 {
	if x <= 60 {
		return cos60(x)
	}
	return sin30(90 - x)
}

// quadrant brings an angle into the first one, and gives the signs that its
// sine and cosine have.
func quadrant(x float64) (q, sinSign, cosSign float64) {
	x = math.Mod(x, 360)
	sinSign, cosSign = 1, 1
	if x < 0 {
		x, sinSign = -x, -sinSign
	}
	if x > 180 {
		x, sinSign = 360-x, -sinSign
	}
	if x > 90 {
		x, cosSign = 180-x, -cosSign
	}
	return x, sinSign, cosSign
}

func sind(x float64) float64 {
	q, s, _ := quadrant(x)
	return s * sinQuadrant(q)
}

func cosd(x float64) float64 {
	q, _, c := quadrant(x)
	return c * cosQuadrant(q)
}

func tand(x float64) float64 {
	q, s, c := quadrant(x)
	tan45 := sinQuadrant(fortyFive) / cosQuadrant(fortyFive)
	return s*c*(sinQuadrant(q)/cosQuadrant(q)/tan45) + 0 // no negative zero
}

func cotd(x float64) float64 {
	q, s, c := quadrant(x)
	cot45 := cosQuadrant(fortyFive) / sinQuadrant(fortyFive)
	return s*c*(cosQuadrant(q)/sinQuadrant(q)/cot45) + 0
}

func asindPositive(x float64) float64 {
	if x <= 0.5 {
		return asin(x) / asin(half) * 30
	}
	return 90 - acos(x)/acos(half)*60
}

func acosdPositive(x float64) float64 {
	if x <= 0.5 {
		return 90 - asin(x)/asin(half)*30
	}
	return acos(x) / acos(half) * 60
}

func asind(x float64) float64 {
	if x >= 0 {
		return asindPositive(x)
	}
	return -asindPositive(-x)
}

func acosd(x float64) float64 {
	if x >= 0 {
		return acosdPositive(x)
	}
	return 90 + asindPositive(-x)
}

// addDegrees enters the trigonometry of degrees, and inverses of the hyperbolic
// functions.
func (r *registry) addDegrees() {
	for name, f := range map[string]func(float64) float64{"sind": sind, "cosd": cosd, "tand": tand, "cotd": cotd} {
		r.fn(name+"(float8)", func(a []any) (any, error) {
			x := float(a[0])
			if isInf(x) {
				return nil, errInputRange()
			}
			return f(x), nil
		})
	}
	for name, f := range map[string]func(float64) float64{"asind": asind, "acosd": acosd, "atanh": atanh} {
		r.fn(name+"(float8)", func(a []any) (any, error) {
			x := float(a[0])
			if x < -1 || x > 1 {
				return nil, errInputRange()
			}
			return f(x), nil
		})
	}
	r.fn("acosh(float8)", func(a []any) (any, error) {
		x := float(a[0])
		if x < 1 {
			return nil, errInputRange()
		}
		return acosh(x), nil
	})
	r.fn("atand(float8)", func(a []any) (any, error) { return atan(float(a[0])) / atan(1) * 45, nil })
	r.fn("atan2d(float8,float8)", func(a []any) (any, error) {
		return atan2(float(a[0]), float(a[1])) / atan(1) * 45, nil
	})
}
