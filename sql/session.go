package sql

import (
	"strconv"
	"strings"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Client is the way from a session to the connection it serves, for what is
// told beside results. Both methods may be called from another goroutine than
// the session's while a statement runs.
type Client interface {
	Notice(n *Notice)
	ParameterStatus(name, value string)
}

// Notice is a NoticeResponse.
type Notice struct {
	Severity string // NOTICE, WARNING, INFO, LOG, DEBUG
	Error
}

// SessionConfig is what start-up knows when a login has been proven.
type SessionConfig struct {
	Account  Account
	Database string            // the site's name
	User     string            // the name that was logged in with
	Settings map[string]string // start-up parameters other than user and database, and those of options=-c
	Client   Client
	Remote   string // the client's address, for pg_stat_activity and logs
	PID      uint32 // the BackendKeyData process id
}

// Session is one connection's state: settings, transaction, statements made by
// PREPARE. It is not safe for concurrent use.
type Session struct {
	engine   *Engine
	account  Account
	cfg      SessionConfig
	set      *settings
	tx       transaction
	prepared map[string]*Statement

	began     int64    // when the session did, as a timestamptz
	running   *Parsed  // the statement that runs
	listening []string // channels of LISTEN
	cursors   map[string]*cursor
}

// NewSession begins a session for a proven login. A start-up setting that is
// not valid is an error in PostgreSQL's words.
func (e *Engine) NewSession(cfg SessionConfig) (*Session, error) {
	s := &Session{engine: e, account: cfg.Account, cfg: cfg, prepared: map[string]*Statement{},
		began: timeNow(), cursors: map[string]*cursor{}}
	s.tx.status = TxIdle
	s.set = newSettings(cfg)
	for name, value := range cfg.Settings {
		if err := s.set.assign(name, value); err != nil {
			return nil, err
		}
	}
	s.set.makeDefault()
	s.set.onChange = cfg.Client.ParameterStatus
	return s, nil
}

// Close ends the session and gives back what its transaction held.
func (s *Session) Close() {
	s.closeCursors(true, false)
	s.endTransaction(false)
}

// Parameters are the settings that a client is told at start-up.
func (s *Session) Parameters() []Parameter { return s.set.reported() }

// Parameter is a setting that is reported with ParameterStatus.
type Parameter struct{ Name, Value string }

// Style is how values are written and read in this session now.
func (s *Session) Style() *datum.Style {
	st := s.set.style()
	if st.Name == nil {
		path := s.set.searchPath()
		names := s.engine.rels.names
		st.Name = func(typ, oid uint32) string { return names.text(typ, oid, path, s.cfg.User) }
		st.OID = func(typ uint32, name string) (uint32, error) {
			oid, err := names.parse(typ, name, path, s.cfg.User)
			if err != nil {
				return 0, &datum.Error{Code: err.Code, Message: err.Message, Hint: err.Hint}
			}
			return oid, nil
		}
	}
	return st
}

// Status is the status byte of ReadyForQuery.
func (s *Session) Status() TxStatus { return s.tx.status }

// Fail tells the session that its client was sent an error: an open
// transaction block has failed, and what an implicit transaction set is undone.
func (s *Session) Fail() {
	s.failImplicit()
	if s.tx.status == TxBlock {
		s.tx.status = TxFailed
	}
}

// Parse splits a query string into its statements; none if it is empty.
func (s *Session) Parse(query string) ([]*Parsed, error) {
	if p, ok := s.engine.parsed.Get(query); ok {
		return p, nil
	}
	p, err := parse(query)
	if err != nil {
		return nil, err
	}
	if len(query) <= maxCachedText {
		s.engine.parsed.Put(query, p, treeBytes(query), 0)
	}
	return p, nil
}

// maxCachedText bounds the statements that are kept parsed and analysed.
const maxCachedText = 32 << 10

// maxAge is confluence.max_age: how old stored rows may be.
func (s *Session) maxAge() time.Duration { return s.set.duration("confluence.max_age") }

// maxCalls is confluence.max_api_calls; 0 is any number.
func (s *Session) maxCalls() int64 {
	v, _ := s.set.get("confluence.max_api_calls")
	n, _ := strconv.ParseInt(v, 10, 64)
	return n
}

// sessionValues are the values of hidden parameters, by name.
func (s *Session) sessionValues(names []string) []any {
	out := make([]any, len(names))
	for i, n := range names {
		out[i] = s.sessionValue(n)
	}
	return out
}

// boundValues are sessionValues of a statement that runs: functions that act on
// the session do so here. args are the statement's parameters.
func (s *Session) boundValues(names []string, args []any) ([]any, error) {
	var err error
	done := map[int]any{}
	for i, n := range names {
		if call, ok := strings.CutPrefix(n, "set_config:"); ok {
			if done[i], err = s.setConfig(call, args); err != nil {
				return nil, err
			}
		}
	}
	out := s.sessionValues(names)
	for i, v := range done {
		out[i] = v
	}
	return out, nil
}

func (s *Session) sessionValue(name string) any {
	switch name {
	case "now":
		return s.tx.now
	case "statement":
		return s.tx.statement
	case "database":
		return s.cfg.Database
	case "user":
		return s.cfg.User
	case "schema":
		for _, p := range s.set.searchPath() {
			if s.engine.rels.schemaExists(p) {
				return p
			}
		}
		return nil
	case "version":
		return serverVersionText(s.engine.cfg.Version)
	case "pid":
		return int64(s.cfg.PID)
	}
	if v, ok := s.systemValue(name); ok {
		return v
	}
	return s.set.bound(name)
}

// stored returns a slice that is at hand and young enough, or nil.
func (s *Session) stored(want Slice, e *Engine) *snapshot {
	if snap := s.pinned(want); snap != nil {
		return snap
	}
	return e.store.find(s.account.Key(), want, s.maxAge())
}
