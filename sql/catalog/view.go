package catalog

// ViewDefinition is the query of a system view, as pg_get_viewdef(oid) prints
// it where only pg_catalog is in the search path; "" for what is no system view.
func (c *Catalog) ViewDefinition(oid uint32) string { return c.views()[oid] }

func loadViews() map[uint32]string {
	m := map[uint32]string{}
	open("view_definitions").each(func(v []string) { m[oid(v[0])] = unescape(v[1]) }, "oid", "definition")
	return m
}
