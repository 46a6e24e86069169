package tables_test

import (
	"fmt"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/tables"
)

type silent struct{}

func (silent) Notice(*sql.Notice)             {}
func (silent) ParameterStatus(string, string) {}

// TestThroughEngine asks the tables in SQL, as a client would, and counts what
// that costs.
func TestThroughEngine(t *testing.T) {
	l := newLoader(t, confluencetest.Demo(), confluencetest.Account{})
	engine, err := sql.NewEngine(sql.Config{Tables: tables.All(), Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	s, err := engine.NewSession(sql.SessionConfig{Account: tables.Account{Client: l.client}, Database: "confluence", User: email, Client: silent{}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	pages, archived, some := 0, 0, int64(0)
	bySpace := map[string]int{}
	for p := range l.sim.TruePages(email) {
		pages, some = pages+1, p.ID
		bySpace[p.SpaceKey]++
		if p.Status == "archived" {
			archived++
		}
	}
	for _, tt := range []struct {
		query    string
		want     any
		maxCalls int
	}{
		{"select count(*) from spaces", int64(len(l.sim.TrueSpaces(email))), 1},
		{fmt.Sprintf("select count(*) from pages where id = %d", some), int64(1), 1},
		{"select count(*) from pages where space_key = 'ENG'", int64(bySpace["ENG"]), bySpace["ENG"]/250 + 4},
		{"select count(*) from pages", int64(pages), pages/250 + 11 + 24},
		{"select count(*) from pages where status = 'archived'", int64(archived), 0},
		{"select count(*) from pages p join spaces s on s.id = p.space_id where s.key = 'ENG'", int64(bySpace["ENG"]), 0},
		{"select count(*) from pages p left join users u on u.account_id = p.author_id where u.account_id is null and p.author_id is not null", int64(0), 3},
		{"select count(*) from pages where space_key is null", int64(0), 0},
	} {
		before := l.sim.RequestCount()
		got, err := value(t, s, tt.query)
		if err != nil || got != tt.want {
			t.Errorf("%s = %v, %v; want %v", tt.query, got, err, tt.want)
		}
		if n := int(l.sim.RequestCount() - before); n > tt.maxCalls {
			t.Errorf("%s: %d requests, want at most %d", tt.query, n, tt.maxCalls)
		}
	}
}

// value runs a query of one value.
func value(t *testing.T, s *sql.Session, query string) (any, error) {
	parsed, err := s.Parse(query)
	if err != nil {
		return nil, err
	}
	st, err := s.Prepare(t.Context(), parsed[0], nil)
	if err != nil {
		return nil, err
	}
	rows, err := s.Run(t.Context(), st, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, fmt.Errorf("no row: %w", rows.Err())
	}
	v := rows.Values()[0]
	return v, rows.Err()
}
