package tables

import (
	"context"
	"errors"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// All returns the tables, in the order of the documentation. Each call makes
// new ones.
func All() []sql.Table {
	return []sql.Table{
		newPages(), newSpaces(), newUsers(), newBlogPosts(), newPageBodies(), newBlogPostBodies(),
		newComments(), newAttachments(), newLabels(), newContentLabels(), newTasks(), newPageVersions(), newBlogPostVersions(),
		newPageLinks(), newPageMacros(), newPageTables(), newPageProperties(), newPageAncestors(),
		newFolders(), newWhiteboards(), newDatabases(), newSmartLinks(), newCustomContent(),
		newLikes(), newPageViews(), newContentStates(), newContentProperties(), newContentRestrictions(), newWatchers(),
		newSpacePermissions(), newSpaceRoles(), newSpaceRoleAssignments(), newSpaceProperties(),
		newGroups(), newGroupMembers(), newTemplates(), newClassificationLevels(), newAuditRecords(),
	}
}

// Account is a Confluence login as the engine's account.
type Account struct{ Client *confluence.Client }

// Key is the client's: a keyed hash of site, person and token.
func (a Account) Key() string { return a.Client.Key() }

// client finds the Confluence client of a load.
func client(req *sql.LoadRequest) (*confluence.Client, error) {
	switch a := req.Account.(type) {
	case Account:
		if a.Client != nil {
			return a.Client, nil
		}
	case *Account:
		if a != nil && a.Client != nil {
			return a.Client, nil
		}
	}
	return nil, errors.New("tables: the account is not a Confluence login")
}

// traced makes the calls under ctx known to the load.
func traced(ctx context.Context, req *sql.LoadRequest) context.Context {
	return confluence.WithTrace(ctx, func(c confluence.Call) {
		if c.Cached {
			return
		}
		req.Trace(sql.Call{Method: c.Method, Path: c.Path, Status: c.Status, Attempt: c.Attempt, Bytes: c.Bytes, Duration: c.Duration})
	})
}

// calls is how many calls n keys take, per keys a call.
func calls(n, per int) int64 { return int64((n + per - 1) / per) }
