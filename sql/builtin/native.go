package builtin

// #cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
// #include <stdlib.h>
// #include "native.h"
import "C"

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// The hottest functions are in C, in native.c, under the names of their Go
// forms: a call from SQLite into Go costs more than what they do. They call
// SQLite's own functions, which the driver brings into the program; the linker
// finds them when it puts both together, hence the flags above.

// nativeNames are the registered names that native.c takes.
var nativeNames = map[string]bool{"pg_numeric": true, "pg_sum_float8": true, "pg_sum_float4": true,
	"pg_lower_text": true, "pg_upper_text": true}

// nativeData is what native.c is given: it lives as long as the process.
type nativeData struct {
	lower, upper *C.uint32_t
	overflow     *C.char
}

var nativeTables = sync.OnceValue(func() nativeData {
	table := func(f func(rune) rune) *C.uint32_t {
		p := (*C.uint32_t)(C.malloc(C.PG_CASES * 4))
		cases := unsafe.Slice(p, C.PG_CASES)
		for c := range cases {
			cases[c] = C.uint32_t(f(rune(c)))
		}
		return p
	}
	return nativeData{table(lowerRune), table(upperRune), C.CString(encodeError(errFloatOverflow()).Error())}
})

// registerNative enters native.c's functions on a connection. The driver keeps
// SQLite's handle to itself, so it is read from its field.
func registerNative(conn *sqlite3.SQLiteConn) error {
	field := reflect.ValueOf(conn).Elem().FieldByName("db")
	if field.Kind() != reflect.Pointer || field.IsNil() {
		return fmt.Errorf("the SQLite driver's connection has no handle in its field db")
	}
	t := nativeTables()
	if rc := C.pg_native_register((*C.sqlite3)(field.UnsafePointer()), t.lower, t.upper, t.overflow); rc != 0 {
		return fmt.Errorf("registering functions in C: SQLite says %d", int(rc))
	}
	return nil
}
