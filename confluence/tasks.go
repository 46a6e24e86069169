package confluence

import (
	"context"
	"net/url"
	"slices"
	"strings"
)

// Task is an inline task of a page or blog post.
type Task struct {
	ID          ID   `json:"id"`
	LocalID     Text `json:"localId"`
	SpaceID     ID   `json:"spaceId"`
	PageID      ID   `json:"pageId"`
	BlogPostID  ID   `json:"blogPostId"`
	Status      Text `json:"status"` // complete or incomplete
	Body        Body `json:"body"`
	CreatedBy   Text `json:"createdBy"`
	AssignedTo  Text `json:"assignedTo"`
	CompletedBy Text `json:"completedBy"`
	CreatedAt   Time `json:"createdAt"`
	UpdatedAt   Time `json:"updatedAt"`
	DueAt       Time `json:"dueAt"`
	CompletedAt Time `json:"completedAt"`
}

var taskKey = numbered("task", func(t *Task) ID { return t.ID })

// TaskFilter is a parameter by which tasks are found.
type TaskFilter string

// The filters that take a list. Each takes at most 250 values in a call.
const (
	TaskID          TaskFilter = "task-id"
	TaskSpace       TaskFilter = "space-id"
	TaskPage        TaskFilter = "page-id"
	TaskBlogPost    TaskFilter = "blogpost-id"
	TaskCreatedBy   TaskFilter = "created-by"
	TaskAssignedTo  TaskFilter = "assigned-to"
	TaskCompletedBy TaskFilter = "completed-by"
	TaskStatus      TaskFilter = "status" // one value a call
)

// Tasks hands every task that the account can see to emit, blank ones included.
func (c *Client) Tasks(ctx context.Context, body BodyFormat, emit func([]Task) error) error {
	return c.taskList(body, nil).each(ctx, emit)
}

func (c *Client) taskList(body BodyFormat, filter url.Values) list[Task] {
	q, limit := url.Values{"include-blank-tasks": {"true"}}, maxLimit
	if body != NoBody {
		q.Set("body-format", string(body))
		limit = bodyLimit
	}
	for k, v := range filter {
		q[k] = v
	}
	return list[Task]{client: c, path: "/wiki/api/v2/tasks", scope: "read:task:confluence", query: q, limit: limit, key: taskKey}
}

// TasksWhere hands the tasks that have one of the values to emit.
func (c *Client) TasksWhere(ctx context.Context, body BodyFormat, f TaskFilter, values []string, emit func([]Task) error) error {
	per := maxKeys // ids of accounts are long, and a URL must stay short
	if f == TaskStatus {
		per = 1
	}
	out := newFunnel(emit)
	// A comma would make one value two. No id has one.
	wanted := slices.DeleteFunc(slices.Sorted(slices.Values(values)), func(v string) bool { return v == "" || strings.Contains(v, ",") })
	batches := slices.Collect(slices.Chunk(slices.Compact(wanted), per))
	return fanOut(ctx, batches, func(ctx context.Context, batch []string) error {
		return c.taskList(body, url.Values{string(f): {strings.Join(batch, ",")}}).each(ctx, out.emit)
	})
}
