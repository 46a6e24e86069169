package sql

import (
	"errors"
	"strings"
	"testing"
)

// TestDeepStatements: a tree that is too deep for the parser's stack would end
// the process, so it must be refused before.
func TestDeepStatements(t *testing.T) {
	const n = 20_000
	for name, text := range map[string]string{
		"operators":      "select 1" + strings.Repeat("+1", n),
		"casts":          "select 1" + strings.Repeat("::a", n),
		"joins":          "select * from a" + strings.Repeat(" join a on b and c", n),
		"collations":     "select a" + strings.Repeat(" collate b", n),
		"null tests":     "select a" + strings.Repeat(" isnull", n),
		"zones":          "select a" + strings.Repeat(" at time zone b", n),
		"lists":          "select 1" + strings.Repeat("+1 in (1, 2)", n),
		"betweens":       "select 1" + strings.Repeat(" isnull between 1 and 2", n),
		"unions":         "select 1, 2" + strings.Repeat(" union select 1, 2 where a and b", n),
		"in a list":      "select 1, (2" + strings.Repeat("+1", n) + "), 3",
		"labels":         "select 1" + strings.Repeat("+(select 1 as end, 2)", n),
		"names":          "select a" + strings.Repeat("+a.or", n),
		"bare labels":    "select 1" + strings.Repeat("+(select 1 case, 2)", n),
		"in a case":      "select case when a then 1" + strings.Repeat("+1", n) + " else 2 end",
		"second":         "select 1; select 1" + strings.Repeat("+1", n),
		"first":          "select 1" + strings.Repeat("+1", n) + "; select 1",
		"not closed":     "select (1" + strings.Repeat("+1", n),
		"closed too far": "select 1))" + strings.Repeat("+1", n),
		"a bit too deep": "select 1" + strings.Repeat("+1", maxTreeDepth-1),
	} {
		_, err := parse(text)
		var e *Error
		if !errors.As(err, &e) || e.Code != "54001" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"IN":      "select 1 where a in (-1" + strings.Repeat(", -1", n) + ")",
		"OR":      "select 1 where a = 1" + strings.Repeat(" or a = 1 and b = 2", n/10),
		"VALUES":  "values (1, -2 + 3)" + strings.Repeat(", (1, -2 + 3)", n/10),
		"CASE":    "select case" + strings.Repeat(" when a = 1 then b + 1", n/10) + " end",
		"unions":  "select 1" + strings.Repeat(" union all select 1 from a where b", 2000),
		"many":    strings.Repeat("select 1 + 1;", n/10),
		"between": "select 1 where a between 1 and 2" + strings.Repeat(" and a between 1 and 2", n/10),
	} {
		if _, err := parse(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
