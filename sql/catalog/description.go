package catalog

// OIDs of the catalogs that descriptions refer to (pg_description.classoid).
const (
	classRelation  uint32 = 1259
	classType      uint32 = 1247
	classProc      uint32 = 1255
	classOperator  uint32 = 2617
	classNamespace uint32 = 2615
)

type description struct {
	class, object uint32
	column        int16
}

func loadDescriptions() map[description]string {
	m := map[description]string{}
	open("pg_description").each(func(v []string) {
		m[description{oid(v[1]), oid(v[0]), int16(number(v[2]))}] = unescape(v[3])
	}, "objoid", "classoid", "objsubid", "description")
	return m
}

// Description is the comment of a built-in object: class is the OID of its
// catalog (1255 for functions), column is 0 or the number of a column.
func (c *Catalog) Description(class, object uint32, column int16) (string, bool) {
	s, ok := c.descriptors()[description{class, object, column}]
	return s, ok
}
