package catalog

import (
	"embed"
	"io"
	"strings"
	"sync"
)

//go:embed data/*.tsv
var files embed.FS

// Catalog is the built-in catalog of one PostgreSQL version.
type Catalog struct {
	types      []*Type          // in order of OID
	typeByOID  []*Type          // by OID, with holes
	typeByName map[string]*Type // pg_catalog's
	typeOther  map[qualified]*Type

	procs      []*Proc
	procByOID  map[uint32]*Proc
	procByName map[string][]*Proc // pg_catalog's
	procOther  map[qualified][]*Proc

	operators   []*Operator
	operByOID   map[uint32]*Operator
	operExact   map[operKey]*Operator
	operByName  map[string]*operGroup
	casts       []*Cast
	opclasses   []opclass
	amops       map[amopKey]*Operator
	namespaces  map[uint32]string
	rangeSub    map[uint32]uint32 // range type to its element type
	multiRange  map[uint32]uint32 // multirange type to its range type
	rangeMulti  map[uint32]uint32 // range type to its multirange type
	relations   func() *relations
	descriptors func() map[description]string
	rows        map[string]func() [][]any
	definitions func() map[uint32]string // of system views, indexes and constraints, by OID
	bodies      func() map[uint32]string // of functions in SQL, by OID
	settings    func() []*Setting
	keywords    func() [][]any
	tokenTypes  func() [][]any
	pretty      func() map[uint32]string
	zoneNames   func() [][]any
	zoneAbbrevs func() [][]any
}

type qualified struct{ schema, name string }

// PG15 is the catalog of PostgreSQL 15. It is parsed at the first call.
func PG15() *Catalog { return pg15() }

var pg15 = sync.OnceValue(load)

func load() *Catalog {
	c := &Catalog{rows: map[string]func() [][]any{}}
	c.loadNamespaces(open("pg_namespace"))
	c.loadTypes(open("pg_type"))
	c.loadRanges(open("pg_range"))
	c.loadProcs(open("pg_proc"), open("pg_aggregate"), open("proc_defaults"))
	c.loadOperators(open("pg_operator"))
	c.loadCasts(open("pg_cast"))
	c.loadOpclasses(open("pg_opclass"), open("pg_amop"))
	c.relations = sync.OnceValue(c.loadRelations)
	c.descriptors = sync.OnceValue(loadDescriptions)
	c.definitions = sync.OnceValue(loadDefinitions)
	c.bodies = sync.OnceValue(func() map[uint32]string { return texts(map[uint32]string{}, "function_bodies", "body") })
	c.settings = sync.OnceValue(loadSettings)
	c.keywords = sync.OnceValue(loadKeywords)
	c.tokenTypes = sync.OnceValue(func() [][]any { return open("token_types").values() })
	c.pretty = sync.OnceValue(loadPretty)
	c.zoneNames = sync.OnceValue(func() [][]any { return open("zone_names").values() })
	c.zoneAbbrevs = sync.OnceValue(func() [][]any { return open("zone_abbrevs").values() })
	c.prepareRows()
	return c
}

// open returns a data file. The files are part of the binary: one that is
// missing is a broken build.
func open(name string) *table {
	f, err := files.Open("data/" + name + ".tsv")
	if err != nil {
		panic("catalog: " + err.Error())
	}
	var b strings.Builder
	if info, err := f.Stat(); err == nil {
		b.Grow(int(info.Size())) // so that there is one copy, and no spare room
	}
	if _, err := io.Copy(&b, f); err != nil {
		panic("catalog: " + err.Error())
	}
	return newTable(b.String())
}

func (c *Catalog) loadNamespaces(t *table) {
	c.namespaces = map[uint32]string{}
	t.each(func(v []string) { c.namespaces[oid(v[0])] = v[1] }, "oid", "nspname")
}

// NamespaceName is the name of a built-in schema, "" for an unknown one.
func (c *Catalog) NamespaceName(oid uint32) string { return c.namespaces[oid] }
