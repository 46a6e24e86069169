package confluence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"
)

const (
	usersBulkPath   = "/wiki/api/v2/users-bulk"
	usersBulkScope  = "read:user:confluence"
	searchUserPath  = "/wiki/rest/api/search/user"
	searchUserScope = "read:content-details:confluence"

	searchUserLimit = 200
	// maxSearchUsers is how many people the user search shows at most.
	maxSearchUsers = 10_000
)

// User is a person or app, as user/current, the user search or users-bulk give
// it. Only the last tells AccountStatus.
type User struct {
	Type                   Text // of v1: known, anonymous, unknown
	AccountID              Text
	AccountType            Text // atlassian, app, customer, unknown
	AccountStatus          Text // active, inactive, closed, unknown
	DisplayName            Text
	PublicName             Text
	Email                  Text // "" or null where the person hides it
	TimeZone               Text
	PersonalSpaceID        ID
	IsExternalCollaborator Bool
}

// UnmarshalJSON reads the shapes of both API versions.
func (u *User) UnmarshalJSON(b []byte) error {
	var raw struct {
		Type                   Text `json:"type"`
		AccountID              Text `json:"accountId"`
		AccountType            Text `json:"accountType"`
		AccountStatus          Text `json:"accountStatus"`
		DisplayName            Text `json:"displayName"`
		PublicName             Text `json:"publicName"`
		Email                  Text `json:"email"`
		TimeZone               Text `json:"timeZone"`
		PersonalSpaceID        ID   `json:"personalSpaceId"`
		IsExternalCollaborator Bool `json:"isExternalCollaborator"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*u = User(raw)
	return nil
}

// check returns an error naming the first field that cannot be understood.
func (u *User) check() error {
	if u.AccountID.S == "" {
		return errors.New("a user without an account id")
	}
	if err := unreadable(u); err != nil {
		return fmt.Errorf("user %s: %w", clip(u.AccountID.S, 128), err)
	}
	return nil
}

// UsersByID hands the users with these account ids to emit, departed ones too.
// Unknown ids are left out.
func (c *Client) UsersByID(ctx context.Context, ids []string, emit func([]User) error) error {
	wanted := slices.Compact(slices.Sorted(slices.Values(ids)))
	wanted = slices.DeleteFunc(wanted, func(id string) bool { return id == "" || len(id) > 128 })
	out := newFunnel(emit)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxBatches)
	for batch := range slices.Chunk(wanted, maxIDs) {
		g.Go(func() error {
			users, err := c.usersBulk(ctx, batch)
			if err != nil {
				return err
			}
			return out.emit(users)
		})
	}
	return g.Wait()
}

func (c *Client) usersBulk(ctx context.Context, ids []string) ([]User, error) {
	body, err := json.Marshal(map[string][]string{"accountIds": ids})
	if err != nil {
		return nil, err
	}
	call := c.call(http.MethodPost, usersBulkPath, usersBulkScope)
	call.body = body
	var users []User
	call.accept = func(a *answer) error {
		var e envelope[User]
		if err := json.Unmarshal(a.body, &e); err != nil {
			return err
		}
		if e.Results == nil {
			return errors.New("no results in users-bulk")
		}
		if e.Links.Next.S != "" {
			return errors.New("users-bulk has a next page, which it never has")
		}
		users = *e.Results
		seen := make(map[string]bool, len(users))
		for i := range users {
			if err := users[i].check(); err != nil {
				return err
			}
			id := users[i].AccountID.S
			if seen[id] {
				return fmt.Errorf("the account id %s is repeated", clip(id, 128))
			}
			seen[id] = true
		}
		return nil
	}
	if err := c.site.do(ctx, call); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(users, func(u User) bool {
		_, asked := slices.BinarySearch(ids, u.AccountID.S)
		return !asked
	}), nil
}

// SearchUsers hands everybody that the user search lists to emit, each once:
// licensed people, not the departed ones. It shows 10,000 at most; a site that
// reaches that gives an error of the kind TooMany, since there is no telling
// who is missing.
func (c *Client) SearchUsers(ctx context.Context, emit func([]User) error) error {
	seen := make(map[string]bool)
	// Offsets only: there is no dependable next link here, and the limit may be
	// cut silently, so go on by what was received. Each answer begins with the
	// last person of the one before, which shows whether the list has shifted
	// meanwhile; the end is an answer of that person alone.
	for start, odd, last := 0, 0, ""; ; {
		rows, err := c.searchUsers(ctx, start)
		if err != nil {
			return err
		}
		if last != "" && len(rows) == 1 && rows[0].AccountID.S == last {
			return nil
		}
		fresh := rows[:0:0]
		for _, u := range rows {
			if !seen[u.AccountID.S] {
				fresh = append(fresh, u)
			}
		}
		shifted := len(rows) == 0 || last != "" && rows[0].AccountID.S != last
		if (shifted || len(fresh) == 0) && odd < maxRefetch {
			odd++ // a fault of the moment is gone when asked again
			continue
		}
		if len(fresh) == 0 {
			return c.searchEnd(start, rows)
		}
		// The order of the search is not promised, so a lasting shift is no
		// error; who appears twice is emitted once.
		odd, last = 0, rows[len(rows)-1].AccountID.S
		fresh = slices.DeleteFunc(fresh, func(u User) bool {
			again := seen[u.AccountID.S]
			seen[u.AccountID.S] = true
			return again
		})
		if err := emit(fresh); err != nil {
			return err
		}
		if start += len(rows); start >= maxSearchUsers {
			return &Error{Kind: TooMany, Method: http.MethodGet, Path: searchUserPath,
				Message: fmt.Sprintf("the site has more people than the %d that its search shows", maxSearchUsers)}
		}
		start--
	}
}

// searchEnd judges an answer of the user search that keeps having nothing new.
func (c *Client) searchEnd(start int, rows []User) error {
	if len(rows) == 0 {
		return nil
	}
	return &Error{Kind: Protocol, Status: http.StatusOK, Method: http.MethodGet, Path: searchUserPath, Retries: maxRefetch,
		Message: fmt.Sprintf("the answer at start=%d only repeats people of earlier ones", start)}
}

func (c *Client) searchUsers(ctx context.Context, start int) ([]User, error) {
	call := c.call(http.MethodGet, searchUserPath, searchUserScope)
	call.query = url.Values{"cql": {"type=user"}, "limit": {strconv.Itoa(searchUserLimit)}, "start": {strconv.Itoa(start)}}
	var users []User
	call.accept = func(a *answer) error {
		users = nil
		var e envelope[struct {
			User *User `json:"user"`
		}]
		if err := json.Unmarshal(a.body, &e); err != nil {
			return err
		}
		if e.Results == nil {
			return errors.New("no results in the user search")
		}
		for i, r := range *e.Results {
			if r.User == nil {
				return fmt.Errorf("result %d of the user search is no user", start+i)
			}
			if err := r.User.check(); err != nil {
				return err
			}
			users = append(users, *r.User)
		}
		return nil
	}
	err := c.site.do(ctx, call)
	return users, err
}
