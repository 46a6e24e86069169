package builtin

import (
	"bytes"
	"math/bits"
	"slices"
)

// addBytes enters the functions over bytea beside those of text.go and quote.go.
func (r *registry) addBytes() {
	r.fn("get_byte(bytea,int4)", func(a []any) (any, error) {
		b, i := a[0].([]byte), a[1].(int64)
		if i < 0 || i >= int64(len(b)) {
			return nil, errByteIndex(i, len(b))
		}
		return int64(b[i]), nil
	})
	r.blob("set_byte(bytea,int4,int4)", func(a []any) (any, error) {
		b, i := slices.Clone(a[0].([]byte)), a[1].(int64)
		if i < 0 || i >= int64(len(b)) {
			return nil, errByteIndex(i, len(b))
		}
		b[i] = byte(a[2].(int64))
		return b, nil
	})
	r.fn("get_bit(bytea,int8)", func(a []any) (any, error) {
		b, i := a[0].([]byte), a[1].(int64)
		if i < 0 || i >= int64(len(b))*8 {
			return nil, errByteIndex(i, len(b)*8)
		}
		return int64(b[i/8] >> (i % 8) & 1), nil
	})
	r.blob("set_bit(bytea,int8,int4)", func(a []any) (any, error) {
		b, i, bit := slices.Clone(a[0].([]byte)), a[1].(int64), a[2].(int64)
		switch {
		case i < 0 || i >= int64(len(b))*8:
			return nil, errByteIndex(i, len(b)*8)
		case bit != 0 && bit != 1:
			return nil, errorf("22023", "new bit must be 0 or 1")
		}
		b[i/8] = b[i/8]&^(1<<(i%8)) | byte(bit)<<(i%8)
		return b, nil
	})
	r.fn("bit_count(bytea)", func(a []any) (any, error) {
		n := 0
		for _, c := range a[0].([]byte) {
			n += bits.OnesCount8(c)
		}
		return int64(n), nil
	})
	r.fn("position(bytea,bytea)", func(a []any) (any, error) {
		return int64(bytes.Index(a[0].([]byte), a[1].([]byte)) + 1), nil
	})
	for name, ends := range map[string][2]bool{"btrim": {true, true}, "ltrim": {true, false}, "rtrim": {false, true}} {
		r.blob(name+"(bytea,bytea)", func(a []any) (any, error) { return trimBytes(a[0].([]byte), a[1].([]byte), ends), nil })
	}
	r.blob("overlay(bytea,bytea,int4)", func(a []any) (any, error) {
		return overlayBytes(a[0].([]byte), a[1].([]byte), a[2].(int64), int64(len(a[1].([]byte))))
	})
	r.blob("overlay(bytea,bytea,int4,int4)", func(a []any) (any, error) {
		return overlayBytes(a[0].([]byte), a[1].([]byte), a[2].(int64), a[3].(int64))
	})
	r.addEncodings()
}

// blob enters a function whose result is bytea.
func (r *registry) blob(signature string, f func(a []any) (any, error)) {
	r.add(signature, Impl{blob: true, Go: f})
}

func errByteIndex(i int64, n int) error {
	return errorf("2202E", "index %d out of valid range, 0..%d", i, n-1)
}

func trimBytes(b, set []byte, ends [2]bool) []byte {
	for ends[0] && len(b) > 0 && bytes.IndexByte(set, b[0]) >= 0 {
		b = b[1:]
	}
	for ends[1] && len(b) > 0 && bytes.IndexByte(set, b[len(b)-1]) >= 0 {
		b = b[:len(b)-1]
	}
	return b
}

func overlayBytes(b, with []byte, start, length int64) (any, error) {
	if start <= 0 {
		return nil, errNegativeLength()
	}
	if start+length > 1<<31-1 {
		return nil, int4Type.errRange()
	}
	n := int64(len(b))
	head, tail := b[:min(start-1, n)], b[min(max(start+length-1, 0), n):]
	return slices.Concat(head, with, tail), nil
}
