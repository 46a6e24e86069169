package tables

import (
	"context"

	"github.com/pgconfluence/pgconfluence/confluence"
	"github.com/pgconfluence/pgconfluence/sql"
)

// auditRecord is a record with its place in the answer: it has no id.
type auditRecord struct {
	confluence.AuditRecord
	number int64
}

func newAuditRecords() sql.Table {
	return newTable(sql.Definition{
		Name: "audit_records", Comment: "The audit log. Only Confluence administrators may read it; others get an error (42501).",
		PrimaryKey: []string{"number"}, ForeignKeys: []sql.ForeignKey{toUser("author_account_id")}, Indexes: [][]string{{"creation_date"}, {"category"}},
	}, about{
		scopes:   []string{"read:audit-log:confluence"},
		probe:    func(ctx context.Context, c *confluence.Client) error { return c.AuditRecords(ctx, enough) },
		cost:     "A call for every 1,000 records.",
		examples: []string{"select creation_date, author_display_name, summary from audit_records where creation_date > now() - interval '7 days' order by 1 desc;"},
		schemas:  []string{"v1:AuditRecord"},
	}, []column[auditRecord]{
		{name: "number", typ: bigintType, source: "place in the list", comment: "The place in this reading of the log: records have no id.", get: func(r *auditRecord) any { return r.number }},
		{name: "creation_date", typ: timeType, source: "creationDate", comment: "When it happened.", get: func(r *auditRecord) any { return timestamp(r.CreationDate) }},
		{name: "author_type", typ: textType, source: "author.type", comment: "user, mostly.", get: func(r *auditRecord) any { return text(r.Author.Type) }},
		{name: "author_account_id", typ: textType, source: "author.accountId", comment: "Who did it.", get: func(r *auditRecord) any { return textNotEmpty(r.Author.AccountID.S) }},
		{name: "author_display_name", typ: textType, source: "author.displayName", comment: "Who did it, by name.", get: func(r *auditRecord) any { return text(r.Author.DisplayName) }},
		{name: "remote_address", typ: textType, source: "remoteAddress", comment: "From where.", get: func(r *auditRecord) any { return text(r.RemoteAddress) }},
		{name: "summary", typ: textType, source: "summary", comment: "What was done.", get: func(r *auditRecord) any { return text(r.Summary) }},
		{name: "description", typ: textType, source: "description", comment: "More of it.", get: func(r *auditRecord) any { return text(r.Description) }},
		{name: "category", typ: textType, source: "category", comment: "What kind of thing was done.", get: func(r *auditRecord) any { return text(r.Category) }},
		{name: "sys_admin", typ: boolType, source: "sysAdmin", comment: "Whether a system administrator did it.", get: func(r *auditRecord) any { return boolean(r.SysAdmin) }},
		{name: "super_admin", typ: boolType, source: "superAdmin", comment: "Whether a super administrator did it.", get: func(r *auditRecord) any { return boolean(r.SuperAdmin) }},
		{name: "affected_object_name", typ: textType, source: "affectedObject.name", comment: "With what it was done.", get: func(r *auditRecord) any { return text(r.AffectedObject.Name) }},
		{name: "affected_object_type", typ: textType, source: "affectedObject.objectType", comment: "What that is.", get: func(r *auditRecord) any { return text(r.AffectedObject.ObjectType) }},
		{name: "changed_values", typ: jsonType, source: "changedValues", comment: "What was changed: an array of objects with name, oldValue and newValue.", get: func(r *auditRecord) any { return rawJSON(r.ChangedValues) }},
		{name: "associated_objects", typ: jsonType, source: "associatedObjects", comment: "What else it concerns: an array of objects with name and objectType.", get: func(r *auditRecord) any { return rawJSON(r.AssociatedObjects) }},
	}, func(_ sql.Slice, rows int64) int64 {
		if rows > 0 {
			return calls(int(rows), 1000)
		}
		return -1
	}, func(ctx context.Context, l *load[auditRecord]) error {
		n := int64(0)
		return l.client.AuditRecords(ctx, func(records []confluence.AuditRecord) error {
			rows := make([]auditRecord, len(records))
			for i, r := range records {
				n++
				rows[i] = auditRecord{r, n}
			}
			return l.emit(rows)
		})
	})
}
