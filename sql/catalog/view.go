package catalog

// Definition is the SQL of a system view (pg_get_viewdef), index
// (pg_get_indexdef) or constraint (pg_get_constraintdef), as printed where only
// pg_catalog is in the search path; "" for an OID that is none of them.
func (c *Catalog) Definition(oid uint32) string { return c.definitions()[oid] }

// PrettyDefinition is Definition of a view or a constraint as printed with the
// pretty flag: fewer parentheses.
func (c *Catalog) PrettyDefinition(oid uint32) string { return c.pretty()[oid] }

func loadPretty() map[uint32]string {
	return texts(texts(map[uint32]string{}, "view_definitions", "pretty"), "constraint_definitions", "pretty")
}

func loadDefinitions() map[uint32]string {
	m := map[uint32]string{}
	for _, file := range []string{"view_definitions", "index_definitions", "constraint_definitions"} {
		texts(m, file, "definition")
	}
	return m
}

// texts adds a file of OIDs and texts to m.
func texts(m map[uint32]string, file, column string) map[uint32]string {
	open(file).each(func(v []string) { m[oid(v[0])] = unescape(v[1]) }, "oid", column)
	return m
}

// languageSQL is the OID of the language sql in pg_language.
const languageSQL = 14

// Body is the statement of a function written in SQL, "" for any other. The
// parameters stand in it as $1, or by their names.
func (c *Catalog) Body(p *Proc) string {
	if p.Language != languageSQL {
		return ""
	}
	if b := c.bodies()[p.OID]; b != "" {
		return b
	}
	return p.Source
}
