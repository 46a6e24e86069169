package confluencetest

import (
	"strconv"
	"strings"
)

// An audit record is made from its number; the newest has number 0.
type auditRecord struct {
	author    userRef
	at        int64
	summary   string
	category  string
	object    string
	kind      string
	old, new  string
	address   string
	associate string
}

func (s *Site) auditCount() int { return 200 + s.config.Pages/50 + s.config.Users }

var auditEvents = [...][3]string{{"User added to group", "Users and groups", "Group"}, {"Space permission added", "Permissions", "Space"},
	{"Space created", "Spaces", "Space"}, {"Page archived", "Pages", "Page"}, {"App installed", "Apps", "App"},
	{"Content restriction added to page", "Permissions", "Page"}, {"Global permission removed", "Permissions", "Group"}}

func (s *Site) auditRecord(i int) auditRecord {
	h := s.draw.of(drawAudit, uint64(i))
	e := &auditEvents[h%uint64(len(auditEvents))]
	r := auditRecord{author: s.users.some(again(h)), summary: e[0], category: e[1], kind: e[2]}
	span := s.calendar.end - s.calendar.start
	r.at = s.calendar.end - int64(float64(span)*(float64(i)+unit(h))/float64(s.auditCount()))
	r.object = "object-" + string(appendHex(nil, h>>20, 4))
	r.address = "203.0.113." + strconv.Itoa(int(h>>40%250))
	r.old, r.new = "off", "on"
	r.associate = s.users.name(s.users.some(again(h+1)), "")
	return r
}

// some draws an account.
func (d *directory) some(h uint64) userRef { return userRef(h % uint64(d.count)) }

func (s *Site) appendAudit(b []byte, r *auditRecord) []byte {
	u := s.users.user(r.author, s.spaceID)
	b = appendString(append(append(b, '{'), `"author":{"type":"user"`...), "displayName", u.name)
	b = append(b, `,"operations":null`...)
	b = appendString(b, "accountId", u.id)
	b = appendString(b, "accountType", u.kind)
	b = appendBool(b, "isExternalCollaborator", u.external)
	b = append(appendString(b, "publicName", u.publicName), '}')
	b = appendString(b, "remoteAddress", r.address)
	b = appendNumber(b, "creationDate", r.at)
	b = appendString(b, "summary", r.summary)
	b = appendString(b, "description", "")
	b = appendString(b, "category", r.category)
	b = append(b, `,"sysAdmin":false,"superAdmin":false,"affectedObject":{`...)
	b = appendString(b, "name", r.object)
	b = append(appendString(b, "objectType", r.kind), `},"changedValues":[{`...)
	b = appendString(b, "name", "State")
	b = appendString(b, "oldValue", r.old)
	b = append(appendString(b, "newValue", r.new), `}],"associatedObjects":[{`...)
	b = appendString(b, "name", r.associate)
	return append(appendString(b, "objectType", "User"), "}]}"...)
}

// listAudit answers the audit log, the newest first, to administrators only.
func (c *call) listAudit(string) {
	q := c.request.URL.Query()
	var ends [2]int64
	for i, name := range [...]string{"startDate", "endDate"} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			c.badV1(name + " must be milliseconds since 1970")
			return
		}
		ends[i] = n
	}
	c.sendAudit(ends[0], ends[1])
}

// listAuditSince answers the audit log of some time back from now.
func (c *call) listAuditSince(string) {
	q := c.request.URL.Query()
	number, ok := c.offset(q.Get("number"), 3)
	if !ok {
		return
	}
	days := map[string]int64{"": 30, "MONTHS": 30, "DAYS": 1, "WEEKS": 7, "YEARS": 365, "HOURS": 0, "MINUTES": 0}
	per, known := days[strings.ToUpper(q.Get("units"))]
	if !known {
		c.badV1("Invalid units")
		return
	}
	c.sendAudit(c.site.calendar.end-int64(number)*max(per*msDay, msHour), 0)
}

func (c *call) sendAudit(from, to int64) {
	if !c.who.Admin {
		c.denied("User does not have permission to access the audit log")
		return
	}
	find := strings.ToLower(c.request.URL.Query().Get("searchString"))
	var rows []int
	for i := range c.site.auditCount() {
		r := c.site.auditRecord(i)
		if (from == 0 || r.at >= from) && (to == 0 || r.at <= to) &&
			(find == "" || strings.Contains(strings.ToLower(r.summary+" "+r.object), find)) {
			rows = append(rows, i)
		}
	}
	c.sendV1(&v1List{count: len(rows), defaultLimit: 1000, maxLimit: 1000, write: func(b []byte, i int) []byte {
		r := c.site.auditRecord(rows[i])
		return c.site.appendAudit(b, &r)
	}})
}

// An AuditTruth is an audit record.
type AuditTruth struct {
	AuthorID, Summary, Category, Object, ObjectType, RemoteAddress string
	CreationDate                                                   int64 // milliseconds since 1970
}

// TrueAudit are all audit records, the newest first.
func (s *Site) TrueAudit() []AuditTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]AuditTruth, s.auditCount())
	for i := range out {
		r := s.auditRecord(i)
		out[i] = AuditTruth{s.users.id(r.author), r.summary, r.category, r.object, r.kind, r.address, r.at}
	}
	return out
}
