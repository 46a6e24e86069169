package confluencetest

import (
	"strconv"
	"strings"
)

// userRef names an account: below Config.Users a made one, from there on one
// that AddAccount brought; noUser is null.
type userRef int32

const noUser userRef = -1

// Account statuses of API v2 (User.accountStatus).
const (
	AccountActive   = "active"
	AccountInactive = "inactive"
	AccountClosed   = "closed"
)

// A user is one account in all its fields.
type user struct {
	ref           userRef
	id            string
	status        string
	kind          string // atlassian or app
	name          string
	publicName    string
	email         string // "" when hidden
	emailNull     bool   // null instead of ""
	timeZone      string // "" is null
	external      bool   // a guest
	personalSpace int64  // 0 is null
}

// listed tells whether /search/user shows the user by default: licensed people.
func (u *user) listed() bool {
	return u.status == AccountActive && u.kind == "atlassian" && !u.external
}

// guest tells whether /search/user shows the user among external collaborators.
func (u *user) guest() bool { return u.status == AccountActive && u.kind == "atlassian" && u.external }

// directory makes the users.
type directory struct {
	draw     seeded
	count    int
	mask     uint32          // hides the index inside an account id
	personal map[userRef]int // personal space (index) of a user
	extra    []user
	extraIDs map[string]userRef
	changed  map[userRef]user // made users that an account gave other fields
}

func newDirectory(draw seeded, count int) *directory {
	return &directory{draw: draw, count: count, mask: uint32(draw.of(drawUserKey, 0)),
		personal: map[userRef]int{}, extraIDs: map[string]userRef{}, changed: map[userRef]user{}}
}

// appendID writes the account id of a user. There are two generations, as on
// old sites: 24 hexadecimal digits, and a prefix with a UUID.
func (d *directory) appendID(b []byte, ref userRef) []byte {
	if int(ref) >= d.count {
		return append(b, d.extra[int(ref)-d.count].id...)
	}
	h := d.draw.of(drawUserKey, uint64(ref)+1)
	index := uint64(uint32(ref) ^ d.mask)
	switch h % 4 {
	case 0:
		return appendHex(appendHex(append(b, '5'), h>>4, 15), index, 8)
	case 1:
		return appendUUID(append(b, "557058:"...), index<<32|h>>32, again(h))
	default:
		return appendUUID(append(b, "712020:"...), index<<32|h>>32, again(h))
	}
}

func (d *directory) id(ref userRef) string {
	if ref == noUser {
		return ""
	}
	return string(d.appendID(nil, ref))
}

// find is the inverse of id.
func (d *directory) find(id string) (userRef, bool) {
	if ref, ok := d.extraIDs[id]; ok {
		return ref, true
	}
	var digits string
	if _, rest, ok := strings.Cut(id, ":"); ok && len(rest) >= 8 {
		digits = rest[:8]
	} else if len(id) == 24 {
		digits = id[16:]
	} else {
		return noUser, false
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return noUser, false
	}
	ref := userRef(uint32(v) ^ d.mask)
	if ref < 0 || int(ref) >= d.count || d.id(ref) != id {
		return noUser, false
	}
	return ref, true
}

// user makes the account of a reference that exists.
func (d *directory) user(ref userRef, spaceID func(int) int64) user {
	var u user
	if int(ref) >= d.count {
		u = d.extra[int(ref)-d.count]
	} else if changed, ok := d.changed[ref]; ok {
		u = changed
	} else {
		u = d.generated(ref)
	}
	if s, ok := d.personal[ref]; ok {
		u.personalSpace = spaceID(s)
	}
	return u
}

func (d *directory) generated(ref userRef) user {
	h := d.draw.of(drawUser, uint64(ref))
	u := user{ref: ref, id: d.id(ref), status: AccountActive, kind: "atlassian"}
	switch v := h % 100; {
	case v < 8:
		u.status = AccountClosed
	case v < 13:
		u.status = AccountInactive
	case v < 15 && ref > 0:
		u.kind = "app"
	case v < 19:
		u.external = true
	}
	u.name = d.name(ref, u.kind)
	u.publicName = u.name
	if h>>8%10 == 0 {
		u.publicName, _, _ = strings.Cut(u.name, " ")
		if h>>16%2 == 0 {
			u.name = u.publicName // "may be the same as publicName"
		}
	}
	switch {
	case u.status == AccountClosed:
		if h>>24%2 == 0 {
			u.name, u.publicName = "Former user", "Former user"
		}
	case u.kind == "app":
	case h>>24%10 < 6:
		u.email = d.mail(ref)
	default:
		u.emailNull = h>>24%10 < 8
	}
	if h>>32%10 < 7 && u.status == AccountActive && u.kind == "atlassian" {
		u.timeZone = zones[h>>40%uint64(len(zones))]
	}
	return u
}

// combination deals given and family names so that no pair comes twice before
// all have come once; round counts the times that all have.
func (d *directory) combination(ref userRef) (given, family string, round int) {
	all := len(givenNames) * len(familyNames)
	at := (int(ref)*1009 + int(d.draw.of(drawUserName, 0)%uint64(all))) % all
	return givenNames[at/len(familyNames)], familyNames[at%len(familyNames)], int(ref) / all
}

func (d *directory) name(ref userRef, kind string) string {
	h := d.draw.of(drawUserName, uint64(ref)+1)
	if kind == "app" {
		return appNames[h%uint64(len(appNames))]
	}
	if h%25 == 0 {
		return nativeNames[h>>8%uint64(len(nativeNames))]
	}
	given, family, round := d.combination(ref)
	if round > 0 {
		return given + " " + string(rune('A'+(round-1)%26)) + ". " + family
	}
	return given + " " + family
}

var latin = strings.NewReplacer("á", "a", "ã", "a", "å", "a", "ä", "ae", "ć", "c", "č", "c", "é", "e", "è", "e", "ë", "e",
	"ı", "i", "í", "i", "ł", "l", "ñ", "n", "ø", "o", "ö", "oe", "ó", "o", "ř", "r", "ś", "s", "š", "s", "ü", "ue", "ž", "z",
	" ", "", "'", "")

func (d *directory) mail(ref userRef) string {
	given, family, round := d.combination(ref)
	s := latin.Replace(strings.ToLower(given + "." + family))
	if round > 0 {
		s += strconv.Itoa(round + 1)
	}
	return s + "@example.com"
}

// override gives an account these fields, made or not; an id that the
// directory does not have is added.
func (d *directory) override(u user) userRef {
	if ref, ok := d.find(u.id); ok {
		u.ref = ref
		if int(ref) >= d.count {
			d.extra[int(ref)-d.count] = u
		} else {
			d.changed[ref] = u
		}
		return ref
	}
	u.ref = userRef(d.count + len(d.extra))
	d.extra = append(d.extra, u)
	d.extraIDs[u.id] = u.ref
	return u.ref
}

// total counts all accounts, the added ones included.
func (d *directory) total() int { return d.count + len(d.extra) }
