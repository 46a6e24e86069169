package sqltest

import (
	"fmt"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

var titles = []any{"Release notes 1.0", "release notes 1.0", "RELEASE NOTES", "Home", "How-to: 100% coverage", "a_b", "a%b",
	`c:\temp`, "", " leading", "trailing ", "10", "9", "-3", "1.5", "1e3", "Straße", "STRASSE", "Ärger", "ärger", "äpfel",
	"Zürich", "İstanbul", "ıstanbul", "ΣΊΣΥΦΟΣ", "σίσυφος", "Привет мир", "日本語のページ", "한국어", "مرحبا", "🎉 party",
	"e\u0301 combining", "é composed", "tab\there", "two\nlines", "it's", `"quoted"`, nil, "true", "2024-02-29", "null",
	"(1,2)", "{1,2}", "ﬁ ligature", "x", "xx", "xxx", "Zebra", "zebra", "_"}

// moments are times at edges; the rest of the pages' times lie between.
var moments = []int64{
	moment(2024, 3, 31, 0, 59, 59, 999999), moment(2024, 3, 31, 1, 0, 0, 0), // Berlin: 01:59:59.999999, then 03:00
	moment(2024, 10, 27, 0, 30, 0, 0), moment(2024, 10, 27, 1, 30, 0, 0), // Berlin: 02:30 twice
	moment(2023, 12, 31, 22, 59, 59, 0), moment(2023, 12, 31, 23, 0, 0, 0), moment(2024, 1, 1, 0, 0, 0, 0),
	moment(2024, 2, 29, 12, 0, 0, 1), moment(1999, 12, 31, 23, 59, 59, 999999), moment(2000, 1, 1, 0, 0, 0, 0),
	moment(1969, 7, 20, 20, 17, 40, 0), moment(2038, 1, 19, 3, 14, 8, 0), moment(2020, 6, 30, 23, 59, 59, 500000),
	moment(2021, 1, 3, 23, 59, 59, 0), moment(2021, 1, 4, 0, 0, 0, 0), // ISO weeks 2020-53 and 2021-01
}

func moment(y int, mo time.Month, d, h, mi, s, us int) int64 {
	return datum.TimestampFromTime(time.Date(y, mo, d, h, mi, s, us*1000, time.UTC))
}

func pageTime(i int) int64 {
	if i%4 == 0 {
		return moments[(i/4)%len(moments)]
	}
	return moment(2022, 1, 1+(i*37)%1095, (i*7)%24, (i*13)%60, (i*17)%60, (i*123457)%1000000)
}

func pageRows() [][]any {
	var rows [][]any
	for i := range 240 {
		id := int64(1000 + i)
		if i%60 == 59 {
			id = 1<<33 + int64(i)
		}
		var space, key any
		if n := (i*i + i/2) % 11; i%13 != 0 {
			space = int64(n) // 0, 9 and 10 are no spaces
			if n >= 1 && n <= 8 {
				key = pick(n-1, "ENG", "HR", "SALES", "UEB", "DES", "DEV", "~eve", "Eng")
			}
		}
		var parent, parentType any
		if i%5 != 0 {
			parent, parentType = int64(1000+i/5), pick[any](i, "page", "folder", "page", nil)
		}
		rows = append(rows, []any{id, pick(i, "current", "current", "archived", "current", "draft"), titles[i%len(titles)],
			space, key, parent, parentType, unless(i+1, 6, pick[any](i, int64(0), int64(1), int64(-1), int64(7), int64(-7),
				int64(2), int64(100000), int64(-99999), int64(3), int64(3), int64(3))),
			fmt.Sprintf("u%02d", i*7%45), unless(i, 4, fmt.Sprintf("u%02d", i%17)), unless(i+1, 3, fmt.Sprintf("u%02d", i%5)),
			pick[any](i, nil, "live", "page", nil), pageTime(i), int64(1 + i*i%23),
			pick[any](i, nil, "", "typo", "Fix typo", nil, "merge: a, b"), pick[any](i, int64(0), nil, int64(1)),
			unless(i, 7, fmt.Sprintf("u%02d", i%19)), unless(i, 5, pageTime(i)+int64(i)*3_600_000_000),
			unless(i, 9, fmt.Sprintf("%s/pages/%d", sites, id))})
	}
	return rows
}
