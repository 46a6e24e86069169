package sql

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"
)

// setRole is SET ROLE and SET SESSION AUTHORIZATION: whoever is logged in may
// be himself, as in PostgreSQL a role that is a member of no other.
func (s *Session) setRole(v *pg.VariableSetStmt) (*Rows, error) {
	name, err := settingValue(v.Args)
	if err != nil {
		return nil, err
	}
	role := strings.EqualFold(v.Name, "role")
	if name == s.cfg.User || role && name == "none" {
		return command("SET"), nil
	}
	if _, e := s.engine.rels.names.parse(oidRegrole, ident(name), nil, s.cfg.User); e != nil {
		return nil, Errorf("22023", "role \"%s\" does not exist", name)
	}
	if role {
		return nil, Errorf("42501", "permission denied to set role \"%s\"", name)
	}
	return nil, Errorf("42501", "permission denied to set session authorization \"%s\"", name)
}
