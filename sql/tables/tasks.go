package tables

import (
	"context"
	"strconv"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/confluence/storage"
	"github.com/pgconfluence/pgconfluence/sql"
)

// taskFilters are the columns by which the API finds tasks.
var taskFilters = []struct {
	column string
	filter confluence.TaskFilter
	max    int
}{
	{"id", confluence.TaskID, 2500}, {"page_id", confluence.TaskPage, 1000}, {"blog_post_id", confluence.TaskBlogPost, 1000},
	{"assigned_to", confluence.TaskAssignedTo, 500}, {"created_by", confluence.TaskCreatedBy, 500}, {"completed_by", confluence.TaskCompletedBy, 500},
	{"space_id", confluence.TaskSpace, 500}, {"status", confluence.TaskStatus, 2},
}

func newTasks() sql.Table {
	var lookups []sql.Lookup
	for _, f := range taskFilters {
		per := 100
		if f.filter == confluence.TaskStatus {
			per = 1
		}
		lookups = append(lookups, sql.Lookup{Column: f.column, PerCall: per, Max: f.max})
	}
	type task = confluence.Task
	return newTable(sql.Definition{
		Name: "tasks", Comment: "Inline tasks (check boxes) of pages and blog posts that you may see.",
		PrimaryKey: []string{"id"},
		ForeignKeys: []sql.ForeignKey{toSpace("space_id"), toPage("page_id"), toBlogPost("blog_post_id"), toUser("created_by"),
			toUser("assigned_to"), toUser("completed_by")},
		Indexes: [][]string{{"assigned_to", "status"}, {"page_id"}, {"blog_post_id"}, {"space_id", "status"}, {"due_at"}},
		Lookups: lookups,
	}, about{
		scopes: []string{"read:task:confluence"},
		probe: func(ctx context.Context, c *confluence.Client) error {
			return c.TasksWhere(ctx, confluence.NoBody, confluence.TaskPage, []string{strconv.Itoa(probePage)}, enough)
		},
		cost: "The whole table takes a call for every 250 tasks, every 50 with body_storage or body_text; every condition that can be read in part, a call for " +
			"every 250 tasks that fulfil it.",
		examples: []string{
			"select u.display_name, count(*) from tasks t join users u on u.account_id = t.assigned_to where t.status = 'incomplete' group by 1 order by 2 desc;",
			"select t.body_text, t.due_at, p.url from tasks t join pages p on p.id = t.page_id where t.status = 'incomplete' and t.due_at < now();",
		},
		schemas: []string{"Task"},
	}, []column[task]{
		{name: "id", typ: bigintType, source: "id", comment: "The task's number.", get: func(t *task) any { return id(t.ID) }},
		{name: "local_id", typ: textType, source: "localId", comment: "The task's id within its page or blog post.", get: func(t *task) any { return text(t.LocalID) }},
		{name: "space_id", typ: bigintType, source: "spaceId", comment: "The space that it is in.", get: func(t *task) any { return id(t.SpaceID) }},
		{name: "page_id", typ: bigintType, source: "pageId", comment: "The page that it is on.", get: func(t *task) any { return id(t.PageID) }},
		{name: "blog_post_id", typ: bigintType, source: "blogPostId", comment: "The blog post that it is on.", get: func(t *task) any { return id(t.BlogPostID) }},
		{name: "status", typ: textType, source: "status", comment: "complete or incomplete.", get: func(t *task) any { return text(t.Status) }},
		{name: "created_by", typ: textType, source: "createdBy", comment: "Who made it.", get: func(t *task) any { return textNotEmpty(t.CreatedBy.S) }},
		{name: "assigned_to", typ: textType, source: "assignedTo", comment: "Who is to do it.", get: func(t *task) any { return textNotEmpty(t.AssignedTo.S) }},
		{name: "completed_by", typ: textType, source: "completedBy", comment: "Who did it.", get: func(t *task) any { return textNotEmpty(t.CompletedBy.S) }},
		{name: "created_at", typ: timeType, source: "createdAt", comment: "When it was made.", get: func(t *task) any { return timestamp(t.CreatedAt) }},
		{name: "updated_at", typ: timeType, source: "updatedAt", comment: "When it was changed last.", get: func(t *task) any { return timestamp(t.UpdatedAt) }},
		{name: "due_at", typ: timeType, source: "dueAt", comment: "When it is due.", get: func(t *task) any { return timestamp(t.DueAt) }},
		{name: "completed_at", typ: timeType, source: "completedAt", comment: "When it was done.", get: func(t *task) any { return timestamp(t.CompletedAt) }},
		{name: "body_storage", typ: textType, source: "body.storage.value", comment: "What is to be done, in storage format.", get: func(t *task) any { return text(t.Body.Storage.Value) }, group: groupBody},
		{name: "body_text", typ: textType, source: "body.storage.value", comment: "What is to be done, as plain text.", get: func(t *task) any {
			if !t.Body.Storage.Value.Valid {
				return nil
			}
			return storage.Text(t.Body.Storage.Value.S)
		}, group: groupText},
	}, func(s sql.Slice, rows int64) int64 {
		if s.By == "" && rows > 0 {
			return calls(int(rows), 250)
		}
		return -1
	}, func(ctx context.Context, l *load[task]) error {
		format := confluence.NoBody
		if l.wants(groupBody) || l.wants(groupText) {
			format = confluence.Storage
		}
		for _, f := range taskFilters {
			if !l.by(f.column) {
				continue
			}
			values := l.texts()
			for _, n := range l.numbers() {
				values = append(values, strconv.FormatInt(n, 10))
			}
			if f.filter == confluence.TaskStatus {
				// The API refuses others.
				var known []string
				for _, v := range values {
					if v == "complete" || v == "incomplete" {
						known = append(known, v)
					}
				}
				values = known
			}
			return l.client.TasksWhere(ctx, format, f.filter, values, l.emit)
		}
		return l.client.Tasks(ctx, format, l.emit)
	})
}
