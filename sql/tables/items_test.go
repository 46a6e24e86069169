package tables_test

import (
	"iter"
	"strconv"
	"testing"

	"github.com/pgconfluence/pgconfluence/confluence/confluencetest"
	"github.com/pgconfluence/pgconfluence/sql"
)

var small = confluencetest.Config{Spaces: 8, Pages: 400, Users: 60, Seed: 3}

func TestBlogPosts(t *testing.T) {
	for _, l := range twoPeople(t, confluencetest.Config{Spaces: 8, Pages: 100, BlogPosts: 700, Users: 60}) {
		columns := []string{"id", "status", "title", "space_id", "space_key", "author_id", "created_at", "version_number", "version_message", "version_minor_edit",
			"version_author_id", "version_created_at", "url"}
		var truth [][]any
		for p := range l.sim.TrueBlogPosts(l.email) {
			truth = append(truth, []any{p.ID, p.Status, p.Title, p.SpaceID, p.SpaceKey, opt(p.AuthorID), micros(p.CreatedAt), int64(p.VersionNumber), p.VersionMessage,
				bit(p.VersionMinorEdit), opt(p.VersionAuthorID), micros(p.VersionCreatedAt), "https://site.example/wiki" + p.WebUI})
		}
		l.wantRows(l.whole("blog_posts"), columns, truth, 3+10+8)
		one := truth[len(truth)/2]
		l.wantRows(l.by("blog_posts", "id", one[0], int64(1)), columns, [][]any{one}, 2)
		of := func(r []any) bool { return r[3] == one[3] }
		l.wantRows(l.by("blog_posts", "space_id", one[3]), columns, keep(truth, of), 4)
		l.wantRows(l.by("blog_posts", "space_key", one[4]), columns, keep(truth, of), 5)
		rows, err := l.load(t.Context(), sql.Slice{Table: "blog_posts", Order: sql.Ordering{Column: "created_at", Desc: true}, Limit: 10})
		if err != nil || len(rows) < 10 || len(rows) > 12 {
			t.Errorf("first 10: %d rows, %v", len(rows), err)
		}
	}
}

func bit(b bool) any {
	if b {
		return int64(1)
	}
	return int64(0)
}

// onContent are the page and the blog post that an item is on.
func onContent(i confluencetest.ItemTruth) (page, blog any) {
	if i.ContainerType == "blogpost" {
		return nil, i.ContainerID
	}
	return i.ContainerID, nil
}

var commentColumns = []string{"id", "kind", "status", "title", "page_id", "blog_post_id", "attachment_id", "parent_comment_id", "author_id", "created_at", "version_number",
	"version_author_id", "version_created_at", "resolution_status", "inline_marker_ref", "inline_original_selection", "body_text"}

func trueComments(l *loader) (truth [][]any) {
	for kind, seq := range map[string]iter.Seq[confluencetest.ItemTruth]{"footer": l.sim.TrueFooterComments(l.email), "inline": l.sim.TrueInlineComments(l.email)} {
		for c := range seq {
			page, blog := onContent(c)
			var attachment any
			if c.AttachmentID != 0 {
				page, blog, attachment = nil, nil, "att"+strconv.FormatInt(c.AttachmentID, 10)
			}
			var marker, selection any
			if kind == "inline" {
				marker, selection = c.MarkerRef, c.Selection
			}
			truth = append(truth, []any{c.ID, kind, c.Status, c.Title, page, blog, attachment, num(c.ParentCommentID), opt(c.AuthorID), micros(c.CreatedAt), int64(c.VersionNumber),
				opt(c.VersionAuthorID), micros(c.VersionCreatedAt), opt(c.Resolution), marker, selection, c.Text})
		}
	}
	return truth
}

// TestComments reads comments by every way, where the site's list has replies
// and where it has not.
func TestComments(t *testing.T) {
	for _, rootsOnly := range []bool{false, true} {
		cfg := small
		cfg.RootCommentsOnly = rootsOnly
		for _, l := range twoPeople(t, cfg) {
			truth := trueComments(l)
			most := len(truth)/50 + 2
			if rootsOnly {
				most += len(truth) + len(truth)/200 + 2
			}
			l.wantRows(l.whole("comments"), commentColumns, truth, most+len(truth)/200+2+archivedEdited(l))
			plain := sql.Slice{Table: "comments"}
			l.wantRows(plain, commentColumns[:4], project(truth, 0, 1, 2, 3), map[bool]int{false: len(truth)/250 + 4, true: len(truth) + len(truth)/100 + 20}[rootsOnly])
			seen := map[any]bool{}
			for _, r := range truth {
				if r[4] == nil || seen[r[4]] || len(seen) > 6 {
					continue
				}
				seen[r[4]] = true
				of := keep(truth, func(o []any) bool { return o[4] == r[4] })
				l.wantRows(l.by("comments", "page_id", r[4]), commentColumns, of, 2+4*len(of))
			}
			for _, r := range truth {
				if r[5] != nil {
					of := keep(truth, func(o []any) bool { return o[5] == r[5] })
					l.wantRows(l.by("comments", "blog_post_id", r[5]), commentColumns, of, 2+4*len(of))
					break
				}
			}
			inline := keep(truth, func(o []any) bool { return o[1] == "inline" })
			l.wantRows(l.by("comments", "kind", "inline"), commentColumns, inline, anyCalls)
			l.wantRows(l.by("comments", "page_id", int64(1)), commentColumns, nil, 2)
		}
	}
}

// archivedEdited is about how many comments a search does not find.
func archivedEdited(l *loader) (n int) {
	// Neither what is archived nor what is in an archived space.
	spaces, archived := map[int64]bool{}, map[int64]bool{}
	for _, s := range l.sim.TrueSpaces(l.email) {
		spaces[s.ID] = s.Status == "archived"
	}
	for p := range l.sim.TruePages(l.email) {
		archived[p.ID] = p.Status == "archived"
	}
	for _, seq := range []iter.Seq[confluencetest.ItemTruth]{l.sim.TrueFooterComments(l.email), l.sim.TrueInlineComments(l.email)} {
		for c := range seq {
			if (archived[c.ContainerID] || spaces[c.SpaceID]) && c.VersionNumber > 1 {
				n++
			}
		}
	}
	return n + 100
}

func project(rows [][]any, columns ...int) (out [][]any) {
	for _, r := range rows {
		var some []any
		for _, c := range columns {
			some = append(some, r[c])
		}
		out = append(out, some)
	}
	return out
}

// TestResolutions compares who resolved comments, which only some routes tell,
// by both ways.
func TestResolutions(t *testing.T) {
	l := newLoader(t, small, confluencetest.Account{})
	columns := []string{"id", "resolution_status", "resolution_last_modifier_id", "resolution_last_modified_at"}
	def := l.tables["comments"].Definition()
	rows, err := l.load(t.Context(), l.by("comments", "kind", "inline"))
	if err != nil {
		t.Fatal(err)
	}
	byPage, resolved := map[any][][]any{}, 0
	for _, r := range rows {
		var some []any
		for _, c := range columns {
			some = append(some, r[def.Column(c)])
		}
		page := r[def.Column("page_id")]
		byPage[page] = append(byPage[page], some)
		if some[1] == "resolved" && some[2] != nil && some[3] != nil {
			resolved++
		}
	}
	if resolved == 0 {
		t.Fatal("nothing is resolved: the test shows nothing")
	}
	n := 0
	for page, want := range byPage {
		if page == nil {
			continue
		}
		if n++; n > 15 {
			break
		}
		got, err := l.load(t.Context(), l.by("comments", "page_id", page))
		if err != nil {
			t.Fatal(err)
		}
		var some [][]any
		for _, r := range got {
			if r[1] == "inline" {
				some = append(some, []any{r[0], r[def.Column(columns[1])], r[def.Column(columns[2])], r[def.Column(columns[3])]})
			}
		}
		diff(t, "resolutions of a page", some, want)
	}
}

func TestAttachments(t *testing.T) {
	for _, l := range twoPeople(t, small) {
		columns := []string{"id", "status", "title", "page_id", "blog_post_id", "media_type", "file_id", "file_size", "comment", "created_at", "author_id", "version_number",
			"version_author_id", "version_created_at", "download_url"}
		var truth [][]any
		for a := range l.sim.TrueAttachments(l.email) {
			page, blog := onContent(a)
			id := "att" + strconv.FormatInt(a.ID, 10)
			truth = append(truth, []any{id, a.Status, a.Title, page, blog, a.MediaType, a.FileID, a.FileSize, a.Comment, micros(a.CreatedAt), opt(a.AuthorID), int64(a.VersionNumber),
				opt(a.VersionAuthorID), micros(a.VersionCreatedAt), "https://site.example/wiki/rest/api/content/" + strconv.FormatInt(a.ContainerID, 10) + "/child/attachment/" + id + "/download"})
		}
		l.wantRows(l.whole("attachments"), columns, truth, len(truth)/250+2+100)
		l.wantRows(sql.Slice{Table: "attachments"}, columns[:10], project(truth, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), len(truth)/250+1)
		for i, column := range []string{"page_id", "blog_post_id"} {
			for _, r := range truth {
				if r[3+i] != nil {
					of := keep(truth, func(o []any) bool { return o[3+i] == r[3+i] })
					l.wantRows(l.by("attachments", column, r[3+i], int64(1)), columns, of, 2+len(of))
					break
				}
			}
		}
	}
}

func TestTasks(t *testing.T) {
	for _, l := range twoPeople(t, small) {
		columns := []string{"id", "space_id", "page_id", "blog_post_id", "status", "created_by", "assigned_to", "completed_by", "created_at", "updated_at", "due_at", "completed_at", "local_id", "body_text"}
		var truth [][]any
		for i := range l.sim.TrueTasks(l.email) {
			page, blog := onContent(i)
			row := []any{i.ID, i.SpaceID, page, blog, i.Status, opt(i.AuthorID), opt(i.AssignedTo), opt(i.CompletedBy), micros(i.CreatedAt), micros(i.VersionCreatedAt), nil, nil,
				strconv.Itoa(int(i.VersionNumber)), i.Text}
			if !i.DueAt.IsZero() {
				row[10] = micros(i.DueAt)
			}
			if !i.CompletedAt.IsZero() {
				row[11] = micros(i.CompletedAt)
			}
			truth = append(truth, row)
		}
		l.wantRows(l.whole("tasks"), columns, truth, len(truth)/50+1)
		l.wantRows(sql.Slice{Table: "tasks"}, columns[:10], project(truth, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), len(truth)/250+1)
		for at, column := range columns[:8] {
			for _, r := range truth {
				if r[at] != nil {
					of := keep(truth, func(o []any) bool { return o[at] == r[at] })
					l.wantRows(l.by("tasks", column, r[at]), columns, of, len(of)/50+1)
					break
				}
			}
		}
		l.wantRows(l.by("tasks", "status", "petrified"), columns, nil, 0)
		l.wantRows(l.by("tasks", "assigned_to", "a,b"), columns, nil, 0)
	}
}
