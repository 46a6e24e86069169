package confluencetest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// currentUser answers who calls, in API v1's form.
func (c *call) currentUser(string) {
	c.header.Set("Content-Type", "application/json")
	b := append(c.body, '{')
	if c.who.ref == noUser {
		b = appendString(b, "type", "anonymous")
		b = append(b, `,"profilePicture":{"path":"/wiki/images/icons/profilepics/anonymous.svg","width":48,"height":48,"isDefault":true}`...)
		b = appendString(b, "displayName", "Anonymous")
		c.body = append(b, `,"isExternalCollaborator":false,"isGuest":false,"operations":null,"_expandable":{"operations":""},"_links":{}}`...)
		return
	}
	u := c.site.users.user(c.who.ref, c.site.spaceID)
	u.email, u.emailNull = c.who.Email, false
	if c.who.HideEmail {
		u.email = ""
	}
	u.name, u.timeZone = c.who.DisplayName, c.who.TimeZone
	b = appendUserV1(b, &u)
	b = append(b, `,"_links":{"self":`...)
	b = appendQuoted(b, c.origin+"/wiki/rest/api/user?accountId="+u.id)
	b = appendString(b, "base", c.origin+"/wiki")
	c.body = append(appendString(b, "context", "/wiki"), "}}"...)
}

// appendUserV1 writes the members of a user of API v1, without the end.
func appendUserV1(b []byte, u *user) []byte {
	b = appendString(b, "type", "known")
	b = appendString(b, "accountId", u.id)
	b = appendString(b, "accountType", u.kind)
	if u.email == "" && u.emailNull {
		b = append(b, `,"email":null`...)
	} else {
		b = appendString(b, "email", u.email)
	}
	b = appendString(b, "publicName", u.publicName)
	b = appendText(b, "timeZone", u.timeZone)
	b = appendIcon(b, "profilePicture", true, int64(u.ref))
	b = appendString(b, "displayName", u.name)
	b = appendBool(b, "isExternalCollaborator", u.external)
	b = appendBool(b, "isGuest", u.external)
	return append(b, `,"operations":null,"_expandable":{"operations":"","personalSpace":""}`...)
}

// appendUserV2 writes a User of API v2.
func appendUserV2(b []byte, u *user) []byte {
	b = appendString(append(b, '{'), "displayName", u.name)
	b = appendText(b, "timeZone", u.timeZone)
	b = appendID(b, "personalSpaceId", u.personalSpace)
	b = appendBool(b, "isExternalCollaborator", u.external)
	b = appendString(b, "accountStatus", u.status)
	b = appendString(b, "accountId", u.id)
	if u.email == "" && u.emailNull {
		b = append(b, `,"email":null`...)
	} else {
		b = appendString(b, "email", u.email)
	}
	b = appendString(b, "accountType", u.kind)
	b = appendString(b, "publicName", u.publicName)
	if u.status == AccountClosed {
		return append(b, `,"profilePicture":null}`...)
	}
	return append(appendIcon(b, "profilePicture", false, int64(u.ref)), '}')
}

const maxBulkBody = 1 << 20

// bulkUsers looks accounts up: at most 250 a call, unknown ones left out.
func (c *call) bulkUsers(string) {
	raw, err := io.ReadAll(http.MaxBytesReader(nil, c.request.Body, maxBulkBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		c.failure(http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE", "The request body is too large.", "")
		return
	}
	var body struct{ AccountIDs []string }
	if err != nil || json.Unmarshal(raw, &body) != nil {
		c.failure(http.StatusBadRequest, "INVALID_REQUEST_BODY", "The request body could not be read.", "")
		return
	}
	if n := len(body.AccountIDs); n < 1 || n > 250 {
		c.failure(http.StatusBadRequest, "INVALID_REQUEST_BODY", "accountIds must have between 1 and 250 elements.", "")
		return
	}
	c.beginList()
	seen := map[userRef]bool{}
	for _, id := range body.AccountIDs {
		ref, ok := c.site.users.find(id)
		if !ok || seen[ref] {
			continue
		}
		if len(seen) > 0 {
			c.body = append(c.body, ',')
		}
		seen[ref] = true
		u := c.site.users.user(ref, c.site.spaceID)
		c.body = appendUserV2(c.body, &u)
	}
	c.endList("")
}

// myself is Jira's current user: the way to tell a dead token from a person
// without Confluence.
func (c *call) myself(string) {
	u := c.site.users.user(c.who.ref, c.site.spaceID)
	c.header.Set("Content-Type", "application/json;charset=UTF-8")
	b := appendString(append(c.body, '{'), "self", c.origin+"/rest/api/3/user?accountId="+u.id)
	b = appendString(b, "accountId", u.id)
	b = appendString(b, "accountType", u.kind)
	email := c.who.Email
	if c.who.HideEmail {
		email = ""
	}
	b = appendString(b, "emailAddress", email)
	b = appendString(b, "displayName", c.who.DisplayName)
	b = appendBool(b, "active", true)
	zone := c.who.TimeZone
	if zone == "" {
		zone = "UTC"
	}
	c.body = append(appendString(b, "timeZone", zone), '}')
}

// maxSearchUsers is where user search ends, however many users there are.
const maxSearchUsers = 10_000

// searchUsers pages by offset. It names no next page, as the real one does not
// dependably; a caller goes on until nothing comes.
func (c *call) searchUsers(string) {
	q := c.request.URL.Query()
	start, ok := c.offset(q.Get("start"), 0)
	if !ok {
		return
	}
	limit, ok := c.offset(q.Get("limit"), 25)
	if !ok {
		return
	}
	limit = min(limit, c.site.config.UserSearchLimit)
	var pool []userRef
	switch q.Get("sitePermissionTypeFilter") {
	case "", "none":
		pool = c.site.listedUsers
	case "externalCollaborator":
		pool = c.site.guestUsers
	case "all":
		pool = append(append(pool, c.site.listedUsers...), c.site.guestUsers...)
	default:
		c.badV1("Invalid sitePermissionTypeFilter")
		return
	}
	cql := q.Get("cql")
	rows, err := c.site.selectUsers(pool, cql)
	if err != nil {
		c.badV1("Could not parse cql : " + cql + ": " + err.Error())
		return
	}
	if c.who.ref == noUser {
		rows = nil // everybody may look at pages, not at people
	}
	c.sendSearch(rows[:min(len(rows), maxSearchUsers)], start, limit, cql)
}

func (c *call) sendSearch(rows []userRef, start, limit int, cql string) {
	from, end, _ := c.fault.bend(min(start, len(rows)), limit, len(rows), start > 0)
	c.header.Set("Content-Type", "application/json")
	c.body = append(c.body, `{"results":[`...)
	for n, ref := range rows[from:end] {
		if n > 0 {
			c.body = append(c.body, ',')
		}
		u := c.site.users.user(ref, c.site.spaceID)
		c.body = append(appendUserV1(append(c.body, `{"user":{`...), &u), `,"_links":{}}`...)
		c.body = appendString(c.body, "title", u.name)
		c.body = append(c.body, `,"excerpt":"","url":"/people/`...)
		c.body = append(append(c.body, u.id...), `","breadcrumbs":[],"entityType":"user","iconCssClass":"aui-icon content-type-profile"`...)
		c.body = appendMoment(c.body, "lastModified", c.site.calendar.start+int64(ref)*1000)
		c.body = append(c.body, `,"score":0.0}`...)
	}
	c.body = append(c.body, ']')
	c.body = appendNumber(c.body, "start", int64(start))
	c.body = appendNumber(c.body, "limit", int64(limit))
	c.body = appendNumber(c.body, "size", int64(end-from))
	c.body = appendNumber(c.body, "totalSize", int64(len(rows)))
	c.body = appendString(c.body, "cqlQuery", cql)
	c.body = append(c.body, `,"searchDuration":12,"_links":{"base":`...)
	c.body = appendQuoted(c.body, c.origin+"/wiki")
	c.body = append(c.body, `,"context":"/wiki"}}`...)
}

// offset reads start and limit of API v1.
func (c *call) offset(text string, absent int) (int, bool) {
	if text == "" {
		return absent, true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		c.badV1("java.lang.NumberFormatException: For input string: \"" + text + "\"")
		return 0, false
	}
	if n < 0 {
		c.badV1("start and limit must not be negative")
		return 0, false
	}
	return int(n), true
}

// selectUsers evaluates the CQL that user search takes: type=user, or one
// condition on user, user.accountid or user.fullname.
func (s *Site) selectUsers(pool []userRef, cql string) ([]userRef, error) {
	q, err := parseUserCQL(cql)
	if err != nil || q.everybody {
		return pool, err
	}
	var out []userRef
	for _, ref := range pool {
		u := s.users.user(ref, s.spaceID)
		match := false
		for _, v := range q.values {
			if q.prefix {
				match = match || hasWordPrefix(u.name, v)
			} else {
				match = match || u.id == v
			}
		}
		if match != q.negated {
			out = append(out, ref)
		}
	}
	return out, nil
}

func hasWordPrefix(name, prefix string) bool {
	prefix = strings.ToLower(prefix)
	for word := range strings.FieldsSeq(strings.ToLower(name)) {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}
