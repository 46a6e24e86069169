package sql_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/sqltest"
)

// clientStatement is a statement that a client sends.
type clientStatement struct {
	client, name, text string
	params             string
}

// key names a statement in the list of exceptions, without its text.
func (s *clientStatement) key() string {
	sum := sha256.Sum256([]byte(s.text))
	return s.client + " " + hex.EncodeToString(sum[:4])
}

// readClients reads the corpus: one file a client, each statement under
// comments that name it and up to the first line that ends in a semicolon.
func readClients(t *testing.T) []*clientStatement {
	t.Helper()
	shared := os.Getenv("SHARED")
	if shared == "" {
		shared = "../../shared"
	}
	paths, _ := filepath.Glob(filepath.Join(shared, "clients", "*.sql"))
	if len(paths) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no corpus of client statements: SHARED must name the folder that has clients/")
		}
		t.Skip("no corpus of client statements: SHARED does not name the folder that has clients/")
	}
	var out []*clientStatement
	for _, path := range paths {
		out = append(out, readClientFile(t, path)...)
	}
	return out
}

func readClientFile(t *testing.T, path string) []*clientStatement {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	client := strings.TrimSuffix(filepath.Base(path), ".sql")
	var out []*clientStatement
	var cur *clientStatement
	var lines []string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		line := sc.Text()
		switch {
		case len(lines) == 0 && strings.HasPrefix(line, "-- name: "):
			cur = &clientStatement{client: client, name: line[len("-- name: "):]}
		case len(lines) == 0 && strings.HasPrefix(line, "-- params: ") && cur != nil:
			cur.params = line[len("-- params: "):]
		case len(lines) == 0 && (strings.HasPrefix(line, "-- ") || strings.TrimSpace(line) == "" || line == "--"):
		case cur != nil:
			lines = append(lines, line)
			if strings.HasSuffix(strings.TrimRight(line, " "), ";") {
				cur.text = strings.TrimSuffix(strings.TrimRight(strings.Join(lines, "\n"), " "), ";")
				out = append(out, cur)
				cur, lines = nil, nil
			}
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

var paramText = regexp.MustCompile(`\$(\d+)\s*=\s*('(?:[^']|'')*'|[^,( ]+)`)

// values are a statement's parameters as text, as far as the corpus has them;
// binary ones are integers.
func (s *clientStatement) values(types []uint32) ([]*string, bool) {
	out := make([]*string, len(types))
	for _, m := range paramText.FindAllStringSubmatch(s.params, -1) {
		n, _ := strconv.Atoi(m[1])
		if n < 1 || n > len(types) {
			continue
		}
		v := m[2]
		if strings.HasPrefix(v, "'") {
			v = strings.ReplaceAll(v[1:len(v)-1], "''", "'")
		} else if h, ok := strings.CutPrefix(v, "0x"); ok {
			i, err := strconv.ParseUint(h, 16, 64)
			if err != nil {
				return nil, false
			}
			v = strconv.FormatUint(i, 10)
		}
		out[n-1] = &v
	}
	return out, !slices.Contains(out, nil)
}

// captureOIDs are the OIDs in the corpus's texts that mean tables.
var captureOIDs = map[string]string{"16406": "pages", "16390": "spaces", "16399": "users"}

var longNumber = regexp.MustCompile(`\b\d{5,}\b`)

func withOIDs(text string, oids map[string]string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, `"wiki".`, `"`+oids["database"]+`".`), "'wiki'", "'"+oids["database"]+"'")
	return longNumber.ReplaceAllStringFunc(text, func(n string) string {
		if table, ok := captureOIDs[n]; ok {
			return oids[table]
		}
		if n == viewOID {
			return absentOID
		}
		return n
	})
}

// viewOID is a view of the server that was captured, which the others do not
// have; absentOID is of no object anywhere, however young a server is.
const viewOID, absentOID = "16429", "4294900000"

// peer is one of the two servers.
type peer struct {
	query  func(text string, params []*string) *sqltest.Result
	params func(text string) ([]uint32, bool)
	oids   map[string]string // of tables
	others map[string]bool   // databases other than the session's

	strangers map[string]bool   // roles that are not the session's
	labels    map[string]string // of all objects that are not PostgreSQL's own
}

const labelQuery = `SELECT oid::text, relkind::text || ' ' || relname FROM pg_class WHERE oid >= 16384
	UNION ALL SELECT oid::text, 'type ' || typname FROM pg_type WHERE oid >= 16384
	UNION ALL SELECT oid::text, 'constraint ' || conname FROM pg_constraint WHERE oid >= 16384
	UNION ALL SELECT oid::text, 'role ' || rolname FROM pg_roles WHERE oid >= 16384`

func (p *peer) learn(t *testing.T) {
	t.Helper()
	p.oids, p.labels = map[string]string{}, map[string]string{}
	p.oids["database"] = p.query("SELECT current_database()", nil).Text[0][0].Value
	for _, table := range []string{"pages", "spaces", "users"} { // all rows are known to be there
		p.query("SELECT count(title) FROM "+table, nil)
		p.query("SELECT count(*) FROM (SELECT * FROM "+table+" OFFSET 0) t", nil)
	}
	p.others = map[string]bool{"template0": true, "template1": true, "postgres": true}
	for _, row := range p.query("SELECT datname FROM pg_database WHERE datname <> current_database()", nil).Text {
		p.others[row[0].Value] = true
	}
	p.strangers = map[string]bool{}
	for _, row := range p.query("SELECT rolname FROM pg_roles WHERE oid >= 16384 AND rolname <> current_user", nil).Text {
		p.strangers[row[0].Value] = true
	}
	r := p.query(labelQuery, nil)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for _, row := range r.Text {
		label := row[1].Value
		if strings.Contains(label, "pg_toast") {
			label = "toast"
		}
		p.labels[row[0].Value] = "<" + label + ">"
		if name, ok := strings.CutPrefix(label, "r "); ok {
			p.oids[name] = row[0].Value
		}
	}
}

var toastName = regexp.MustCompile(`pg_toast_(1[6-9]\d{3}|[2-9]\d{4,}|\d{6,})`)

// plainRows are a result's rows with names for OIDs, without what only a real
// PostgreSQL has for a table.
func (p *peer) plainRows(s *clientStatement, r *sqltest.Result) {
	databases := strings.Contains(s.text, "pg_database") || strings.Contains(s.text, "pg_stat_database")
	kept := r.Text[:0]
rows:
	for _, row := range r.Text {
		for i := range row {
			if toastName.MatchString(row[i].Value) || i < 3 && p.strangers[row[i].Value] || databases && i < 3 && p.others[row[i].Value] && (i == 0 || row[i].Value != "postgres") {
				continue rows
			}
			row[i].Value = longNumber.ReplaceAllStringFunc(row[i].Value, func(n string) string {
				if l, ok := p.labels[n]; ok {
					return l
				}
				return n
			})
		}
		kept = append(kept, row)
	}
	r.Text, r.Binary = kept, nil
	if strings.HasPrefix(r.Tag, "SELECT ") {
		r.Tag = "SELECT"
	}
	if r.Err != nil {
		r.Err = &sql.Error{Code: r.Err.Code}
	}
}

// clientTables gives the fixture what the catalog tells of the real tables.
func clientTables() *sqltest.Fixture {
	f := sqltest.NewFixture()
	f.Pages.Def.Comment = "Pages that the person can see."
	f.Pages.Def.ForeignKeys = []sql.ForeignKey{
		{Columns: []string{"space_id"}, RefTable: "spaces", RefColumns: []string{"id"}},
		{Columns: []string{"author_id"}, RefTable: "users", RefColumns: []string{"account_id"}}}
	f.Pages.Def.Columns[2].Comment = "The page's title."
	f.Spaces.Def.Comment = "Spaces."
	return f
}

const reader = "confluence_reader"

// oraclePeer is PostgreSQL with the fixture's tables, keys and comments, seen by
// a role that may read and nothing else.
func oraclePeer(t *testing.T, f *sqltest.Fixture) (*peer, string) {
	t.Helper()
	o := sqltest.NewOracle(t, f, "alice")
	ctx := context.Background()
	cfg, err := pgconn.ParseConfig(os.Getenv("PGCONFLUENCE_ORACLE"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Database = o.Database
	conn, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(ctx) })
	ddl := []string{`DO $$ BEGIN CREATE ROLE ` + reader + ` LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`}
	for _, tb := range f.Tables() {
		d := tb.Def
		ddl = append(ddl, "GRANT SELECT, REFERENCES ON "+d.Name+" TO PUBLIC")
		for _, ix := range d.Indexes {
			ddl = append(ddl, fmt.Sprintf("CREATE INDEX ON %s (%s)", d.Name, strings.Join(ix, ", ")))
		}
		for _, k := range d.ForeignKeys {
			ddl = append(ddl, fmt.Sprintf("ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (%s) NOT VALID", d.Name,
				strings.Join(k.Columns, ", "), k.RefTable, strings.Join(k.RefColumns, ", ")))
		}
		if d.Comment != "" {
			ddl = append(ddl, fmt.Sprintf("COMMENT ON TABLE %s IS '%s'", d.Name, strings.ReplaceAll(d.Comment, "'", "''")))
		}
		for _, c := range d.Columns {
			if c.Comment != "" {
				ddl = append(ddl, fmt.Sprintf("COMMENT ON COLUMN %s.%s IS '%s'", d.Name, c.Name, strings.ReplaceAll(c.Comment, "'", "''")))
			}
		}
	}
	ddl = append(ddl, "UPDATE pg_constraint SET convalidated = true WHERE NOT convalidated")
	for _, q := range ddl {
		if err := conn.Exec(ctx, q).Close(); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	p := &peer{}
	p.query = func(text string, params []*string) *sqltest.Result { return oracleQuery(conn, text, params) }
	p.params = func(text string) ([]uint32, bool) {
		d, err := conn.Prepare(ctx, "", text, nil)
		if err != nil {
			return nil, false
		}
		return d.ParamOIDs, true
	}
	p.learn(t)
	return p, o.Database
}

// oracleQuery runs a statement as the reader, whatever session it was before.
func oracleQuery(conn *pgconn.PgConn, text string, params []*string) *sqltest.Result {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if conn.TxStatus() == 'I' {
		conn.Exec(ctx, "SET SESSION AUTHORIZATION "+reader).Close()
	}
	failed := func(err error) *sqltest.Result {
		var p *pgconn.PgError
		if errors.As(err, &p) {
			return &sqltest.Result{Err: &sql.Error{Code: p.Code, Message: p.Message}}
		}
		return &sqltest.Result{Err: &sql.Error{Code: "XX000", Message: err.Error()}}
	}
	desc, err := conn.Prepare(ctx, "", text, nil)
	if err != nil {
		return failed(err)
	}
	r := &sqltest.Result{Params: desc.ParamOIDs}
	if desc.Fields != nil {
		r.Columns = []sqltest.Column{}
	}
	for _, f := range desc.Fields {
		r.Columns = append(r.Columns, sqltest.Column{Name: f.Name, Type: f.DataTypeOID, Typmod: f.TypeModifier, Len: f.DataTypeSize})
	}
	args := make([][]byte, len(params))
	for i, p := range params {
		if p != nil {
			args[i] = []byte(*p)
		}
	}
	if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), "COPY") {
		var out strings.Builder
		tag, err := conn.CopyTo(ctx, &out, text)
		if err != nil {
			return failed(err)
		}
		r.Tag, r.Text = tag.String(), copyLines(out.String())
		return r
	}
	res := conn.ExecPrepared(ctx, "", args, nil, nil).Read()
	if res.Err != nil {
		return failed(res.Err)
	}
	r.Tag = res.CommandTag.String()
	for _, row := range res.Rows {
		cells := make([]sqltest.Cell, len(row))
		for i, v := range row {
			cells[i] = sqltest.Cell{Null: v == nil, Value: string(v)}
		}
		r.Text = append(r.Text, cells)
	}
	return r
}

// ownPeer is this server with the same tables.
func ownPeer(t *testing.T, f *sqltest.Fixture, database string) *peer {
	t.Helper()
	var tables []sql.Table
	for _, tb := range f.Tables() {
		tables = append(tables, tb)
	}
	e, err := sql.NewEngine(sql.Config{Tables: tables, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c, err := sqltest.NewConn(e, "alice", database, reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Session.Close)
	p := &peer{}
	p.query = func(text string, params []*string) *sqltest.Result {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if r := copyOut(ctx, c, text); r != nil {
			return r
		}
		return c.Query(ctx, text, params)
	}
	p.params = func(text string) ([]uint32, bool) {
		parsed, err := c.Session.Parse(text)
		if err != nil || len(parsed) != 1 {
			return nil, false
		}
		st, err := c.Session.Prepare(context.Background(), parsed[0], nil)
		if err != nil {
			return nil, false
		}
		return st.ParamTypes(), true
	}
	p.learn(t)
	return p
}

// copyOut runs a COPY and gives its data as one value, nil for anything else.
func copyOut(ctx context.Context, c *sqltest.Conn, text string) *sqltest.Result {
	parsed, err := c.Session.Parse(text)
	if err != nil || len(parsed) != 1 {
		return nil
	}
	st, err := c.Session.Prepare(ctx, parsed[0], nil)
	if err != nil || st.CopyOut() == nil {
		return nil
	}
	rows, err := c.Session.Run(ctx, st, nil)
	if err != nil {
		return nil
	}
	defer rows.Close()
	data := st.CopyOut().AppendStart(nil, st.CopyFields())
	for rows.Next() {
		if data, err = st.CopyOut().AppendRow(data, st.CopyFields(), rows.Values(), c.Session.Style()); err != nil {
			return nil
		}
	}
	data = st.CopyOut().AppendEnd(data)
	return &sqltest.Result{Text: copyLines(string(data)), Tag: rows.Tag()}
}

// copyLines are the lines of COPY's data, as rows.
func copyLines(data string) [][]sqltest.Cell {
	if strings.HasPrefix(data, "PGCOPY") {
		return [][]sqltest.Cell{{{Value: fmt.Sprint(len(data))}}}
	}
	var out [][]sqltest.Cell
	for _, line := range strings.SplitAfter(data, "\n") {
		out = append(out, []sqltest.Cell{{Value: line}})
	}
	return out
}

// run runs a statement of the corpus on one server.
func (p *peer) run(s *clientStatement) *sqltest.Result {
	text := withOIDs(s.text, p.oids)
	var params []*string
	if strings.Contains(text, "$1") {
		types, ok := p.params(text)
		if ok && len(types) > 0 {
			params, ok = s.values(types)
			if !ok { // no values are known: that it is prepared alike must do
				return &sqltest.Result{Params: types, Tag: "prepared"}
			}
			for _, v := range params {
				*v = withOIDs(*v, p.oids)
			}
		}
	}
	return p.query(text, params)
}

// TestClients runs what clients send on this server and on PostgreSQL. What
// differs is in testdata/clients/exceptions.txt with a reason, or fails.
func TestClients(t *testing.T) {
	list := readClients(t)
	exceptions := readExceptions(t)
	f := clientTables()
	oracle, database := oraclePeer(t, f)
	own := ownPeer(t, f, database)
	type count struct{ all, equal, unsupported int }
	counts := map[string]*count{}
	client := ""
	for _, s := range list {
		if *only != "" && !strings.Contains(s.text, *only) && !strings.Contains(s.key(), *only) {
			continue
		}
		if client != s.client {
			client = s.client
			counts[client] = &count{}
			for _, p := range []*peer{oracle, own} {
				p.query("ROLLBACK", nil)
				p.query("DISCARD ALL", nil)
			}
		}
		counts[client].all++
		want, got := oracle.run(s), own.run(s)
		message := ""
		if got.Err != nil {
			message = got.Err.Message
			if got.Err.Code == "0A000" {
				counts[client].unsupported++
			}
		}
		if (want.Err == nil) != (got.Err == nil) {
			for _, p := range []*peer{oracle, own} { // so that one failure does not make the next
				p.query("ROLLBACK", nil)
			}
		}
		oracle.plainRows(s, want)
		own.plainRows(s, got)
		diff := sqltest.Difference(want, got, sqltest.Ordered(s.text))
		if strings.HasPrefix(diff, "row ") {
			// Rows that are equal in what they are sorted by come in any order; that
			// sorting is right is the compat corpus's matter.
			diff = sqltest.Difference(want, got, false)
		}
		reason, listed := exceptions[s.key()]
		switch {
		case diff == "" && listed:
			t.Errorf("%s (%s) agrees now: take it out of the exceptions (%s)", s.key(), s.name, reason)
		case diff != "" && !listed:
			t.Errorf("%s (%s): %s %s\n%s", s.key(), s.name, diff, message, s.text)
		}
		if diff == "" {
			counts[client].equal++
		}
	}
	names := make([]string, 0, len(counts))
	total := count{}
	for name, c := range counts {
		names = append(names, name)
		total.all, total.equal, total.unsupported = total.all+c.all, total.equal+c.equal, total.unsupported+c.unsupported
	}
	sort.Strings(names)
	for _, name := range names {
		t.Logf("%-14s %4d statements, %4d equal, %3d not supported", name, counts[name].all, counts[name].equal, counts[name].unsupported)
	}
	t.Logf("%-14s %4d statements, %4d equal, %3d not supported", "all", total.all, total.equal, total.unsupported)
}

// readExceptions reads the statements that may differ: client, key, reason.
func readExceptions(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/clients/exceptions.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.SplitN(line, " ", 3)
		if len(f) != 3 {
			t.Fatalf("exceptions.txt:%d: want client, key and reason", n+1)
		}
		out[f[0]+" "+f[1]] = f[2]
	}
	return out
}
