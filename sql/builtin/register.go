package builtin

import (
	"fmt"
	"math"
	"sync"

	sqlite3 "github.com/mattn/go-sqlite3"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

type named struct {
	name string
	impl any
	pure bool
}

type namedAggregate struct {
	name string
	make func() *running
}

type registrations struct {
	funcs []named
	aggs  []namedAggregate
}

// entries is everything Register enters, made once: the functions hold no
// state, so all connections share them.
var entries = sync.OnceValue(func() *registrations {
	t, out := tables(), &registrations{}
	for sig, i := range t.funcs {
		if i.Go != nil && !nativeNames[GoName(sig)] {
			out.funcs = append(out.funcs, named{GoName(sig), adapt(sig, i), !i.Volatile})
		}
	}
	for name, i := range t.internalFuncs {
		out.funcs = append(out.funcs, named{name, adapt(name, i), !i.Volatile})
	}
	out.funcs = append(out.funcs, named{"pg_raise", raise, false})
	for sig, a := range t.aggs {
		if a.New != nil && !nativeNames[GoName(sig)] {
			out.aggs = append(out.aggs, namedAggregate{GoName(sig), a.construct})
		}
	}
	for name, a := range t.internalAggs {
		out.aggs = append(out.aggs, namedAggregate{name, a.construct})
	}
	return out
})

// Register enters all functions, aggregates and collations on a new
// connection.
func Register(conn *sqlite3.SQLiteConn) error {
	e := entries()
	for _, f := range e.funcs {
		if err := conn.RegisterFunc(f.name, f.impl, f.pure); err != nil {
			return fmt.Errorf("registering %s: %w", f.name, err)
		}
	}
	for _, a := range e.aggs {
		if err := conn.RegisterAggregator(a.name, a.make, true); err != nil {
			return fmt.Errorf("registering %s: %w", a.name, err)
		}
	}
	for name, cmp := range collations {
		if nativeNames[name] {
			continue
		}
		if err := conn.RegisterCollation(name, cmp); err != nil {
			return fmt.Errorf("registering %s: %w", name, err)
		}
	}
	return registerNative(conn)
}

// adapt wraps the Go form of an entry for the driver, which calls it by
// reflection: NULL arrives as a nil []byte, and a panic must not reach C.
func adapt(signature string, i *Impl) func(args ...any) (any, error) {
	f, strict := i.Go, !i.NotStrict
	return func(args ...any) (res any, err error) {
		defer func() {
			if p := recover(); p != nil {
				res, err = nil, encodeError(&datum.Error{Code: "XX000",
					Message: fmt.Sprintf("%s failed: %v", signature, p)})
			}
		}()
		for n, a := range args {
			if b, ok := a.([]byte); ok && b == nil {
				if strict {
					return nil, nil
				}
				args[n] = nil
			}
		}
		res, err = f(args)
		if err != nil {
			return nil, encodeError(err)
		}
		return storable(res), nil
	}
}

// storable gives a result the form in which SQLite can hold it: NaN as text,
// and no empty []byte, which the driver would make NULL.
func storable(v any) any {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) {
			return "NaN"
		}
	case []byte:
		if len(v) == 0 {
			return ""
		}
	}
	return v
}

// raise is the SQL function pg_raise(code, message): templates call it where
// PostgreSQL raises an error.
func raise(code, message string) (any, error) {
	return nil, encodeError(&datum.Error{Code: code, Message: message})
}
