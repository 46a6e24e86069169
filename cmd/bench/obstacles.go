package main

// obstacles says of bars, by name, what stands in their way. It is written by
// hand after looking with a profiler, and shown only where a bar is not met.
var obstacles = map[string]string{
	"scan speed": "the default of 50 calls a second bounds a scan more than the latency does; 8 calls at once would do 80 at 100 ms.",
	"ad hoc":     "see the queries one by one, below.",
	"ad hoc each": "SQLite runs a statement on one core, where PostgreSQL takes two. It groups by sorting: where no index has the " +
		"group's order (expressions such as date_trunc, extract and CASE), two thirds of the time go into its sorter. With an index that " +
		"has the order but not all columns (LIKE with GROUP BY, the newest of each space) it walks that index and looks up each row at " +
		"random, which takes longer than reading the table through. ILIKE is a Go function, called once a row by reflection. The newest " +
		"20 are so quick that parsing and analysing the statement is most of it.",
	"repeated": "see the queries one by one, below.",
	"repeated each": "a result from the cache takes what a message there and back takes, a few hundred microseconds on this machine; " +
		"PostgreSQL answers the quickest queries (an index and LIMIT) in that time too.",
	"extract text": "of the server's time 37 % is SQLite reading rows, 27 % making Go strings of them and 18 % encoding and sending; " +
		"the garbage of one string per value costs a further 10 %.",
	"extract binary": "as for text: most of the time goes into handing rows from SQLite to Go, one string per value.",
	"lookup": "a quarter of the server's time is system calls, a quarter memory management (about 100 allocations a statement), a tenth " +
		"the one log line per statement, a tenth SQLite itself. PostgreSQL logs none by default.",
}
