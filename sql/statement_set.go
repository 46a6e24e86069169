package sql

import (
	"context"
	"sort"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v6"
)

func (s *Session) prepareSet(p *Parsed, v *pg.VariableSetStmt) (*Statement, error) {
	return utility(p, func(_ context.Context, s *Session, _ *Statement, _ []any) (*Rows, error) {
		return s.setVariable(v)
	}), nil
}

func (s *Session) setVariable(v *pg.VariableSetStmt) (*Rows, error) {
	s.keepImplicit()
	switch v.Kind {
	case pg.VariableSetKind_VAR_RESET:
		return command("RESET"), s.set.reset(v.Name)
	case pg.VariableSetKind_VAR_RESET_ALL:
		return command("RESET"), s.set.reset("")
	case pg.VariableSetKind_VAR_SET_DEFAULT:
		return command("SET"), s.set.reset(v.Name)
	case pg.VariableSetKind_VAR_SET_MULTI:
		return s.setMulti(v)
	case pg.VariableSetKind_VAR_SET_CURRENT:
		return nil, Unsupported("SET ... FROM CURRENT")
	}
	if strings.EqualFold(v.Name, "role") || strings.EqualFold(v.Name, "session_authorization") {
		return s.setRole(v)
	}
	value, err := settingValue(v.Args)
	if err != nil {
		return nil, err
	}
	if v.IsLocal {
		if s.tx.status == TxIdle {
			s.warn("25P01", "SET LOCAL can only be used in transaction blocks")
			return command("SET"), nil
		}
		return command("SET"), s.set.setLocal(v.Name, value)
	}
	return command("SET"), s.set.assign(v.Name, value)
}

// setMulti is SET TRANSACTION and SET SESSION CHARACTERISTICS.
func (s *Session) setMulti(v *pg.VariableSetStmt) (*Rows, error) {
	prefix, local := "", true
	switch v.Name {
	case "TRANSACTION":
	case "SESSION CHARACTERISTICS":
		prefix, local = "default_", false
	default:
		return nil, Unsupported("SET %s", v.Name)
	}
	if local && s.tx.status == TxIdle {
		s.warn("25P01", "SET TRANSACTION can only be used in transaction blocks")
		return command("SET"), nil
	}
	for _, a := range v.Args {
		d := a.GetDefElem()
		value, err := settingValue([]*pg.Node{d.Arg})
		if err != nil {
			return nil, err
		}
		if d.Defname == "transaction_read_only" {
			continue // reading is all there is
		}
		if local {
			err = s.set.setLocal(d.Defname, value)
		} else {
			err = s.set.assign(prefix+d.Defname, value)
		}
		if err != nil {
			return nil, err
		}
	}
	return command("SET"), nil
}

// settingValue is the text of SET's arguments: several are joined by commas,
// an interval (SET TIME ZONE INTERVAL '-08:00') becomes an offset.
func settingValue(args []*pg.Node) (string, error) {
	var parts []string
	for _, n := range args {
		switch n := n.Node.(type) {
		case *pg.Node_AConst:
			switch c := n.AConst.Val.(type) {
			case *pg.A_Const_Sval:
				parts = append(parts, c.Sval.Sval)
			case *pg.A_Const_Ival:
				parts = append(parts, strconv.Itoa(int(c.Ival.GetIval())))
			case *pg.A_Const_Fval:
				parts = append(parts, c.Fval.Fval)
			case *pg.A_Const_Boolval:
				parts = append(parts, strconv.FormatBool(c.Boolval.GetBoolval()))
			}
		case *pg.Node_TypeCast:
			text := n.TypeCast.Arg.GetAConst().GetSval().GetSval()
			h, m, _ := strings.Cut(text, ":")
			hours, err := strconv.Atoi(h)
			mins, _ := strconv.Atoi(m)
			if err != nil {
				return "", Errorf("22023", "invalid interval value for time zone: \"%s\"", text)
			}
			off := float64(mins) / 60
			if strings.HasPrefix(h, "-") {
				off = -off
			}
			parts = append(parts, strconv.FormatFloat(float64(hours)+off, 'f', -1, 64))
		default:
			return "", Unsupported("this value of a setting")
		}
	}
	return strings.Join(parts, ", "), nil
}

func (s *Session) prepareShow(p *Parsed, v *pg.VariableShowStmt) (*Statement, error) {
	st := utility(p, func(_ context.Context, s *Session, st *Statement, _ []any) (*Rows, error) {
		return s.show(v.Name, st.fields)
	})
	text := func(name string) Field { return Field{Name: name, Type: oidText, Typmod: -1, TypeLen: -1} }
	if strings.EqualFold(v.Name, "all") {
		st.fields = []Field{text("name"), text("setting"), text("description")}
		return st, nil
	}
	name := showName(v.Name)
	if _, err := s.set.get(name); err != nil {
		return nil, err
	}
	if k := knownSettings[strings.ToLower(name)]; k != nil {
		name = k.name
	}
	st.fields = []Field{text(name)}
	return st, nil
}

// showName gives SHOW's words their parameter's name.
func showName(name string) string {
	switch strings.ToLower(name) {
	case "timezone", "time zone":
		return "TimeZone"
	case "transaction isolation level":
		return "transaction_isolation"
	}
	return name
}

func (s *Session) show(name string, fields []Field) (*Rows, error) {
	tag := func(int64) string { return "SHOW" }
	if len(fields) == 1 {
		v, err := s.set.get(showName(name))
		if err != nil {
			return nil, err
		}
		return tableRows(fields, [][]any{{v}}, tag), nil
	}
	var rows [][]any
	for key, k := range knownSettings {
		v, _ := s.set.get(key)
		rows = append(rows, []any{k.name, v, k.comment})
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i][0].(string) < rows[j][0].(string) })
	return tableRows(fields, rows, tag), nil
}
