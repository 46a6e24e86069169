package builtin

// #cgo LDFLAGS: -lm
// #include <math.h>
import "C"

// The C library's functions, which PostgreSQL calls too: Go's own differ from
// them in the last digit. SQLite needs C anyway.

func cbrt(x float64) float64     { return float64(C.cbrt(C.double(x))) }
func exp(x float64) float64      { return float64(C.exp(C.double(x))) }
func ln(x float64) float64       { return float64(C.log(C.double(x))) }
func log10(x float64) float64    { return float64(C.log10(C.double(x))) }
func pow(x, y float64) float64   { return float64(C.pow(C.double(x), C.double(y))) }
func sin(x float64) float64      { return float64(C.sin(C.double(x))) }
func cos(x float64) float64      { return float64(C.cos(C.double(x))) }
func tan(x float64) float64      { return float64(C.tan(C.double(x))) }
func asin(x float64) float64     { return float64(C.asin(C.double(x))) }
func acos(x float64) float64     { return float64(C.acos(C.double(x))) }
func atan(x float64) float64     { return float64(C.atan(C.double(x))) }
func atan2(y, x float64) float64 { return float64(C.atan2(C.double(y), C.double(x))) }
func sinh(x float64) float64     { return float64(C.sinh(C.double(x))) }
func cosh(x float64) float64     { return float64(C.cosh(C.double(x))) }
func tanh(x float64) float64     { return float64(C.tanh(C.double(x))) }
func asinh(x float64) float64    { return float64(C.asinh(C.double(x))) }
func acosh(x float64) float64    { return float64(C.acosh(C.double(x))) }
func atanh(x float64) float64    { return float64(C.atanh(C.double(x))) }
