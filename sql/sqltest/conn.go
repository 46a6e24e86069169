package sqltest

import (
	"context"
	"sync"

	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// Conn is a session driven without a connection, as the extended protocol
// would: prepare, run, read.
type Conn struct {
	Session *sql.Session
	client  *recordingClient
}

// recordingClient keeps what a session told its client.
type recordingClient struct {
	mu      sync.Mutex
	notices []string
}

func (c *recordingClient) Notice(n *sql.Notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notices = append(c.notices, n.Severity+" "+n.Code+": "+n.Message)
}

func (*recordingClient) ParameterStatus(string, string) {}

// NewConn begins a session of an account on the engine.
func NewConn(e *sql.Engine, account, database, user string) (*Conn, error) {
	c := &Conn{client: &recordingClient{}}
	s, err := e.NewSession(sql.SessionConfig{Account: Account(account), Database: database, User: user, Client: c.client, PID: 4711})
	if err != nil {
		return nil, err
	}
	c.Session = s
	return c, nil
}

// Notices returns and forgets the notices so far.
func (c *Conn) Notices() []string {
	c.client.mu.Lock()
	defer c.client.mu.Unlock()
	out := c.client.notices
	c.client.notices = nil
	return out
}

// Query runs one statement; params are in text format, nil for NULL.
func (c *Conn) Query(ctx context.Context, query string, params []*string) *Result {
	r := c.query(ctx, query, params)
	if r.Err != nil {
		c.Session.Fail()
	}
	return r
}

func (c *Conn) query(ctx context.Context, query string, params []*string) *Result {
	parsed, err := c.Session.Parse(query)
	if err != nil {
		return failed(err)
	}
	if len(parsed) != 1 {
		return failed(sql.Errorf("42601", "cannot insert multiple commands into a prepared statement"))
	}
	st, err := c.Session.Prepare(ctx, parsed[0], nil)
	if err != nil {
		return failed(err)
	}
	args, err := arguments(st.ParamTypes(), params, c.Session.Style())
	if err != nil {
		return failed(err)
	}
	rows, err := c.Session.Run(ctx, st, args)
	if err != nil {
		return failed(err)
	}
	defer rows.Close()
	r := &Result{Params: st.ParamTypes()}
	if st.Fields() != nil {
		r.Columns = []Column{}
	}
	for _, f := range st.Fields() {
		r.Columns = append(r.Columns, Column{Name: f.Name, Type: f.Type, Typmod: f.Typmod, Len: f.TypeLen})
	}
	for rows.Next() {
		if err := r.add(rows.Values(), c.Session.Style()); err != nil {
			return failed(err)
		}
	}
	if err := rows.Err(); err != nil {
		return failed(err)
	}
	r.Tag = rows.Tag()
	return r
}

func arguments(types []uint32, params []*string, st *datum.Style) ([]any, error) {
	args := make([]any, len(types))
	for i := range types {
		if i >= len(params) {
			return nil, sql.Errorf("08P01", "%d parameters, but the statement takes %d", len(params), len(types))
		}
		if params[i] == nil {
			continue
		}
		v, err := datum.ParseText(types[i], *params[i], st)
		if err != nil {
			return nil, asSQL(err)
		}
		args[i] = v
	}
	return args, nil
}

func asSQL(err error) error {
	if d, ok := err.(*datum.Error); ok {
		return &sql.Error{Code: d.Code, Message: d.Message, Detail: d.Detail, Hint: d.Hint}
	}
	return err
}

// add writes a row of values in both formats.
func (r *Result) add(values []any, st *datum.Style) error {
	text, binary := make([]Cell, len(values)), make([]Cell, len(values))
	for i, v := range values {
		if v == nil {
			text[i].Null, binary[i].Null = true, true
			continue
		}
		t, err := datum.AppendText(nil, r.Columns[i].Type, v, st)
		if err != nil {
			return asSQL(err)
		}
		b, err := datum.AppendBinary(nil, r.Columns[i].Type, v, st)
		if err != nil {
			return asSQL(err)
		}
		text[i].Value, binary[i].Value = string(t), string(b)
	}
	r.Text = append(r.Text, text)
	if len(values) > 0 {
		r.Binary = append(r.Binary, binary)
	}
	return nil
}
