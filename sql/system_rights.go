package sql

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// addRights adds the privilege functions. Everybody may read what is here (and
// refer to it) and nobody may write, whoever asks about whom; the owner may do everything, as
// far as the catalog's words go.
func (f *systemFunctions) addRights() {
	f.add("pgc_privilege", func(a []any) (any, error) { return f.privilege(a) })
	f.add("pgc_has_role", func(a []any) (any, error) {
		who, err := f.roleArg(a[0], textArg(a[2]))
		if err != nil {
			return nil, err
		}
		role, err := f.roleArg(a[1], textArg(a[2]))
		if err != nil {
			return nil, err
		}
		return boolInt(who == ownerOID || who == role), nil
	})
	f.add("pgc_aclexplode", func(a []any) (any, error) { return f.explodeACL(textArg(a[0]), textArg(a[1])) })
	f.add("pgc_acldefault", func(a []any) (any, error) {
		owner, ok := f.names.role(oidArg(a[1]), textArg(a[2]))
		if !ok {
			owner = textArg(a[1])
		}
		return defaultACL(textArg(a[0]), quoteACL(owner))
	})
}

// roleArg is a role given by OID or name.
func (f *systemFunctions) roleArg(v any, user string) (uint32, error) {
	if name, ok := v.(string); ok {
		if name == "public" {
			return 0, nil
		}
		oid, err := f.names.find(oidRegrole, ident(name), nil, user)
		if err == nil && oid == 0 {
			err = Errorf("42704", "role \"%s\" does not exist", name)
		}
		if err != nil {
			return 0, err
		}
		return oid, nil
	}
	return oidArg(v), nil
}

// privilege is has_..._privilege(kind, user, object, privileges, search_path,
// session user, database); NULL for an OID of nothing.
func (f *systemFunctions) privilege(a []any) (any, error) {
	kind, user := textArg(a[0]), textArg(a[5])
	who, err := f.roleArg(a[1], user)
	if err != nil {
		return nil, err
	}
	granted, known, err := f.granted(kind, a[2], pathArg(a[4]), textArg(a[6]))
	if err != nil || !known {
		return nil, err
	}
	for _, p := range strings.Split(textArg(a[3]), ",") {
		p = strings.ToUpper(strings.TrimSpace(p))
		p, grant := strings.CutSuffix(p, " WITH GRANT OPTION")
		if !strings.Contains(privilegeWords[kind], " "+p+" ") {
			return nil, Errorf("22023", "unrecognized privilege type: \"%s\"", strings.TrimSpace(textArg(a[3])))
		}
		if who == ownerOID || !grant && strings.Contains(granted, " "+p+" ") {
			return int64(1), nil
		}
	}
	return int64(0), nil
}

// privilegeWords are the privileges that objects of a kind have.
var privilegeWords = map[string]string{
	"table": " SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER RULE ", "any_column": " SELECT INSERT UPDATE REFERENCES ",
	"database": " CREATE CONNECT TEMPORARY TEMP ", "schema": " CREATE USAGE ", "function": " EXECUTE ", "language": " USAGE ",
	"tablespace": " CREATE ", "type": " USAGE ", "sequence": " USAGE SELECT UPDATE ", "server": " USAGE ", "foreign_data_wrapper": " USAGE ",
}

// granted are the privileges that everybody has on an object.
func (f *systemFunctions) granted(kind string, object any, path []string, database string) (privileges string, known bool, err error) {
	name, byName := object.(string)
	oid := oidArg(object)
	find := func(reg uint32) error {
		if !byName {
			return nil
		}
		var e *Error
		if oid, e = f.names.parse(reg, name, path, ""); e != nil {
			return e
		}
		return nil
	}
	cat := f.names.rels.cat
	switch kind {
	case "table", "any_column":
		if err := find(oidRegclass); err != nil {
			return "", false, err
		}
		_, known = f.names.kinds[oidRegclass].byOID[oid]
		switch {
		case oid >= firstTableOID:
			privileges = " SELECT REFERENCES " // readACL
		case f.readable(oid):
			privileges = " SELECT "
		}
	case "schema":
		if err := find(oidRegnamespace); err != nil {
			return "", false, err
		}
		known = cat.NamespaceName(oid) != ""
		if oid != 99 { // pg_toast
			privileges = " USAGE "
		}
	case "database":
		if byName && name != database {
			return "", false, Errorf("3D000", "database \"%s\" does not exist", name)
		}
		privileges, known = " CONNECT TEMP TEMPORARY ", byName || oid == databaseOID
	case "function":
		if err := find(oidRegprocedure); err != nil {
			return "", false, err
		}
		privileges, known = " EXECUTE ", cat.Proc(oid) != nil
	case "type":
		if err := find(oidRegtype); err != nil {
			return "", false, err
		}
		_, known = f.names.kinds[oidRegtype].byOID[oid]
		privileges = " USAGE "
	case "language":
		privileges, known = " USAGE ", byName || oid >= 12 && oid <= 14 || oid > 10000
	case "tablespace":
		known = byName || oid == tablespaceTable || oid == tablespaceTable+1
	default: // there are no sequences, servers and wrappers
		if byName {
			return "", false, Errorf("42704", "%s \"%s\" does not exist", strings.ReplaceAll(strings.ReplaceAll(kind, "foreign_", "foreign-"), "_", " "), name)
		}
	}
	return privileges, known, nil
}

// readable reports whether everybody may read a relation, as its ACL says.
func (f *systemFunctions) readable(oid uint32) bool {
	for _, row := range f.names.rels.cat.Rows("pg_class") {
		if row[0] == int64(oid) {
			acl, _ := row[30].(string)
			_, public, ok := strings.Cut(acl, `"=`)
			letters, _, _ := strings.Cut(public, "/")
			return ok && strings.Contains(letters, "r")
		}
	}
	return false
}

// aclWords are the letters of an ACL.
var aclWords = map[byte]string{'r': "SELECT", 'a': "INSERT", 'w': "UPDATE", 'd': "DELETE", 'D': "TRUNCATE", 'x': "REFERENCES",
	't': "TRIGGER", 'X': "EXECUTE", 'U': "USAGE", 'C': "CREATE", 'c': "CONNECT", 'T': "TEMPORARY", 's': "SET", 'A': "ALTER SYSTEM"}

// explodeACL is aclexplode: grantor, grantee, privilege, grantable.
func (f *systemFunctions) explodeACL(acl, user string) (any, error) {
	items, err := datum.DecodeArray(oidText, acl)
	if err != nil {
		return nil, err
	}
	role := func(name string) int64 {
		if name == "" {
			return 0
		}
		oid, _ := f.roleArg(strings.Trim(name, `"`), user)
		return int64(oid)
	}
	var out []any
	for _, it := range items {
		s := textArg(it)
		eq, slash := strings.IndexByte(s, '='), strings.LastIndexByte(s, '/')
		if eq < 0 || slash < eq {
			continue
		}
		grantee, grantor, letters := role(s[:eq]), role(s[slash+1:]), s[eq+1:slash]
		for i := 0; i < len(letters); i++ {
			if letters[i] == '*' {
				continue
			}
			out = append(out, []any{grantor, grantee, aclWords[letters[i]], i+1 < len(letters) && letters[i+1] == '*'})
		}
	}
	return jsonRows(out)
}

// quoteACL is a role's name as an aclitem has it.
func quoteACL(name string) string {
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !(c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return ident(name)
		}
	}
	return name
}

// defaultACL is acldefault: what an object's NULL ACL means.
func defaultACL(kind, owner string) (any, error) {
	world, own := "", ""
	switch kind {
	case "c":
	case "r":
		own = "arwdDxt"
	case "s":
		own = "rwU"
	case "d":
		world, own = "Tc", "CTc"
	case "f":
		world, own = "X", "X"
	case "l", "T":
		world, own = "U", "U"
	case "L":
		own = "rw"
	case "n":
		own = "UC"
	case "t":
		own = "C"
	case "F", "S":
		own = "U"
	case "p":
		own = "sA"
	default:
		return nil, Errorf("22023", "unrecognized object type abbreviation: %s", kind)
	}
	var items []any
	if world != "" {
		items = append(items, "="+world+"/"+owner)
	}
	if own != "" {
		items = append(items, owner+"="+own+"/"+owner)
	}
	return datum.EncodeArray(oidText, items)
}
