package confluence

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"
)

// AuditRecord is one event of the audit log. It has no id.
type AuditRecord struct {
	Author struct {
		Type        Text `json:"type"`
		AccountID   Text `json:"accountId"`
		AccountType Text `json:"accountType"`
		DisplayName Text `json:"displayName"`
		PublicName  Text `json:"publicName"`
	} `json:"author"`
	RemoteAddress  Text `json:"remoteAddress"`
	CreationDate   Time `json:"creationDate"`
	Summary        Text `json:"summary"`
	Description    Text `json:"description"`
	Category       Text `json:"category"`
	SysAdmin       Bool `json:"sysAdmin"`
	SuperAdmin     Bool `json:"superAdmin"`
	AffectedObject struct {
		Name       Text `json:"name"`
		ObjectType Text `json:"objectType"`
	} `json:"affectedObject"`
	ChangedValues     json.RawMessage `json:"changedValues"`
	AssociatedObjects json.RawMessage `json:"associatedObjects"`
}

// AuditRecords hands the audit log up to now to emit, 1,000 records a call. It
// fails as Forbidden for all but administrators.
func (c *Client) AuditRecords(ctx context.Context, emit func([]AuditRecord) error) error {
	// An end, so that what happens meanwhile does not shift the list.
	q := url.Values{"endDate": {strconv.FormatInt(time.Now().UnixMilli(), 10)}}
	return offsetList[AuditRecord]{client: c, path: "/wiki/rest/api/audit", scope: "read:audit-log:confluence", query: q, limit: 1000, onward: true}.each(ctx, emit)
}
