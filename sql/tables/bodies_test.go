package tables_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/confluence/storage"
	"github.com/pgconfluence/pgconfluence/sql"
)

func TestBodies(t *testing.T) {
	for _, limit := range []int{0, 40_000} {
		synctest.Test(t, func(t *testing.T) { bodies(t, limit) })
	}
}

func bodies(t *testing.T, limit int) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 6, Pages: 160, Users: 40, Seed: 5, MaxBodyReply: limit}) {
		for table, blog := range map[string]bool{"page_bodies": false, "blog_post_bodies": true} {
			key := map[bool]string{false: "page_id", true: "blog_post_id"}[blog]
			columns := []string{key, "space_id", "version_number", "storage", "atlas_doc_format", "text"}
			var truth [][]any
			seq := l.sim.TruePages(l.email)
			if blog {
				seq = l.sim.TrueBlogPosts(l.email)
			}
			var all []confluencetest.PageTruth
			for p := range seq {
				all = append(all, p)
			}
			for _, p := range all {
				b, _ := l.sim.TrueBody(p.ID)
				truth = append(truth, []any{p.ID, p.SpaceID, int64(p.VersionNumber), b.Storage, b.ADF, storage.Text(b.Storage)})
			}
			calls := len(truth)/50 + 10 + 8
			if limit > 0 {
				calls = anyCalls // halved limits
			}
			l.wantRows(sql.Slice{Table: table, With: []string{"storage", "text"}}, []string{key, "space_id", "version_number", "storage", "text"}, project(truth, 0, 1, 2, 3, 5), calls)
			l.wantRows(sql.Slice{Table: table, With: []string{"atlas_doc_format"}}, []string{key, "atlas_doc_format"}, project(truth, 0, 4), calls)
			l.wantRows(sql.Slice{Table: table}, columns[:3], project(truth, 0, 1, 2), len(truth)/250+10+8)
			l.wantRows(l.whole(table), columns, truth, min(anyCalls, 2*calls+20))
			of := keep(truth, func(r []any) bool { return r[1] == truth[0][1] })
			l.wantRows(l.by(table, "space_id", truth[0][1]), columns, of, anyCalls)
			l.wantRows(l.by(table, key, truth[0][0], int64(1)), columns, truth[:1], 2)
		}
	}
}

func TestPageContent(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 6, Pages: 300, Users: 40, Seed: 5}) {
		var links, macros, rows, properties [][]any
		var ids []int64
		for p := range l.sim.TruePages(l.email) {
			ids = append(ids, p.ID)
		}
		for _, id := range ids {
			b, _ := l.sim.TrueBody(id)
			for _, x := range b.Links {
				links = append(links, []any{id, opt(x.URL), opt(x.Title), opt(x.SpaceKey)})
			}
			for _, m := range b.Macros {
				macros = append(macros, []any{id, m})
			}
			for ti, table := range b.Tables {
				for ri, cells := range table {
					var trimmed []string
					for _, c := range cells {
						trimmed = append(trimmed, strings.Join(strings.Fields(c), " "))
					}
					rows = append(rows, []any{id, int64(ti + 1), int64(ri + 1), strings.Join(trimmed, "|")})
				}
			}
			for _, x := range b.Properties {
				properties = append(properties, []any{id, strings.Join(strings.Fields(x[0]), " "), strings.Join(strings.Fields(x[1]), " ")})
			}
		}
		most := len(ids)/50 + 10 + 8
		got, err := l.load(t.Context(), sql.Slice{Table: "page_links"})
		if err != nil {
			t.Fatal(err)
		}
		def := l.tables["page_links"].Definition()
		var led [][]any
		for _, r := range got {
			if k := r[def.Column("kind")]; k == "url" || k == "page" {
				led = append(led, []any{r[0], r[def.Column("url")], r[def.Column("target_title")], r[def.Column("target_space_key")]})
			}
		}
		diff(t, "links", led, links)
		got, err = l.load(t.Context(), sql.Slice{Table: "page_macros"})
		if err != nil {
			t.Fatal(err)
		}
		def = l.tables["page_macros"].Definition()
		var named [][]any
		for _, r := range got {
			if r[def.Column("name")] != "status" { // which the truth does not count
				named = append(named, []any{r[0], r[def.Column("name")]})
			}
		}
		diff(t, "macros", named, slices.DeleteFunc(macros, func(r []any) bool { return r[1] == "status" }))
		got, err = l.load(t.Context(), sql.Slice{Table: "page_tables"})
		if err != nil {
			t.Fatal(err)
		}
		def = l.tables["page_tables"].Definition()
		var cells [][]any
		for _, r := range got {
			text := r[def.Column("cells")].(string)
			cells = append(cells, []any{r[0], r[def.Column("table_number")], r[def.Column("row_number")], joined(t, text)})
		}
		diff(t, "tables", cells, rows)
		l.wantRows(sql.Slice{Table: "page_properties"}, []string{"page_id", "name", "value"}, properties, most)
		one := properties[0][0]
		l.wantRows(l.by("page_properties", "page_id", one), []string{"page_id", "name", "value"}, keep(properties, func(r []any) bool { return r[0] == one }), 1)
	}
}
