package builtin

var windowFunctions = map[string]string{
	"row_number()":                           "row_number()",
	"rank()":                                 "rank()",
	"dense_rank()":                           "dense_rank()",
	"percent_rank()":                         "percent_rank()",
	"cume_dist()":                            "cume_dist()",
	"ntile(int4)":                            "ntile($1)",
	"lag(anyelement)":                        "lag($1)",
	"lag(anyelement,int4)":                   "lag($1, $2)",
	"lag(anycompatible,int4,anycompatible)":  "lag($1, $2, $3)",
	"lead(anyelement)":                       "lead($1)",
	"lead(anyelement,int4)":                  "lead($1, $2)",
	"lead(anycompatible,int4,anycompatible)": "lead($1, $2, $3)",
	"first_value(anyelement)":                "first_value($1)",
	"last_value(anyelement)":                 "last_value($1)",
	"nth_value(anyelement,int4)":             "nth_value($1, $2)",
}

// WindowFunction finds the template of a window function proper; OVER follows
// the template. Aggregates over windows are in AggregateFunction.
func WindowFunction(signature string) (template string, ok bool) {
	t, ok := windowFunctions[signature]
	return t, ok
}
