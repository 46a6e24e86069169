package tables_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// code is an error's SQLSTATE, or "".
func code(err error) string {
	var e *sql.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func jsonb(t testing.TB, s string) any {
	out, err := datum.CanonicalJSONB(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestGroups(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 4, Pages: 50, Users: 900}, confluencetest.Account{})
	var groups, members [][]any
	calls := 1
	for _, g := range l.sim.TrueGroups() {
		groups = append(groups, []any{g.ID, g.Name, g.UsageType, g.ManagedBy})
		for _, id := range g.MemberIDs {
			members = append(members, []any{g.ID, id})
		}
		calls += 2 + len(g.MemberIDs)/199
	}
	l.wantRows(l.whole("groups"), []string{"id", "name", "usage_type", "managed_by"}, groups, 2)
	columns := []string{"group_id", "account_id"}
	l.wantRows(l.whole("group_members"), columns, members, calls+2)
	for at, c := range columns {
		of := keep(members, func(r []any) bool { return r[at] == members[0][at] })
		l.wantRows(l.by("group_members", c, members[0][at]), columns, of, 2+len(of)/199)
	}
	l.wantRows(l.by("group_members", "group_id", "no-such-group"), columns, nil, 1)
}

func TestSpaceRights(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 12, Pages: 100, Users: 60}) {
		var permissions, assignments, properties [][]any
		roles := map[any]any{}
		for _, p := range l.sim.TrueSpacePermissions(l.email) {
			permissions = append(permissions, []any{p.SpaceID, strconv.FormatInt(p.ID, 10), p.PrincipalType, p.PrincipalID, p.OperationKey, p.OperationType})
		}
		for _, r := range l.sim.TrueRoleAssignments(l.email) {
			assignments = append(assignments, []any{r.SpaceID, r.RoleID, r.PrincipalType, r.PrincipalID})
			roles[r.RoleID] = r.RoleName
		}
		spaces := l.sim.TrueSpaces(l.email)
		for _, s := range spaces {
			for _, p := range l.sim.TrueSpaceProperties(s.ID) {
				properties = append(properties, []any{s.ID, p.ID, p.Key, jsonb(t, p.Value), int64(p.Version)})
			}
		}
		n := len(spaces) + 1
		for _, x := range []struct {
			table   string
			columns []string
			truth   [][]any
		}{
			{"space_permissions", []string{"space_id", "id", "principal_type", "principal_id", "operation_key", "operation_target_type"}, permissions},
			{"space_role_assignments", []string{"space_id", "role_id", "principal_type", "principal_id"}, assignments},
			{"space_properties", []string{"space_id", "id", "key", "value", "version_number"}, properties},
		} {
			if len(x.truth) == 0 {
				t.Fatalf("%s: nothing to compare", x.table)
			}
			l.wantRows(l.whole(x.table), x.columns, x.truth, n+len(x.truth)/250)
			some := x.truth[0][0]
			l.wantRows(l.by(x.table, "space_id", some, int64(1)), x.columns, keep(x.truth, func(r []any) bool { return r[0] == some }), 2)
		}
		rows, err := l.load(t.Context(), l.whole("space_roles"))
		for _, r := range rows {
			if name, ok := roles[r[0]]; ok && name != r[2] {
				t.Errorf("role %v is %v, want %v", r[0], r[2], name)
			}
			delete(roles, r[0])
		}
		if err != nil || len(roles) > 0 {
			t.Errorf("%d roles are missing, %v", len(roles), err)
		}
	}
}

func TestTemplates(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 12, Pages: 100, Users: 60}) {
		ids := map[string]any{}
		spaces := l.sim.TrueSpaces(l.email)
		for _, s := range spaces {
			ids[s.Key] = s.ID
		}
		var truth [][]any
		for _, x := range l.sim.TrueTemplates(l.email) {
			truth = append(truth, []any{strconv.FormatInt(x.ID, 10), ids[x.SpaceKey], x.Name})
		}
		columns := []string{"template_id", "space_id", "name"}
		l.wantRows(sql.Slice{Table: "templates"}, columns, truth, len(spaces)+2)
		for _, r := range truth {
			if r[1] != nil {
				l.wantRows(l.by("templates", "space_id", r[1]), columns, keep(truth, func(o []any) bool { return o[1] == r[1] }), 2)
				break
			}
		}
		rows, err := l.load(t.Context(), l.whole("templates"))
		if err != nil || len(rows) != len(truth) {
			t.Errorf("templates with bodies: %d, %v", len(rows), err)
		}
	}
}

func TestAudit(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 12, Pages: 3000, Users: 300}, confluencetest.Account{Admin: true})
	var truth [][]any
	for _, r := range l.sim.TrueAudit() {
		truth = append(truth, []any{opt(r.AuthorID), r.Summary, r.Category, r.Object, r.ObjectType, r.RemoteAddress, (r.CreationDate - 946684800000) * 1000})
	}
	l.wantRows(l.whole("audit_records"), []string{"author_account_id", "summary", "category", "affected_object_name", "affected_object_type", "remote_address", "creation_date"},
		truth, len(truth)/1000+2)
}

// TestNotPermitted loads every table for one who lacks rights and for one whose
// token lacks all scopes: 42501, or rows with NULLs, as the documentation says.
func TestNotPermitted(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 3, Pages: 20, Users: 10}, confluencetest.Account{NoGroups: true, NoViews: true})
	for _, table := range []string{"groups", "group_members", "audit_records"} {
		if _, err := l.load(t.Context(), l.whole(table)); code(err) != "42501" {
			t.Errorf("%s without the right: %v", table, err)
		}
	}
	none := loginTo(t, l.sim, confluencetest.Account{Email: "eve@example.com", Token: "ATATT3-scoped", Scoped: true, Scopes: []string{"read:confluence-user"}})
	for name := range none.tables {
		_, err := none.load(t.Context(), none.whole(name))
		want := "42501"
		if name == "custom_content" {
			want = "0A000"
		}
		if code(err) != want {
			t.Errorf("%s without scopes: %v", name, err)
		}
	}
}
