package builtin

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// TestCalendarFields tries the native fields and cuts on the days of a whole
// cycle of the calendar: every third, or in the long run every day, and then some
// at both ends of the era too.
func TestCalendarFields(t *testing.T) {
	const days = 146097 + 366
	steps := map[int64]int64{-200000: 3}        // by the first day
	if os.Getenv("PGCONFLUENCE_ORACLE") != "" { // the long run
		steps = map[int64]int64{-730119: 11, -200000: 1, 2921940 - days: 11}
	}
	for first, step := range steps {
		for _, field := range []string{"year", "month", "day", "quarter", "doy", "week", "isoyear", "dow", "isodow"} {
			compareDays(t, first, days, step, fieldExpr(field), func(at int64) int64 {
				e, err := datum.ExtractTimestamp(field, at)
				if err != nil {
					t.Fatal(err)
				}
				return int64(e.Float64())
			}, field)
		}
		for _, unit := range []string{"day", "week", "month", "quarter", "year"} {
			compareDays(t, first, days, step, truncExpr(unit), func(at int64) int64 {
				v, err := datum.TruncTimestamp(unit, at)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}, unit)
		}
	}

}

func compareDays(t *testing.T, first, days, step int64, expr string, want func(at int64) int64, what string) {
	t.Helper()
	conn := openSQLite(t)
	rows, err := conn.QueryContext(context.Background(), `WITH RECURSIVE d(n) AS (SELECT ? UNION ALL SELECT n + ? FROM d WHERE n < ?),
		m(at) AS (SELECT n * 86400000000 + CASE WHEN n % 2 = 0 THEN 0 ELSE 86399999999 END FROM d)
		SELECT at, `+strings.ReplaceAll(expr, "$1", "at")+` FROM m`, first, step, first+days-step)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n, bad := 0, 0
	for rows.Next() {
		var at, got int64
		if err := rows.Scan(&at, &got); err != nil {
			t.Fatal(err)
		}
		n++
		if w := want(at); got != w {
			if bad++; bad < 5 {
				t.Errorf("%s of %d: got %d, want %d", what, at, got, w)
			}
		}
	}
	if int64(n) < days/step {
		t.Errorf("%d days instead of %d", n, days)
	}
}
