package sql

import (
	"fmt"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addZones adds the lists of time zones.
func (f *systemFunctions) addZones() {
	cat := f.names.rels.cat
	f.add("pgc_zone_names", func(a []any) (any, error) {
		now, _ := a[0].(int64)
		at := datum.TimeFromTimestamp(now)
		var out []any
		for _, row := range cat.ZoneNames() {
			name := row[0].(string)
			loc, ok := datum.LoadZone(name)
			if !ok {
				continue
			}
			abbrev, offset := at.In(loc).Zone()
			out = append(out, []any{name, abbrev, storedSeconds(int64(offset)), at.In(loc).IsDST()})
		}
		return jsonRows(out)
	})
	f.add("pgc_zone_abbrevs", func([]any) (any, error) {
		var out []any
		for _, row := range cat.ZoneAbbrevs() {
			out = append(out, []any{row[0], storedSeconds(row[1].(int64)), row[2] == int64(1)})
		}
		return jsonRows(out)
	})
}

// storedSeconds is an interval of seconds as package datum stores it.
func storedSeconds(n int64) string { return fmt.Sprintf("0 0 %d", n*1_000_000) }
