package proxy

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// The statements of one string, and those up to one Sync, are one transaction:
// they see one now().
func TestOneTransactionForOneString(t *testing.T) {
	_, addr := serve(t, Config{})
	c := dial(t, addr)
	c.login()
	times := func(messages ...pgproto3.FrontendMessage) []string {
		t.Helper()
		c.put(messages...)
		got := slices.DeleteFunc(c.untilReady(), func(m string) bool { return !strings.HasPrefix(m, "DataRow") })
		return got
	}
	var all []string
	for _, messages := range [][]pgproto3.FrontendMessage{
		{&pgproto3.Query{String: "select now(); select now(); begin; select now(); commit"}},
		{&pgproto3.Parse{Query: "select now()"}, &pgproto3.Bind{}, &pgproto3.Execute{},
			&pgproto3.Parse{Query: "select now()"}, &pgproto3.Bind{}, &pgproto3.Execute{}, &pgproto3.Sync{}},
		{&pgproto3.Query{String: "select now()"}},
	} {
		got := times(messages...)
		if len(slices.Compact(slices.Clone(got))) != 1 {
			t.Errorf("got %q", got)
		}
		all = append(all, got[0])
	}
	if len(slices.Compact(all)) != 3 {
		t.Errorf("three transactions have the times %q", all)
	}
	got := times(&pgproto3.Query{String: "select now(); begin; commit; select now()"})
	if len(got) != 2 || got[0] == got[1] {
		t.Errorf("before and after a block: %q", got)
	}
}

// The parameters of start-up are those of PostgreSQL 15, in its order.
func TestReportedParameters(t *testing.T) {
	_, addr := serve(t, Config{})
	c := dial(t, addr)
	var names []string
	for _, m := range c.login() {
		if rest, ok := strings.CutPrefix(m, "ParameterStatus "); ok {
			name, _, _ := strings.Cut(rest, "=")
			names = append(names, name)
		}
	}
	want := []string{"application_name", "client_encoding", "DateStyle", "default_transaction_read_only", "in_hot_standby",
		"integer_datetimes", "IntervalStyle", "is_superuser", "server_encoding", "server_version", "session_authorization",
		"standard_conforming_strings", "TimeZone"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q\nwant %q", names, want)
	}
}
