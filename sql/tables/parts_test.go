package tables_test

import (
	"slices"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
)

// ref is a page or blog post that an account may see.
type ref struct {
	id      int64
	blog    bool
	number  int32
	truth   confluencetest.ContentTruth
	current bool
}

func (r ref) columns() []any {
	if r.blog {
		return []any{r.id, nil, r.id}
	}
	return []any{r.id, r.id, nil}
}

func contents(l *loader) (out []ref) {
	for p := range l.sim.TruePages(l.email) {
		out = append(out, ref{id: p.ID, number: p.VersionNumber, current: p.Status == "current"})
	}
	for p := range l.sim.TrueBlogPosts(l.email) {
		out = append(out, ref{id: p.ID, blog: true, number: p.VersionNumber, current: true})
	}
	for i := range out {
		out[i].truth, _ = l.sim.TrueContent(out[i].id)
	}
	return out
}

// wantParts compares a table with one call for each page and blog post, as a
// whole and by its keys.
func (l *loader) wantParts(table string, columns []string, parts func(ref) [][]any) {
	l.t.Helper()
	columns = append([]string{"content_id", "page_id", "blog_post_id"}, columns...)
	all := contents(l)
	var truth [][]any
	rows := func(r ref) (out [][]any) {
		for _, p := range parts(r) {
			out = append(out, append(r.columns(), p...))
		}
		return out
	}
	for _, r := range all {
		truth = append(truth, rows(r)...)
	}
	if len(truth) == 0 {
		l.t.Fatalf("%s: nothing to compare", table)
	}
	l.wantRows(l.whole(table), columns, truth, len(all)+30)
	for _, blog := range []bool{false, true} {
		for _, r := range all {
			if r.blog == blog && len(parts(r)) > 0 {
				l.wantRows(l.by(table, map[bool]string{false: "page_id", true: "blog_post_id"}[blog], r.id), columns, rows(r), 1)
				l.wantRows(l.by(table, "content_id", r.id, int64(1)), columns, rows(r), 3)
				break
			}
		}
	}
	l.wantRows(l.by(table, "page_id", int64(1)), columns, nil, 1)
	l.maxCalls = int64(len(all) - 1)
	if _, err := l.load(l.t.Context(), l.whole(table)); code(err) != "54000" {
		l.t.Errorf("%s of more than max_api_calls: %v", table, err)
	}
	l.maxCalls = 10_000
}

func one(v any) []any { return []any{v} }

func TestParts(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 6, Pages: 200, Users: 40, Seed: 5}) {
		l.wantParts("likes", []string{"account_id"}, func(r ref) (out [][]any) {
			for _, id := range r.truth.LikedBy {
				out = append(out, one(id))
			}
			return out
		})
		l.wantParts("content_properties", []string{"id", "key", "value", "version_number"}, func(r ref) (out [][]any) {
			for _, p := range r.truth.Properties {
				out = append(out, []any{p.ID, p.Key, jsonb(t, p.Value), int64(p.Version)})
			}
			return out
		})
		l.wantParts("content_restrictions", []string{"operation", "principal_type", "principal_id"}, func(r ref) (out [][]any) {
			for _, x := range r.truth.Restrictions {
				for _, id := range x.AccountIDs {
					out = append(out, []any{x.Operation, "user", id})
				}
				for _, id := range x.GroupIDs {
					out = append(out, []any{x.Operation, "group", id})
				}
			}
			return out
		})
	}
}

func TestWatchers(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 6, Pages: 150, Users: 40, Seed: 5}) {
		columns := []string{"watched_id", "page_id", "blog_post_id", "space_id", "watched_type", "account_id"}
		var truth [][]any
		all := contents(l)
		for _, r := range all {
			for _, id := range r.truth.WatchedBy {
				truth = append(truth, append(r.columns(), nil, map[bool]any{false: "page", true: "blogpost"}[r.blog], id))
			}
		}
		spaces := l.sim.TrueSpaces(l.email)
		for _, s := range spaces {
			for _, id := range l.sim.TrueSpaceWatchers(s.Key) {
				truth = append(truth, []any{s.ID, nil, nil, s.ID, "space", id})
			}
		}
		l.wantRows(l.whole("watchers"), columns, truth, len(all)+len(spaces)+30)
		for at, column := range columns[1:4] {
			for _, r := range truth {
				if r[at+1] != nil {
					of := keep(truth, func(o []any) bool { return o[at+1] == r[at+1] })
					l.wantRows(l.by("watchers", column, r[at+1]), columns, of, 2)
					break
				}
			}
		}
		l.wantRows(l.by("watchers", "watched_type", "space"), columns, keep(truth, func(o []any) bool { return o[4] == "space" }), len(spaces)+1)
	}
}

func TestVersions(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 6, Pages: 200, Users: 40, Seed: 5}) {
		for table, blog := range map[string]bool{"page_versions": false, "blog_post_versions": true} {
			key := map[bool]string{false: "page_id", true: "blog_post_id"}[blog]
			columns := []string{key, "number", "author_id", "created_at", "message", "minor_edit"}
			var truth [][]any
			many, sample := 0, int64(0)
			for _, r := range contents(l) {
				if r.blog != blog {
					continue
				}
				versions := l.sim.TrueVersions(r.id)
				for _, v := range versions {
					truth = append(truth, []any{r.id, int64(v.Number), v.AuthorID, micros(v.CreatedAt), v.Message, bit(v.MinorEdit)})
				}
				if len(versions) > 1 {
					many += 1 + len(versions)/250
					sample = r.id
				}
			}
			l.wantRows(l.whole(table), columns, truth, many+20)
			l.wantRows(l.by(table, key, sample, int64(1)), columns, keep(truth, func(o []any) bool { return o[0] == sample }), 3)
		}
	}
}

func TestPageViewsAndStates(t *testing.T) {
	ann := newLoader(t, confluencetest.Config{Spaces: 6, Pages: 150, Users: 40, Seed: 5}, confluencetest.Account{Admin: true})
	bob := loginTo(t, ann.sim, confluencetest.Account{Email: "bob@example.com", Token: "ATATT3-other", NoViews: true, HiddenPages: func(id int64) bool { return id%2 == 0 }})
	hidden := 0
	for _, l := range []*loader{ann, bob} {
		var views, states [][]any
		n := 0
		for _, r := range contents(l) {
			if r.blog {
				continue
			}
			n++
			row := []any{r.id, r.truth.Views, r.truth.Viewers}
			if l == bob {
				row[1], row[2] = nil, nil
				hidden++
			}
			views = append(views, row)
			if r.truth.State != "" {
				states = append(states, []any{r.id, r.truth.State})
			}
		}
		l.wantRows(l.whole("page_views"), []string{"page_id", "views", "viewers"}, views, 2*n+20)
		l.wantRows(sql.Slice{Table: "page_views"}, []string{"page_id"}, project(views, 0), 20)
		l.wantRows(sql.Slice{Table: "page_views", With: []string{"views"}}, []string{"page_id", "views"}, project(views, 0, 1), n+20)
		l.wantRows(l.by("page_views", "page_id", views[0][0], int64(1)), []string{"page_id", "views", "viewers"}, views[:1], 3)
		l.wantRows(l.whole("content_states"), []string{"page_id", "name"}, states, n+20)
		l.wantRows(l.by("content_states", "page_id", states[0][0]), []string{"page_id", "name"}, states[:1], 2)
	}
	if hidden == 0 {
		t.Error("nothing was hidden from bob")
	}
	off := newLoader(t, confluencetest.Config{Spaces: 2, Pages: 20, Users: 5, NoAnalytics: true}, confluencetest.Account{Admin: true})
	rows, err := off.load(t.Context(), off.whole("page_views"))
	if err != nil || len(rows) != 20 || slices.ContainsFunc(rows, func(r []any) bool { return r[1] != nil }) {
		t.Errorf("a site without analytics: %d rows, %v", len(rows), err)
	}
}

func TestContentLabels(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 6, Pages: 800, Users: 40, Seed: 5}) {
		columns := []string{"content_type", "page_id", "blog_post_id", "label_id", "name", "prefix"}
		kinds := map[int64]string{}
		for _, r := range contents(l) {
			kinds[r.id] = map[bool]string{false: "page", true: "blogpost"}[r.blog]
		}
		var truth [][]any
		used := map[any]bool{}
		for x := range l.sim.TrueContentLabels(l.email) {
			row := []any{"attachment", nil, nil, x.LabelID, x.Name, x.Prefix}
			switch kinds[x.ContentID] {
			case "page":
				row[0], row[1] = "page", x.ContentID
			case "blogpost":
				row[0], row[2] = "blogpost", x.ContentID
			}
			truth = append(truth, row)
			used[x.LabelID] = true
		}
		labels := len(l.sim.TrueLabels(l.email))
		l.wantRows(l.whole("content_labels"), columns, truth, 1+3*labels+len(truth)/250)
		pages := keep(truth, func(r []any) bool { return r[0] == "page" })
		l.wantRows(l.by("content_labels", "content_type", "page"), columns, pages, 1+labels+len(truth)/250)
		some := pages[0]
		l.wantRows(l.by("content_labels", "page_id", some[1]), columns, keep(truth, func(r []any) bool { return r[1] == some[1] }), 1)
		l.wantRows(l.by("content_labels", "name", some[4]), columns, keep(truth, func(r []any) bool { return r[4] == some[4] }), 1+3+3)
		l.wantRows(l.by("content_labels", "label_id", some[3]), columns, keep(truth, func(r []any) bool { return r[3] == some[3] }), 1+3+3)
		var all [][]any
		for _, x := range l.sim.TrueLabels(l.email) {
			all = append(all, []any{x.LabelID, x.Name, x.Prefix})
		}
		names := []string{"id", "name", "prefix"}
		l.wantRows(l.whole("labels"), names, all, 1+len(all)/250)
		l.wantRows(l.by("labels", "id", all[0][0], int64(1)), names, all[:1], 1)
		l.wantRows(l.by("labels", "prefix", "team"), names, keep(all, func(r []any) bool { return r[2] == "team" }), 1)
	}
}

// TestLabelsOfAllPages holds the bar: the labels of all of 20,000 pages in at
// most 250 requests.
func TestLabelsOfAllPages(t *testing.T) {
	l := newLoader(t, confluencetest.Config{Spaces: 120, Pages: 20_000, Users: 200}, confluencetest.Account{})
	before := l.sim.RequestCount()
	rows, err := l.load(t.Context(), l.by("content_labels", "content_type", "page"))
	if n := l.sim.RequestCount() - before; err != nil || n > 250 || len(rows) < 10_000 {
		t.Errorf("%d labels of pages in %d requests, %v", len(rows), n, err)
	}
}
