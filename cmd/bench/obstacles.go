package main

// obstacles says of bars, by name, what stands in their way. It is written by
// hand after looking with a profiler, and shown only where a bar is not met.
var obstacles = map[string]string{
	"scan speed": "the default of 50 calls a second bounds a scan more than the latency does; 8 calls at once would do 80 at 100 ms.",
	"ad hoc":     "see each query.",
	"ad hoc each": "SQLite runs a statement on one core; PostgreSQL's plans for ILIKE, LIKE and CASE have two parallel workers. SQLite " +
		"groups by sorting: where no index has the group's order (date_trunc, extract, CASE) about half of the time goes into its sorter. " +
		"With an index that has the order but not all columns (LIKE with GROUP BY, the newest 3 of each space) it walks that index and looks " +
		"up each row at random: LIKE takes three times as long as reading the table through would, the newest 3 twice as long as " +
		"looking up the rows that remain. ILIKE is a Go function, called once a row " +
		"through reflection. The newest 20 take 0.2 ms in the server; parsing and the message there and back come on top.",
	"repeated": "see each query.",
	"repeated each": "a result from the cache takes what parsing and a message there and back take, 0.1 to 0.3 ms on this machine; " +
		"PostgreSQL answers the quickest queries (an index and LIMIT) in that time too.",
	"extract text": "of the server's time 37 % is SQLite reading rows, 27 % making Go values of them, 18 % encoding and sending, and 10 % " +
		"collecting the garbage.",
	"extract binary": "as for text: two thirds of the time go into handing rows from SQLite to Go.",
	"lookup": "of the server's time a quarter is system calls, nearly a third allocating memory and collecting garbage, a tenth the " +
		"one log line per statement (PostgreSQL writes none by default), a tenth SQLite itself.",
}
