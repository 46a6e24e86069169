package confluencetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

type gotUser struct {
	Type, AccountID, AccountType, AccountStatus, DisplayName, PublicName, TimeZone, PersonalSpaceID string
	Email                                                                                           *string
	IsExternalCollaborator                                                                          bool
}

type gotSearch struct {
	Results         []struct{ User gotUser }
	Start, Limit    int
	Size, TotalSize int
	Links           map[string]string `json:"_links"`
}

func (c *client) searchAll(query string, limit int) []string {
	c.t.Helper()
	var ids []string
	for start := 0; ; {
		var got gotSearch
		c.read(fmt.Sprintf("/wiki/rest/api/search/user?%s&start=%d&limit=%d", query, start, limit), &got)
		if len(got.Results) == 0 {
			return ids
		}
		for _, r := range got.Results {
			ids = append(ids, r.User.AccountID)
		}
		if got.Links["next"] != "" {
			c.t.Error("user search names a next page")
		}
		start += len(got.Results)
	}
}

func TestUserSearch(t *testing.T) {
	c := demoClient(t, Config{Spaces: 5, Pages: 20, Users: 700})
	var listed, guests []string
	for _, u := range c.site.TrueUsers(c.email) {
		switch {
		case u.Listed:
			listed = append(listed, u.AccountID)
		case u.IsExternalCollaborator && u.AccountStatus == "active":
			guests = append(guests, u.AccountID)
		}
	}
	if len(listed) < 500 || len(guests) == 0 {
		t.Fatalf("%d listed, %d guests", len(listed), len(guests))
	}
	if got := c.searchAll("cql=type=user", 1000); !slices.Equal(got, listed) {
		t.Errorf("search gives %d people, not %d", len(got), len(listed))
	}
	if got := c.searchAll("cql=type%3D%22user%22&sitePermissionTypeFilter=all", 150); !slices.Equal(got, append(slices.Clone(listed), guests...)) {
		t.Errorf("search of all gives %d", len(got))
	}
	if got := c.searchAll("cql=type=user&sitePermissionTypeFilter=externalCollaborator", 50); !slices.Equal(got, guests) {
		t.Errorf("search of guests gives %d", len(got))
	}
	if got := c.searchAll("cql="+escaped(fmt.Sprintf(`user in ("%s", %q, nobody)`, listed[4], listed[1])), 50); !slices.Equal(got, []string{listed[1], listed[4]}) {
		t.Errorf("search by id gives %v", got)
	}
	if got := c.searchAll("cql="+escaped(`user.fullname~"an"`), 50); len(got) == 0 || len(got) == len(listed) {
		t.Errorf("search by name gives %d", len(got))
	}
	var got gotSearch
	c.read("/wiki/rest/api/search/user?cql=type=user&limit=500", &got)
	if got.Limit != 200 || got.Size != 200 || got.TotalSize != len(listed) {
		t.Errorf("limit 500 gives limit %d, size %d, total %d", got.Limit, got.Size, got.TotalSize)
	}
	for _, query := range []string{"", "cql=", "cql=type=page", "cql=user+in+()", "cql=type=user&start=-1", "cql=type=user&limit=x",
		"cql=text~x", "cql=type=user+and+user=1", "cql=%22"} {
		if resp, body := c.get("/wiki/rest/api/search/user?" + query); resp.StatusCode != 400 || !json.Valid(body) {
			t.Errorf("%s: %s %s", query, resp.Status, body)
		}
	}
}

func TestUserSearchEndsAtTenThousand(t *testing.T) {
	c := demoClient(t, Config{Spaces: 2, Pages: 5, Users: 13_000})
	if got := c.searchAll("cql=type=user", 200); len(got) != 10_000 {
		t.Errorf("%d people", len(got))
	}
}

func TestUsersBulk(t *testing.T) {
	c := demoClient(t, Config{Spaces: 20, Pages: 400, Users: 250})
	want := map[string]UserTruth{}
	var ids []string
	for _, u := range c.site.TrueUsers(c.email) {
		want[u.AccountID] = u
		ids = append(ids, u.AccountID)
	}
	if len(want) != 250 {
		t.Fatalf("%d different accounts", len(want))
	}
	asked := append([]string{"712020:00000000-0000-4000-8000-000000000000", "", ids[3]}, ids[:247]...)
	body, _ := json.Marshal(map[string]any{"accountIds": asked})
	var got struct{ Results []gotUser }
	if resp := c.post("/wiki/api/v2/users-bulk", string(body), &got); resp.StatusCode != 200 || len(got.Results) != 247 {
		t.Fatalf("%s, %d users", resp.Status, len(got.Results))
	}
	statuses, nulls, spaces := map[string]int{}, 0, 0
	for _, u := range got.Results {
		w := want[u.AccountID]
		space := ""
		if w.PersonalSpaceID != 0 {
			space, spaces = itoa(w.PersonalSpaceID), spaces+1
		}
		email := ""
		if u.Email != nil {
			email = *u.Email
		} else {
			nulls++
		}
		if (u.Email == nil) != w.EmailNull || email != w.Email || u.DisplayName != w.DisplayName || u.PublicName != w.PublicName ||
			u.TimeZone != w.TimeZone || u.AccountStatus != w.AccountStatus || u.AccountType != w.AccountType ||
			u.PersonalSpaceID != space || u.IsExternalCollaborator != w.IsExternalCollaborator {
			t.Errorf("got %+v, want %+v", u, w)
		}
		statuses[u.AccountStatus]++
	}
	if statuses["closed"] == 0 || statuses["inactive"] == 0 || nulls == 0 || spaces != 4 {
		t.Errorf("statuses %v, %d null e-mails, %d personal spaces", statuses, nulls, spaces)
	}
	for _, body := range []string{"", "{}", `{"accountIds":[]}`, `{"accountIds":"x"}`, `{"accountIds":["` + strings.Repeat(`a","`, 250) + `"]}`} {
		if resp := c.post("/wiki/api/v2/users-bulk", body, nil); resp.StatusCode != 400 {
			t.Errorf("%.40s: %s", body, resp.Status)
		}
	}
	if resp := c.post("/wiki/api/v2/users-bulk", strings.Repeat(" ", maxBulkBody+1), nil); resp.StatusCode != 413 {
		t.Errorf("too large: %s", resp.Status)
	}
}

func TestAuthorsHaveSometimesLeft(t *testing.T) {
	c := demoClient(t, Demo())
	users := map[string]UserTruth{}
	for _, u := range c.site.TrueUsers(c.email) {
		users[u.AccountID] = u
	}
	unlisted := 0
	for p := range c.site.TruePages(c.email) {
		u, ok := users[p.AuthorID]
		if !ok {
			t.Fatalf("author %s is nobody", p.AuthorID)
		}
		if !u.Listed {
			unlisted++
		}
	}
	if unlisted < 100 {
		t.Errorf("only %d pages are of people that user search does not show", unlisted)
	}
}

func TestCurrentUser(t *testing.T) {
	s := New(Config{Spaces: 2, Pages: 5, Users: 10})
	s.AddAccount(Account{Email: "new@example.com", Token: "n", AccountID: "712020:new", DisplayName: "Newt New", TimeZone: "Asia/Tokyo"})
	s.AddAccount(Account{Email: "shy@example.com", Token: "s", HideEmail: true})
	c := &client{t: t, site: s, email: "new@example.com", token: "n"}
	var u gotUser
	c.read(currentPath, &u)
	if u.Type != "known" || u.AccountID != "712020:new" || u.DisplayName != "Newt New" || u.TimeZone != "Asia/Tokyo" || *u.Email != "new@example.com" {
		t.Errorf("got %+v", u)
	}
	if !slices.Contains(c.searchAll("cql=type=user", 50), "712020:new") {
		t.Error("user search does not show a person that was added")
	}
	var got struct{ Results []gotUser }
	c.post("/wiki/api/v2/users-bulk", `{"accountIds":["712020:new"]}`, &got)
	if len(got.Results) != 1 || got.Results[0].DisplayName != "Newt New" {
		t.Errorf("users-bulk gives %+v", got)
	}
	c.email, c.token = "shy@example.com", "s"
	c.read(currentPath, &u)
	if u.Email == nil || *u.Email != "" || u.AccountID == "712020:new" {
		t.Errorf("got %+v", u)
	}
}
