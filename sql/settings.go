package sql

import (
	"fmt"
	"maps"
	"sort"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// setting describes a run-time parameter.
type setting struct {
	name   string
	def    string
	report bool // told to the client by ParameterStatus
	fixed  bool // cannot be changed

	privileged bool // only a superuser may
	common     bool // PostgreSQL's default is every session's: none keeps a copy
	comment    string
	// check returns the value as SHOW prints it.
	check func(v string) (string, error)
}

// knownSettings are the parameters that clients read or write. Those with no
// effect here are kept so that SET and SHOW of them behave.
var knownSettings = func() map[string]*setting {
	list := []setting{
		{name: "server_version", def: serverVersion, report: true, fixed: true, comment: "Shows the server version."},
		{name: "server_version_num", def: "150018", fixed: true, comment: "Shows the server version as an integer."},
		{name: "server_encoding", def: "UTF8", report: true, fixed: true, comment: "Shows the server (database) character set encoding."},
		{name: "client_encoding", def: "UTF8", report: true, check: checkEncoding, comment: "Sets the client's character set encoding."},
		{name: "application_name", report: true, check: checkName, comment: "Sets the application name to be reported in statistics and logs."},
		{name: "is_superuser", def: "off", report: true, fixed: true, comment: "Shows whether the current user is a superuser."},
		{name: "role", def: "none", check: oneOf("none"), comment: "Sets the current role."},
		{name: "session_authorization", report: true, fixed: true, comment: "Sets the session user name."},
		{name: "DateStyle", def: "ISO, MDY", report: true, check: checkDateStyle, comment: "Sets the display format for date and time values."},
		{name: "IntervalStyle", def: "postgres", report: true, check: oneOf("postgres", "postgres_verbose", "sql_standard", "iso_8601"), comment: "Sets the display format for interval values."},
		{name: "TimeZone", def: "UTC", report: true, check: checkTimeZone, comment: "Sets the time zone for displaying and interpreting time stamps."},
		{name: "integer_datetimes", def: "on", report: true, fixed: true, comment: "Shows whether datetimes are integer based."},
		{name: "standard_conforming_strings", def: "on", report: true, check: onlyOn, comment: "Causes '...' strings to treat backslashes literally."},
		{name: "default_transaction_read_only", def: "on", report: true, check: checkBool, comment: "Sets the default read-only status of new transactions."},
		{name: "in_hot_standby", def: "off", report: true, fixed: true, comment: "Shows whether hot standby is currently active."},
		{name: "extra_float_digits", def: "1", check: intBetween(-15, 3), comment: "Sets the number of digits displayed for floating-point values."},
		{name: "bytea_output", def: "hex", check: oneOf("hex", "escape"), comment: "Sets the output format for bytea."},
		{name: "search_path", def: `"$user", public`, check: asIs, comment: "Sets the schema search order for names that are not schema-qualified."},
		{name: "statement_timeout", def: "0", check: checkMilliseconds, comment: "Sets the maximum allowed duration of any statement."},
		{name: "lock_timeout", def: "0", check: checkMilliseconds, comment: "Sets the maximum allowed duration of any wait for a lock."},
		{name: "idle_in_transaction_session_timeout", def: "0", check: checkMilliseconds, comment: "Sets the maximum allowed idle time between queries, when in a transaction."},
		{name: "client_min_messages", def: "notice", check: oneOf("debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error"), comment: "Sets the message levels that are sent to the client."},
		{name: "transaction_isolation", def: "read committed", check: checkIsolation, comment: "Sets the current transaction's isolation level."},
		{name: "default_transaction_isolation", def: "read committed", check: checkIsolation, comment: "Sets the transaction isolation level of each new transaction."},
		{name: "transaction_read_only", def: "on", check: checkBool, comment: "Sets the current transaction's read-only status."},
		{name: "transaction_deferrable", def: "off", check: checkBool, comment: "Whether to defer a read-only serializable transaction."},
		{name: "default_transaction_deferrable", def: "off", check: checkBool, comment: "Sets the default deferrable status of new transactions."},
		{name: "lc_collate", def: "C.UTF-8", fixed: true, comment: "Shows the collation order locale."},
		{name: "lc_ctype", def: "C.UTF-8", fixed: true, comment: "Shows the character classification and case conversion locale."},
		{name: "lc_messages", def: "C", check: asIs, comment: "Sets the language in which messages are displayed."},
		{name: "lc_monetary", def: "C.UTF-8", check: asIs, comment: "Sets the locale for formatting monetary amounts."},
		{name: "lc_numeric", def: "C.UTF-8", check: asIs, comment: "Sets the locale for formatting numbers."},
		{name: "lc_time", def: "C.UTF-8", check: asIs, comment: "Sets the locale for formatting date and time values."},
		{name: "max_identifier_length", def: "63", fixed: true, comment: "Shows the maximum identifier length."},
		{name: "max_index_keys", def: "32", fixed: true, comment: "Shows the maximum number of index keys."},
		{name: "escape_string_warning", def: "on", check: checkBool, comment: "Warn about backslash escapes in ordinary string literals."},
		{name: "backslash_quote", def: "safe_encoding", check: asIs, comment: "Sets whether \"\\'\" is allowed in string literals."},
		{name: "row_security", def: "on", check: checkBool, comment: "Enable row security."},
		{name: "synchronous_commit", def: "on", check: asIs, comment: "Sets the current transaction's synchronization level."},
		{name: "default_table_access_method", def: "heap", check: asIs, comment: "Sets the default table access method for new tables."},
		{name: "enable_seqscan", def: "on", check: checkBool, comment: "Enables the planner's use of sequential-scan plans."},
		{name: "enable_nestloop", def: "on", check: checkBool, comment: "Enables the planner's use of nested-loop join plans."},
		{name: "geqo", def: "on", check: checkBool, comment: "Enables genetic query optimization."},
		{name: "jit", def: "off", check: checkBool, comment: "Allow JIT compilation."},
		{name: "work_mem", def: "4MB", check: asIs, comment: "Sets the maximum memory to be used for query workspaces."},
		{name: "password_encryption", def: "scram-sha-256", check: asIs, comment: "Chooses the algorithm for encrypting passwords."},
		{name: "ssl_renegotiation_limit", def: "0", check: asIs, comment: "Kept for clients of old."},
		{name: "confluence.max_age", def: "5min", check: checkDuration, comment: "How old rows from the store may be; 0 asks Confluence every time."},
		{name: "confluence.max_api_calls", def: "10000", check: checkCalls, comment: "How many calls of Confluence a table that costs one call per row may take; 0 is any number."},
	}
	out := make(map[string]*setting, len(list))
	for i := range list {
		out[strings.ToLower(list[i].name)] = &list[i]
	}
	for _, k := range catalog.PG15().Settings() {
		if key := strings.ToLower(k.Name); out[key] == nil {
			out[key] = catalogSetting(k)
		}
	}
	return out
}()

const serverVersion = "15.18"

func serverVersionText(own string) string {
	if own == "" {
		own = "devel"
	}
	return "PostgreSQL " + serverVersion + " (pgconfluence " + own + ")"
}

// settings are one session's parameters.
type settings struct {
	values   map[string]string // by lower-case name
	defaults map[string]string
	locals   map[string]string // what SET LOCAL replaced, to go back to
	cached   *datum.Style
	onChange func(name, value string)
}

func newSettings(cfg SessionConfig) *settings {
	s := &settings{values: map[string]string{}, locals: map[string]string{}}
	for key, k := range knownSettings {
		if !k.common {
			s.values[key] = k.def
		}
	}
	s.values["session_authorization"] = cfg.User
	return s
}

// makeDefault makes the present values those that RESET goes back to.
func (s *settings) makeDefault() { s.defaults = maps.Clone(s.values) }

// get returns a parameter as SHOW prints it.
func (s *settings) get(name string) (string, *Error) {
	key := strings.ToLower(name)
	v, ok := s.values[key]
	if k := knownSettings[key]; !ok && k != nil {
		return k.def, nil
	}
	if !ok {
		return "", Errorf("42704", "unrecognized configuration parameter \"%s\"", name)
	}
	return v, nil
}

// raw is a parameter's value in the unit that pg_settings tells it in.
func (s *settings) raw(k *catalog.Setting) (string, *Error) {
	v, err := s.get(k.Name)
	return rawValue(k, v), err
}

// assign checks and sets a parameter. A name with a dot that nobody knows is a
// placeholder, as in PostgreSQL.
func (s *settings) assign(name, value string) error {
	key := strings.ToLower(name)
	k := knownSettings[key]
	switch {
	case k == nil && strings.Contains(name, ".") && !strings.HasPrefix(key, "confluence."):
		if len(s.values) > 500 || len(value) > 4096 {
			return Errorf("53200", "too many placeholder settings")
		}
		s.put(key, name, value, false)
		return nil
	case k == nil:
		return Errorf("42704", "unrecognized configuration parameter \"%s\"", name)
	case k.privileged:
		return Errorf("42501", "permission denied to set parameter \"%s\"", k.name)
	case k.fixed:
		if have, _ := s.get(key); value == have {
			return nil
		}
		return Errorf("55P02", "parameter \"%s\" cannot be changed", k.name)
	}
	v, err := k.check(value)
	if err != nil {
		if e, ok := err.(*Error); ok {
			e.Message = strings.Replace(e.Message, "parameter \"%s\"", "parameter \""+k.name+"\"", 1)
			return e
		}
		e := Errorf("22023", "invalid value for parameter \"%s\": \"%s\"", k.name, value)
		if err.Error() != "" {
			e.Hint = err.Error()
		}
		return e
	}
	s.put(key, k.name, v, k.report)
	return nil
}

func (s *settings) put(key, name, value string, report bool) {
	if old, ok := s.values[key]; ok && old == value {
		return
	}
	s.values[key] = value
	s.cached = nil
	if report && s.onChange != nil {
		s.onChange(name, value)
	}
}

// setLocal is SET LOCAL: endLocal undoes it.
func (s *settings) setLocal(name, value string) error {
	key := strings.ToLower(name)
	old, had := s.values[key]
	if k := knownSettings[key]; !had && k != nil {
		old, had = k.def, true
	}
	if err := s.assign(name, value); err != nil {
		return err
	}
	if _, ok := s.locals[key]; !ok && had {
		s.locals[key] = old
	}
	return nil
}

func (s *settings) endLocal() {
	for key, v := range s.locals {
		s.putKnown(key, v)
	}
	clear(s.locals)
}

func (s *settings) putKnown(key, v string) {
	if k := knownSettings[key]; k != nil {
		s.put(key, k.name, v, k.report)
		return
	}
	s.put(key, key, v, false)
}

// reset goes back to the session's default; "" resets all.
func (s *settings) reset(name string) error {
	if name != "" {
		key := strings.ToLower(name)
		v, ok := s.defaults[key]
		if !ok {
			if knownSettings[key] != nil {
				delete(s.values, key)
				return nil
			}
			if _, ok := s.values[key]; ok {
				s.put(key, name, "", false)
				return nil
			}
			return Errorf("42704", "unrecognized configuration parameter \"%s\"", name)
		}
		s.putKnown(key, v)
		return nil
	}
	s.restore(s.defaults)
	return nil
}

func (s *settings) snapshot() map[string]string { return maps.Clone(s.values) }

// restore goes back to a snapshot.
func (s *settings) restore(to map[string]string) {
	for key := range s.values {
		if v, ok := to[key]; ok {
			s.putKnown(key, v)
		} else {
			delete(s.values, key)
		}
	}
	clear(s.locals)
}

// reported are the parameters of start-up's ParameterStatus messages.
func (s *settings) reported() []Parameter {
	var out []Parameter
	for key, k := range knownSettings {
		if k.report {
			out = append(out, Parameter{k.name, s.values[key]})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// style is how values are written and read.
func (s *settings) style() *datum.Style {
	if s.cached != nil {
		return s.cached
	}
	st := datum.DefaultStyle()
	st.LocationName = s.values["timezone"]
	if loc, ok := datum.LoadZone(st.LocationName); ok {
		st.Location = loc
	}
	st.DateStyle, st.DateOrder, _ = strings.Cut(s.values["datestyle"], ", ")
	st.IntervalStyle = s.values["intervalstyle"]
	fmt.Sscan(s.values["extra_float_digits"], &st.ExtraFloatDigits)
	st.ByteaOutput = s.values["bytea_output"]
	s.cached = st
	return st
}

// bound is a setting as a hidden parameter of translated SQL.
func (s *settings) bound(name string) any {
	v := s.values[strings.ToLower(name)]
	if name == "extra_float_digits" {
		return int64(s.style().ExtraFloatDigits)
	}
	return v
}

func (s *settings) duration(name string) time.Duration {
	d, _ := parseDuration(s.values[name])
	return d
}

// searchPath is search_path as schema names, "$user" left out: no schema here
// is named after a person.
func (s *settings) searchPath() []string { return schemaList(s.values["search_path"]) }

func schemaList(path string) []string {
	var out []string
	for _, p := range strings.Split(path, ",") {
		p = strings.TrimSpace(p)
		if strings.HasPrefix(p, `"`) {
			p = strings.ReplaceAll(strings.Trim(p, `"`), `""`, `"`)
		} else {
			p = strings.ToLower(p)
		}
		if p != "" && p != "$user" {
			out = append(out, p)
		}
	}
	return out
}
