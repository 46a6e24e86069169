// Package catalog is PostgreSQL 15's own catalog (types, casts, operators,
// functions, system relations and their rows) and the rules of chapter 10 of
// its manual, "Type Conversion", over it: which operator, which function and
// which conversions an expression means.
//
// The data is read from a real PostgreSQL 15 by the command in ./gen, is part
// of the binary, and is parsed once, at first use. A Catalog never changes
// after that: everything it returns is shared and must not be written to. It
// is safe for concurrent use and does no I/O.
//
// Only built-in objects are here. What the server adds (its tables, their row
// types) belongs to the caller; a row type that the catalog does not know is
// best passed as Record. A type OID that is not known is never an error: it
// has no category, no casts, and matches only itself and "any".
//
// The rules follow the PostgreSQL sources parse_func.c, parse_oper.c and
// parse_coerce.c; a function here is named after the one there where they
// correspond.
package catalog

//go:generate go run ./gen
