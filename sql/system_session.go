package sql

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// systemCall writes a function that the session answers.
func (t *translator) sessionCall(e *sessionCall) string {
	if e.name == "current_setting" {
		name := rawSQL(t.expr(e.args[0]))
		missing := "pg_raise('42704', 'unrecognized configuration parameter \"' || $1 || '\"')"
		if c, ok := e.args[1].(*constant); ok && c.val == "1" {
			missing = "NULL"
		}
		return t.expand("CASE WHEN $1 IS NOT NULL THEN coalesce((SELECT value FROM json_each($settings_map) WHERE key = lower($1)), "+
			missing+") END", []expr{name})
	}
	args := make([]sessionArg, len(e.args))
	for i, a := range e.args {
		switch a := unwrap(a).(type) {
		case *constant:
			args[i].Value = a.val
		case *param:
			args[i].Param = a.n
		default:
			t.fail(Unsupported("%s with anything but constants and parameters", e.name))
		}
	}
	b, _ := json.Marshal(args)
	return t.sessionParam(e.name + ":" + string(b))
}

// sessionArg is an argument of a session's function: a constant or $n.
type sessionArg struct {
	Value any
	Param int
}

// setConfig is set_config(name, value, is_local); args are the statement's.
func (s *Session) setConfig(call string, args []any) (any, error) {
	var list []sessionArg
	if err := json.Unmarshal([]byte(call), &list); err != nil || len(list) != 3 {
		return nil, fmt.Errorf("set_config: %v", err)
	}
	vals := make([]any, 3)
	for i, a := range list {
		vals[i] = a.Value
		if a.Param > 0 && a.Param <= len(args) {
			vals[i] = args[a.Param-1]
		}
	}
	name, ok := vals[0].(string)
	if !ok {
		return nil, Errorf("22004", "SET requires parameter name")
	}
	local := vals[2] == int64(1) || vals[2] == float64(1)
	s.keepImplicit()
	var err error
	switch value, isText := vals[1].(string); {
	case !isText:
		err = s.set.reset(name)
	case local && s.tx.status != TxIdle:
		err = s.set.setLocal(name, value)
	case local: // a transaction of one statement: it is over at once
		old, _ := s.set.get(name)
		if err = s.set.assign(name, value); err == nil {
			set, _ := s.set.get(name)
			return set, s.set.assign(name, old)
		}
	default:
		err = s.set.assign(name, value)
	}
	if err != nil {
		return nil, err
	}
	v, serr := s.set.get(name)
	if serr != nil {
		return nil, serr
	}
	return v, nil
}

// systemValue is what the system relations and functions know of a session;
// false for a name that is none of it.
func (s *Session) systemValue(name string) (any, bool) {
	switch name {
	case "useroid":
		if s.cfg.User == ownerName {
			return int64(ownerOID), true
		}
		return int64(userOID), true
	case "started":
		return s.engine.started, true
	case "settings_map":
		return jsonText(s.allSettings()), true
	case "settings_rows":
		return jsonText(s.settingRows()), true
	case "prepared_rows":
		return jsonText(s.preparedRows()), true
	case "cursor_rows":
		return jsonText(s.cursorRows()), true
	case "activity_rows":
		return jsonText([]any{s.activityRow()}), true
	case "reltuples":
		rows := map[string]float64{}
		for _, t := range s.engine.rels.tables {
			if n := s.engine.seen.get(s.account.Key(), t.name); n > 0 {
				rows[fmt.Sprint(t.oid)] = float64(n)
				for _, ix := range t.indexes {
					rows[fmt.Sprint(ix.oid)] = float64(n)
				}
			}
		}
		return jsonText(rows), true
	case "listening":
		return jsonText(s.listening), true
	}
	return nil, false
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil || string(b) == "null" {
		return "[]"
	}
	return string(b)
}

// allSettings are all parameters by lower-case name, as SHOW prints them.
func (s *Session) allSettings() map[string]string {
	out := map[string]string{}
	for _, k := range s.engine.cat.Settings() {
		if v, err := s.set.get(k.Name); err == nil {
			out[strings.ToLower(k.Name)] = v
		}
	}
	for key, v := range s.set.values {
		out[key] = v
	}
	return out
}

// settingRows are the rows of pg_show_all_settings().
func (s *Session) settingRows() []any {
	var out []any
	known := map[string]bool{}
	null := func(v string) any {
		if v == "" {
			return nil
		}
		return v
	}
	for _, k := range s.engine.cat.Settings() {
		key := strings.ToLower(k.Name)
		known[key] = true
		value, err := s.set.raw(k)
		if err != nil {
			continue
		}
		source := "default"
		if d, ok := s.set.defaults[key]; ok && rawValue(k, d) != value {
			source = "session"
		}
		reset := value
		if d, ok := s.set.defaults[key]; ok {
			reset = rawValue(k, d)
		}
		var values any
		if k.Values != "" {
			values = json.RawMessage(k.Values)
		}
		boot := any(k.Default)
		if !k.HasValue {
			boot = nil
		}
		out = append(out, []any{k.Name, value, null(k.Unit), k.Category, k.ShortDesc, null(k.ExtraDesc), k.Context, k.Type, source,
			null(k.Min), null(k.Max), values, boot, reset, nil, nil, false})
	}
	var own []string
	for key := range s.set.values {
		if !known[key] && strings.Contains(key, ".") {
			own = append(own, key)
		}
	}
	sort.Strings(own)
	for _, key := range own {
		comment, name := "", key
		if k := knownSettings[key]; k != nil {
			comment, name = k.comment, k.name
		}
		v := s.set.values[key]
		out = append(out, []any{name, v, nil, "Customized Options", comment, nil, "user", "string", "default", nil, nil, nil, v, v, nil, nil, false})
	}
	return out
}

// preparedRows are the rows of pg_prepared_statement(): name, statement,
// prepare_time, parameter_types, from_sql, generic_plans, custom_plans.
func (s *Session) preparedRows() []any {
	var out []any
	names := make([]string, 0, len(s.prepared))
	for name := range s.prepared {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		st := s.prepared[name]
		types := make([]int64, len(st.params))
		for i, t := range st.params {
			types[i] = int64(t)
		}
		out = append(out, []any{name, st.parsed.own, s.tx.now, types, true, 0, 0})
	}
	return out
}

// activityRow is this session's row of pg_stat_get_activity().
func (s *Session) activityRow() []any {
	useroid, _ := s.systemValue("useroid")
	query := ""
	if s.running != nil {
		query = s.running.own
	}
	app, _ := s.set.get("application_name")
	var addr any
	if host := strings.Trim(strings.TrimSuffix(s.cfg.Remote, portOf(s.cfg.Remote)), "[]"); host != "" {
		addr = host
	}
	// datid, pid, usesysid, application_name, state, query, wait_event_type, wait_event, xact_start, query_start,
	// backend_start, state_change, client_addr, client_hostname, client_port, backend_xid, backend_xmin, backend_type,
	// then those of SSL, GSS and the leader.
	row := []any{int64(databaseOID), int64(s.cfg.PID), useroid, app, "active", query, nil, nil, s.tx.now, s.tx.statement,
		s.began, s.tx.statement, addr, nil, -1, nil, nil, "client backend"}
	return append(row, false, nil, nil, nil, nil, nil, nil, false, nil, false, nil, nil)
}

// portOf is ":5432" of an address.
func portOf(addr string) string {
	if i := strings.LastIndexByte(addr, ':'); i >= 0 {
		return addr[i:]
	}
	return ""
}

// systemTable writes a relation of the system file; what depends on the
// session stands as a query over it.
func (t *translator) systemTable(r *relation) string {
	table := systemSchema + "." + ident(r.schema+"."+r.name)
	if tmpl, ok := sessionRelations[r.name]; ok && r.schema == "pg_catalog" {
		return t.expand(tmpl, nil)
	}
	return table
}

// sessionRelations are relations of which each session sees its own: the
// database by its name, and the role that is logged in.
var sessionRelations = map[string]string{
	"pg_database": `SELECT oid, $database AS datname, datdba, encoding, datlocprovider, datistemplate, datallowconn, datconnlimit,
		datfrozenxid, datminmxid, dattablespace, datcollate, datctype, daticulocale, datcollversion, datacl
		FROM sys."pg_catalog.pg_database"`,
	"pg_class": `SELECT oid, relname, relnamespace, reltype, reloftype, relowner, relam, relfilenode, reltablespace, relpages,
		CASE WHEN c.oid >= 16384 THEN coalesce((SELECT value FROM json_each($reltuples) WHERE key = CAST(c.oid AS TEXT)), reltuples) ELSE reltuples END AS reltuples,
		relallvisible, reltoastrelid, relhasindex, relisshared, relpersistence, relkind, relnatts, relchecks, relhasrules,
		relhastriggers, relhassubclass, relrowsecurity, relforcerowsecurity, relispopulated, relreplident, relispartition,
		relrewrite, relfrozenxid, relminmxid, relacl, reloptions, relpartbound FROM sys."pg_catalog.pg_class" AS c`,
	"pg_authid": `SELECT * FROM sys."pg_catalog.pg_authid" UNION ALL
		SELECT 16384, $user, 0, 1, 0, 0, 1, 0, 0, -1, NULL, NULL WHERE $useroid = 16384`,
}

// timeNow is the clock as a timestamptz.
func timeNow() int64 { return datum.TimestampFromTime(time.Now()) }
