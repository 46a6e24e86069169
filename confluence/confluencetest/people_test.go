package confluencetest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// offsets walks a list of API v1 by start until nothing comes.
func (c *client) offsets(path string, limit int) []row {
	c.t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	var all []row
	for {
		var got searchReply
		c.read(fmt.Sprintf("%s%sstart=%d&limit=%d", path, sep, len(all), limit), &got)
		if len(got.Results) == 0 {
			return all
		}
		all = append(all, got.Results...)
	}
}

func TestGroupsAndMembers(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 20, Users: 700, Seed: 51})
	groups := c.offsets("/wiki/rest/api/group", 7)
	want := c.site.TrueGroups()
	if len(groups) != len(want) || len(want) < 50 {
		t.Fatalf("%d groups, not %d", len(groups), len(want))
	}
	in := map[string][]string{}
	for i, g := range groups {
		if g.text("id") != want[i].ID || g.text("name") != want[i].Name || g.text("managedBy") != want[i].ManagedBy {
			t.Errorf("group %v is not %+v", g, want[i])
		}
		var ids []string
		for _, u := range c.offsets("/wiki/rest/api/group/"+g.text("id")+"/membersByGroupId", 200) {
			ids = append(ids, u.text("accountId"))
		}
		if !slices.Equal(ids, want[i].MemberIDs) {
			t.Errorf("%s has %d members, not %d", g.text("name"), len(ids), len(want[i].MemberIDs))
		}
		for _, id := range ids {
			in[id] = append(in[id], g.text("id"))
		}
	}
	n := 0
	for id, groups := range in {
		if n++; n > 20 {
			break
		}
		var got []string
		for _, g := range c.offsets("/wiki/rest/api/user/memberof?accountId="+id, 3) {
			got = append(got, g.text("id"))
		}
		if !slices.Equal(got, groups) {
			t.Errorf("%s is in %d groups, not %d", id, len(got), len(groups))
		}
	}
	members := "/wiki/rest/api/group/" + want[0].ID + "/membersByGroupId"
	if resp, _ := c.get(members + "?limit=201"); resp.StatusCode != 400 {
		t.Errorf("limit 201: %s", resp.Status)
	}
	var reply searchReply
	c.read("/wiki/rest/api/group?limit=1000", &reply)
	if reply.Limit != 200 {
		t.Errorf("groups: the limit is cut to %d", reply.Limit)
	}
	c.read("/wiki/rest/api/group?limit=5", &reply)
	if reply.Links.Next != "/rest/api/group?limit=5&start=5" {
		t.Errorf("next is %s", reply.Links.Next)
	}
	var memberships searchReply
	c.read("/wiki/rest/api/user/memberof?limit=1&accountId="+in2(in), &memberships)
	if memberships.Links.Next != "" || memberships.Size != 1 {
		t.Errorf("memberof names a next page: %+v", memberships.Links)
	}
	c.site.AddAccount(Account{Email: c.email, Token: c.token, NoGroups: true})
	if resp, _ := c.get("/wiki/rest/api/group"); resp.StatusCode != 403 {
		t.Errorf("without the right: %s", resp.Status)
	}
}

// in2 is somebody who is in more than one group.
func in2(groups map[string][]string) string {
	for id, g := range groups {
		if len(g) > 1 {
			return id
		}
	}
	return ""
}

func TestSpaceRights(t *testing.T) {
	c := demoClient(t, Config{Spaces: 8, Pages: 50, Users: 60, Seed: 52})
	for _, who := range []*client{c, hiding(c)} {
		var permissions, roles []string
		for _, sp := range c.site.TrueSpaces(who.email) {
			for _, r := range who.rows(fmt.Sprintf("/wiki/api/v2/spaces/%d/permissions?limit=6", sp.ID)) {
				permissions = append(permissions, fmt.Sprint(sp.ID, r.text("id"), r.in("principal").text("id"), r.in("operation").text("key")))
			}
			for _, r := range who.rows(fmt.Sprintf("/wiki/api/v2/spaces/%d/role-assignments?limit=2", sp.ID)) {
				roles = append(roles, fmt.Sprint(sp.ID, r.in("principal").text("principalId"), r.text("roleId")))
			}
		}
		var want, wantRoles []string
		for _, p := range c.site.TrueSpacePermissions(who.email) {
			want = append(want, fmt.Sprint(p.SpaceID, itoa(p.ID), p.PrincipalID, p.OperationKey))
		}
		for _, r := range c.site.TrueRoleAssignments(who.email) {
			wantRoles = append(wantRoles, fmt.Sprint(r.SpaceID, r.PrincipalID, r.RoleID))
		}
		if !slices.Equal(permissions, want) || !slices.Equal(roles, wantRoles) || len(want) < 50 || len(wantRoles) < 4 {
			t.Errorf("%s: %d permissions, not %d; %d roles, not %d", who.email, len(permissions), len(want), len(roles), len(wantRoles))
		}
	}
	if n := len(c.rows("/wiki/api/v2/space-roles?role-type=CUSTOM")); n != 1 {
		t.Errorf("%d custom roles", n)
	}
	old := demoClient(t, Config{Spaces: 1, Pages: 1, Users: 5, NoRoles: true})
	var mode row
	old.read("/wiki/api/v2/space-role-mode", &mode)
	if mode.text("mode") != "PRE_ROLES" || len(old.rows("/wiki/api/v2/space-roles")) != 0 {
		t.Errorf("without roles: %v", mode)
	}
}

func TestWhatHangsOnContents(t *testing.T) {
	c := demoClient(t, Config{Spaces: 25, Pages: 300, BlogPosts: 30, Users: 40, Seed: 53})
	anna := c.site.users.id(c.site.account(c.email).ref)
	pages := truth(c.site, c.email)
	for _, err := range []error{c.site.Like(pages[0].ID, anna), c.site.Watch(pages[0].ID, anna), c.site.SetProperty(pages[0].ID, "mine", `{"a":[1,null]}`),
		c.site.Unlike(pages[1].ID, anna)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if c.site.SetProperty(pages[0].ID, "bad", "{") == nil || c.site.Like(5, anna) == nil {
		t.Error("a bad edit is taken")
	}
	seen := map[string]int{}
	for _, p := range pages {
		want, ok := c.site.TrueContent(p.ID)
		if !ok {
			t.Fatalf("page %d is not there", p.ID)
		}
		v2, v1 := "/wiki/api/v2/pages/"+itoa(p.ID), "/wiki/rest/api/content/"+itoa(p.ID)
		var likes, watchers, properties []string
		for _, r := range c.rows(v2 + "/likes/users?limit=3") {
			likes = append(likes, r.text("accountId"))
		}
		var count row
		c.read(v2+"/likes/count", &count)
		for _, r := range c.offsets(v1+"/notification/created", 2) {
			watchers = append(watchers, r.in("watcher").text("accountId"))
		}
		for _, r := range c.rows(v2 + "/properties") {
			properties = append(properties, r.text("key"))
		}
		var keys []string
		for _, q := range want.Properties {
			keys = append(keys, q.Key)
		}
		slices.Sort(keys)
		if !slices.Equal(likes, want.LikedBy) || count["count"] != float64(len(want.LikedBy)) || !slices.Equal(watchers, want.WatchedBy) || !slices.Equal(properties, keys) {
			t.Fatalf("page %d: %v %v %v %v, not %+v", p.ID, likes, count, watchers, properties, want)
		}
		seen["likes"] += len(likes)
		seen["watchers"] += len(watchers)
		seen["properties"] += len(properties)
		c.checkViews(p.ID, want, seen)
		c.checkRestrictions(v1, want, seen)
		var state row
		c.read(v1+"/state", &state)
		if state.in("contentState").text("name") != want.State {
			t.Errorf("state of %d: %v, not %s", p.ID, state, want.State)
		}
		resp, body := c.get(v2 + "/classification-level?status=" + p.Status)
		if (resp.StatusCode == 200) != (want.Class != "") || want.Class != "" && !strings.Contains(string(body), `"name":"`+want.Class+`"`) {
			t.Errorf("class of %d: %s, not %s", p.ID, body, want.Class)
		}
		seen["class "+want.Class]++
		seen["state "+want.State]++
	}
	for _, what := range []string{"likes", "watchers", "properties", "restricted", "views", "views hidden", "class ", "class Secret", "state ", "state Verified"} {
		if seen[what] == 0 {
			t.Errorf("no %s", what)
		}
	}
}

func (c *client) checkViews(id int64, want ContentTruth, seen map[string]int) {
	c.t.Helper()
	path := "/wiki/rest/api/analytics/content/" + itoa(id)
	resp, body := c.get(path + "/views")
	if want.ViewsHidden {
		if resp.StatusCode != 403 || string(body) != `{"reason":"ViewAnalyticsRestricted"}` {
			c.t.Errorf("hidden views: %s %s", resp.Status, body)
		}
		seen["views hidden"]++
		return
	}
	var viewers row
	c.read(path+"/viewers", &viewers)
	if string(body) != fmt.Sprintf(`{"id":%d,"count":%d}`, id, want.Views) || viewers["count"] != float64(want.Viewers) {
		c.t.Errorf("views %s, viewers %v, not %d and %d", body, viewers, want.Views, want.Viewers)
	}
	seen["views"]++
}

func (c *client) checkRestrictions(path string, want ContentTruth, seen map[string]int) {
	c.t.Helper()
	var got struct{ Results []row }
	c.read(path+"/restriction", &got)
	var have []RestrictionTruth
	for _, r := range got.Results {
		rt := RestrictionTruth{Operation: r.text("operation")}
		for _, u := range r.in("restrictions").in("user")["results"].([]any) {
			rt.AccountIDs = append(rt.AccountIDs, row(u.(map[string]any)).text("accountId"))
		}
		for _, g := range r.in("restrictions").in("group")["results"].([]any) {
			rt.GroupIDs = append(rt.GroupIDs, row(g.(map[string]any)).text("id"))
		}
		if len(rt.AccountIDs)+len(rt.GroupIDs) > 0 {
			have = append(have, rt)
			seen["restricted"]++
		}
	}
	if fmt.Sprint(have) != fmt.Sprint(want.Restrictions) {
		c.t.Errorf("%s: %v, not %v", path, have, want.Restrictions)
	}
}

func TestARestrictionHidesThePageAndAllBelow(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 300, Users: 40, Seed: 54})
	c.site.AddAccount(Account{Email: "james@example.com", Token: "j"})
	james := &client{t: t, site: c.site, email: "james@example.com", token: "j"}
	anna := c.site.users.id(c.site.account(c.email).ref)
	all := truth(c.site, c.email)
	home := all[0]
	if err := c.site.Restrict(home.ID, anna); err != nil {
		t.Fatal(err)
	}
	var want []int64
	for _, p := range all {
		if p.ID != home.ID && !slices.ContainsFunc(c.site.TrueAncestors(p.ID), func(a AncestorTruth) bool { return a.ID == home.ID }) {
			want = append(want, p.ID)
		}
	}
	if got := pageIDs(t, james.walk("/wiki/api/v2/pages?limit=250", nil)); !slices.Equal(got, want) || len(want) > len(all)-20 || len(want) == 0 {
		t.Errorf("james sees %d of %d pages, not %d", len(got), len(all), len(want))
	}
	if got := pageIDs(t, c.walk("/wiki/api/v2/pages?limit=250", nil)); len(got) != len(all) {
		t.Errorf("anna sees %d of %d pages", len(got), len(all))
	}
	for _, path := range []string{"/wiki/api/v2/pages/%d", "/wiki/api/v2/pages/%d/labels", "/wiki/rest/api/content/%d/restriction"} {
		if resp, _ := james.get(fmt.Sprintf(path, home.ID)); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	n := len(slices.Collect(c.site.TrueFooterComments("james@example.com")))
	if got := len(james.rows("/wiki/api/v2/footer-comments?limit=250")); got != n || n >= len(slices.Collect(c.site.TrueFooterComments(c.email))) {
		t.Errorf("james sees %d comments, not %d", got, n)
	}
	if got := james.found("type = page"); len(got) >= len(c.found("type = page")) {
		t.Errorf("search shows james %d", len(got))
	}
	c.site.Unrestrict(home.ID)
	if got := james.walk("/wiki/api/v2/pages?limit=250", nil); len(got) != len(all) {
		t.Errorf("afterwards james sees %d", len(got))
	}
}

func TestAuditIsForAdministrators(t *testing.T) {
	c := demoClient(t, Config{Spaces: 3, Pages: 300, Users: 40, Seed: 55})
	if resp, _ := c.get("/wiki/rest/api/audit"); resp.StatusCode != 403 {
		t.Fatalf("for others: %s", resp.Status)
	}
	c.site.AddAccount(Account{Email: c.email, Token: c.token, Admin: true})
	want := c.site.TrueAudit()
	rows := c.offsets("/wiki/rest/api/audit", 90)
	if len(rows) != len(want) {
		t.Fatalf("%d records, not %d", len(rows), len(want))
	}
	for i, r := range rows {
		if r["creationDate"] != float64(want[i].CreationDate) || r.text("summary") != want[i].Summary || r.in("author").text("accountId") != want[i].AuthorID {
			t.Fatalf("record %d: %v, not %+v", i, r, want[i])
		}
	}
	from, to := want[150].CreationDate, want[30].CreationDate
	if got := c.offsets(fmt.Sprintf("/wiki/rest/api/audit?startDate=%d&endDate=%d", from, to), 1000); len(got) != 121 {
		t.Errorf("between two moments: %d", len(got))
	}
}

func TestTemplates(t *testing.T) {
	c := demoClient(t, Config{Spaces: 6, Pages: 60, Users: 10, Seed: 56})
	got := c.offsets("/wiki/rest/api/template/page", 3)
	for _, sp := range c.site.TrueSpaces(c.email) {
		got = append(got, c.offsets("/wiki/rest/api/template/page?spaceKey="+sp.Key, 3)...)
	}
	want := c.site.TrueTemplates(c.email)
	if len(got) != len(want) || len(want) < 6 {
		t.Fatalf("%d templates, not %d", len(got), len(want))
	}
	for i, r := range got {
		if r.text("templateId") != itoa(want[i].ID) || r.text("name") != want[i].Name {
			t.Errorf("%v is not %+v", r, want[i])
		}
	}
}
