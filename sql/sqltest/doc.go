// Package sqltest has what tests of SQL need: tables over rows in memory that
// record what was loaded, sessions without a connection, and the runner of
// script tests.
package sqltest
