// Package sql answers PostgreSQL's SQL over virtual tables, on SQLite.
//
// A statement takes six steps, each one call into the files of its name:
//
//	parse      text -> parse tree, by PostgreSQL's own grammar     parse.go
//	analyse    parse tree -> typed tree (tree.go): names, types,
//	           operators, casts as PostgreSQL resolves them        analyse*.go coerce.go scope.go
//	plan       typed tree -> Plan: which slices of which tables    plan.go planner*.go
//	translate  typed tree -> SQLite's SQL with slots for slices    translate*.go
//	load       slices that the store lacks are fetched             bind.go keys.go store.go
//	run        SQLite runs the whole statement over the slices     run.go sqlite.go pool.go
//
// Session.Prepare does the first four and no I/O; Session.Run the last two.
// Statements other than queries are in statement_*.go.
//
// # The one interface
//
// Table (table.go) is all that the engine knows of where rows come from. What
// it asks a table for is a Slice (slice.go): all rows, those with some keys, or
// the first few in an order. Push-down is a hint, so a loaded slice may hold
// more than was asked for, never less, and the whole statement is evaluated
// over it.
//
// # Slices, snapshots, accounts
//
// A loaded slice is an immutable SQLite file (snapshot.go) that belongs to one
// Account and is attached by the connections that read it. A newer one is built
// beside it and published at once; the file goes with its last reader. Within a
// transaction block a session keeps the snapshots it has read, so that all its
// statements see the same state.
//
// # Values
//
// Values stand in SQLite as package datum documents; package builtin knows how
// each PostgreSQL function is done there, package catalog which one a call
// means. What has no implementation is refused with 0A000 by name: never a
// wrong answer.
//
// # Errors
//
// Every error for a client is an *Error with a SQLSTATE. Within analysis and
// translation errors travel as panics of type bailout, caught at the step's
// entry; nothing else panics on purpose.
//
// # When something is wrong
//
// EXPLAIN shows the plan, EXPLAIN ANALYZE the calls that were made, EXPLAIN
// VERBOSE the translated SQL.
package sql
