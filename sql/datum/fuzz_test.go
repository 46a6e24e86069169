package datum

import (
	"bytes"
	"fmt"
	"testing"
)

// fuzzTypes are all types with rules of their own.
func fuzzTypes() []uint32 {
	var types []uint32
	for _, in := range inputs {
		types = append(types, in.typ)
	}
	return append(types, 26, 1042, 1043, 2205, 5069, 2278, 705, 999999)
}

// FuzzParseText: nothing panics; what is read is printed, and read again as the
// same value.
func FuzzParseText(f *testing.F) {
	for i, in := range inputs {
		for _, s := range in.inputs {
			f.Add(uint8(i), s)
		}
	}
	f.Add(uint8(7), "1e131071")
	types := fuzzTypes()
	st := DefaultStyle()
	f.Fuzz(func(t *testing.T, n uint8, s string) {
		if len(s) > 2000 {
			return
		}
		typ := types[int(n)%len(types)]
		v, err := ParseText(typ, s, st)
		if err != nil {
			return
		}
		text, err := AppendText(nil, typ, v, st)
		if err != nil {
			t.Fatalf("%s %q: read as %v, not written: %v", TypeName(typ), s, v, err)
		}
		back, err := ParseText(typ, string(text), st)
		if err != nil || fmt.Sprint(back) != fmt.Sprint(v) {
			t.Fatalf("%s %q: %v came back as %v (%v)", TypeName(typ), text, v, back, err)
		}
		bin, err := AppendBinary(nil, typ, v, st)
		if err != nil {
			t.Fatalf("%s %q: not written in binary: %v", TypeName(typ), s, err)
		}
		back, err = ParseBinary(typ, bin)
		if err != nil || fmt.Sprint(back) != fmt.Sprint(v) {
			t.Fatalf("%s %q: binary %x came back as %v (%v)", TypeName(typ), text, bin, back, err)
		}
		if Compare(typ, v, v) != 0 {
			t.Fatalf("%s %q is not equal to itself", TypeName(typ), text)
		}
	})
}

// FuzzParseBinary: nothing panics, and what is read is written again.
func FuzzParseBinary(f *testing.F) {
	st := DefaultStyle()
	for i, in := range inputs {
		for _, s := range in.inputs {
			if v, err := ParseText(in.typ, s, st); err == nil {
				if b, err := AppendBinary(nil, in.typ, v, st); err == nil && len(b) < 4096 {
					f.Add(uint8(i), b)
				}
			}
		}
	}
	f.Add(uint8(len(inputs)-9), []byte{0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 23, 127, 255, 255, 255, 0, 0, 0, 1})
	types := fuzzTypes()
	f.Fuzz(func(t *testing.T, n uint8, b []byte) {
		typ := types[int(n)%len(types)]
		v, err := ParseBinary(typ, b)
		if err != nil {
			return
		}
		text, err := AppendText(nil, typ, v, st)
		if err != nil {
			t.Fatalf("%s %x: read as %v, not written: %v", TypeName(typ), b, v, err)
		}
		out, err := AppendBinary(nil, typ, v, st)
		if err != nil {
			t.Fatalf("%s %q: not written in binary: %v", TypeName(typ), text, err)
		}
		again, err := ParseBinary(typ, out)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(v) {
			t.Fatalf("%s %q: %x came back as %v (%v)", TypeName(typ), text, out, again, err)
		}
	})
}

// FuzzFormats: no format picture and no input panics.
func FuzzFormats(f *testing.F) {
	f.Add("YYYY-MM-DD HH24:MI:SS.US TZH", "2024-01-15 12:34:56.5 +02", "1234.5")
	f.Add("FM999,990.00PR", "1,234.50", "-0.5")
	f.Add("TH", "x", "123")
	f.Add("FMRN \"quo\\\"te\" 9.99EEEE", "12", "NaN")
	f.Add("Y,YYY MONTH RM J IW ID", "2,024 May V", "1e5")
	st := DefaultStyle()
	f.Fuzz(func(t *testing.T, format, s, num string) {
		if len(format) > 500 || len(s) > 500 || len(num) > 40 {
			return
		}
		for _, ts := range []int64{0, -1, minTimestamp, endTimestamp - 1} {
			ToCharTimestamp(ts, format)
			ToCharTimestamptz(ts, format, st.Location)
			ToCharInterval(Interval{int32(ts), int32(ts >> 16), ts}, format)
		}
		ToTimestamp(s, format, st.Location)
		ToDate(s, format)
		if n, err := ToNumber(s, format); err == nil {
			if back, err := ParseNumeric(n); err != nil || back != n {
				t.Fatalf("to_number(%q, %q) = %q", s, format, n)
			}
		}
		if n, err := NumericFromString(num); err == nil && n.digits() < 2000 {
			ToCharNumeric(n, format)
			ToCharFloat(n.double(), false, format)
		}
	})
}

// FuzzStored: the representations that come back from SQL text functions may
// be anything; no reader of them panics.
func FuzzStored(f *testing.F) {
	f.Add("[1,2,[3]]")
	f.Add("1 2 3")
	f.Add("-1.50")
	st := DefaultStyle()
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			return
		}
		for _, typ := range fuzzTypes() {
			a, _ := AppendText(nil, typ, s, st)
			b, _ := AppendBinary(nil, typ, s, st)
			Compare(typ, s, "x")
			ApplyTypmod(typ, 6, s, true)
			if len(a)+len(b) > 100*len(s)+1000 && !bytes.Contains([]byte(s), []byte("e")) {
				t.Fatalf("%s %q grew to %d bytes", TypeName(typ), s, len(a)+len(b))
			}
		}
	})
}
