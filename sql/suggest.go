package sql

import "fmt"

// closestColumn is PostgreSQL's "Perhaps you meant" hint for a column that
// does not exist, or "".
func closestColumn(s *scope, table, name string) string {
	best, hint := len(name)/2+1, ""
	for sc := s; sc != nil; sc = sc.parent {
		for _, it := range sc.items {
			if it.rte == nil || (table != "" && it.name != table) {
				continue
			}
			for _, c := range it.cols {
				if d := editDistance(name, c.name, best); d < best {
					best, hint = d, fmt.Sprintf("Perhaps you meant to reference the column \"%s.%s\".", it.name, c.name)
				}
			}
		}
	}
	return hint
}

// editDistance is the Levenshtein distance in bytes, or limit where it is no less.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > 63 || len(b) > 63 {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next := min(row[j]+1, row[j-1]+1, diagonal+cost)
			diagonal, row[j] = row[j], next
		}
	}
	return row[len(b)]
}
