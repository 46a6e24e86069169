// Package builtin says how PostgreSQL's functions, operators, casts and
// aggregates are carried out on SQLite.
//
// A name resolved by the analyser is a pg_proc entry; its signature
// ("int4pl(int4,int4)", "date_trunc(text,timestamptz)", "count()") is the key
// of everything here. An entry is exactly PostgreSQL 15 or it is absent, and
// what is absent is answered with 0A000.
//
// Values stand in SQLite as package datum describes. Two forms exist of most
// entries: a template of native SQLite SQL, which is fast, and a Go function,
// which is general. Both give the same values and the same errors; errors
// cross SQLite as text and come back through DecodeError.
//
// # Templates
//
// $1, $2 … stand for the arguments and $TimeZone, $DateStyle, $now … for
// session values. Each argument is put in parentheses by whoever expands the
// template. A template that names an argument more than once comes with a Go
// function, for arguments that are too dear to be evaluated twice. $types is not
// the session's but the call's: see ArgTypes.
//
// # C
//
// A call from SQLite into Go costs 0.5 to 2 us, so what is called for every row
// of large aggregates and sorts is in native.c, under the name of its Go form,
// which stays for folding constants and as what the tests compare it with.
package builtin
