package confluencetest

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A space is stored; there are few.
type space struct {
	id          int64
	key         string
	name        string
	kind        string // global, collaboration, knowledge_base, personal
	status      string // current, archived
	author      userRef
	owner       userRef // noUser is null
	alias       string
	createdAt   int64
	homepageID  int64 // 0 is null
	description string
	topic       int // where the space's own topics begin
}

const (
	firstSpaceID = 65538
	spaceStride  = 98304
	// personalShare is one in how many spaces belongs to a person.
	personalShare = 5
)

func spaceID(draw seeded, index int) int64 {
	return firstSpaceID + int64(index)*spaceStride + int64(draw.of(drawSpace, uint64(index))%(spaceStride/2))*2
}

// spaceRanks says how large each space is among the others, 0 the largest.
// Personal spaces are the small ones.
func spaceRanks(draw seeded, count int) (rank []int, personal []bool) {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool {
		return draw.of(drawSpaceOrder, uint64(order[a])+1<<40) < draw.of(drawSpaceOrder, uint64(order[b])+1<<40)
	})
	rank, personal = make([]int, count), make([]bool, count)
	for r, s := range order {
		rank[s] = r
		personal[s] = r >= count-count/personalShare
	}
	return rank, personal
}

// makeSpaces makes all spaces; users get their personal ones.
func makeSpaces(draw seeded, l *layout, dir *directory, cal calendar, personal []bool) []space {
	spaces := make([]space, len(l.sizes))
	team, owner := 0, 0
	for s := range spaces {
		h := draw.of(drawSpace, uint64(s)+1<<40)
		sp := &spaces[s]
		*sp = space{id: spaceID(draw, s), status: "current", kind: "global", owner: noUser}
		sp.author = userRef(h % uint64(dir.count))
		if personal[s] && owner < dir.count {
			nameAfter(sp, dir, userRef(owner), s)
			owner++
		} else {
			nameTeam(sp, team, h)
			team++
		}
		if h>>24%12 == 0 && s > 0 && !personal[s] {
			sp.status = "archived"
		}
		if h>>32%3 != 0 && sp.owner == noUser {
			sp.owner = userRef(again(h) % uint64(dir.count))
		}
		sp.createdAt = cal.start + int64(h%uint64(200*msDay))
		if l.sizes[s] > 0 {
			home := l.index(s, 0)
			if h>>12%16 != 0 || s == 0 { // the others' home page was deleted, or never made
				sp.homepageID = l.id(home)
			}
			sp.createdAt = cal.created(home, l.pages) - 1000 - int64(h%1000)
		}
	}
	return spaces
}

func nameAfter(sp *space, dir *directory, u userRef, index int) {
	sp.kind = "personal"
	id := dir.id(u)
	sp.key = "~" + strings.NewReplacer(":", "", "-", "").Replace(id)
	sp.name = dir.name(u, "")
	sp.author, sp.owner = u, u
	sp.alias = sp.key
	dir.personal[u] = index
	sp.topic = index * 5
}

func nameTeam(sp *space, n int, h uint64) {
	base := departments[n%len(departments)]
	group := n / len(departments)
	sp.key, sp.name = base.key, base.name
	sp.topic = slices.Index(englishTopics, base.topic)
	if group > 0 {
		g := spaceGroups[group%len(spaceGroups)]
		sp.key += g.key
		sp.name = strings.TrimSpace(sp.name + " " + g.name)
		if round := group / len(spaceGroups); round > 0 {
			sp.key += "R" + strconv.Itoa(round)
			sp.name += " " + strconv.Itoa(round+1)
		}
	}
	switch {
	case base.key == "KB":
		sp.kind = "knowledge_base"
	case h>>40%6 == 0:
		sp.kind = "collaboration"
	}
	switch h >> 48 % 8 {
	case 0: // absent
	case 1:
		sp.alias = strings.ToLower(sp.key) + "-team"
	default:
		sp.alias = sp.key
	}
	if h>>52%3 != 0 {
		sp.description = "Everything about " + sp.name + ": who we are, what we do & how to reach us."
	}
}
