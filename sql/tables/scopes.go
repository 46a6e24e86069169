package tables

import "slices"

// Scopes are those that a token with scopes needs to read every table, sorted.
func Scopes() []string {
	var all []string
	for _, t := range All() {
		all = append(all, t.(documented).about().scopes...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
