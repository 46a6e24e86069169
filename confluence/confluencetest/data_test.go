package confluencetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
)

func TestSameConfigSameSite(t *testing.T) {
	read := func(seed uint64) string {
		c := demoClient(t, Config{Spaces: 10, Pages: 400, Users: 50, Seed: seed})
		var all bytes.Buffer
		for _, path := range []string{pagesPath + "?limit=250&sort=title", spacesPath, searchPath, "/_edge/tenant_info"} {
			_, body := c.get(path)
			all.Write(body)
		}
		return all.String()
	}
	if first, again := read(1), read(1); first != again {
		t.Error("the same config gives two sites")
	}
	if read(1) == read(2) {
		t.Error("the seed changes nothing")
	}
}

func TestTheDataIsLikeARealSites(t *testing.T) {
	c := demoClient(t, Demo())
	s := c.site
	spaces := s.TrueSpaces(c.email)
	if len(spaces) != 30 || len(s.TrueUsers(c.email)) != 200 {
		t.Fatalf("%d spaces, %d people", len(spaces), len(s.TrueUsers(c.email)))
	}
	keys, kinds, statuses, sizes := map[string]bool{}, map[string]int{}, map[string]int{}, []int{}
	for _, sp := range spaces {
		keys[strings.ToLower(sp.Key)] = true
		kinds[sp.Type]++
		statuses[sp.Status]++
		sizes = append(sizes, sp.Pages)
	}
	slices.Sort(sizes)
	if len(keys) != 30 || kinds["personal"] != 6 || statuses["archived"] == 0 || sizes[29] < 8*sizes[15] {
		t.Errorf("%d keys, types %v, statuses %v, sizes %v", len(keys), kinds, statuses, sizes)
	}
	end := s.config.End
	count := map[string]int{}
	titles := map[string]bool{}
	depth := map[int64]int{}
	deepest := 0
	for p := range s.TruePages(c.email) {
		title := fmt.Sprint(p.SpaceID, strings.ToLower(p.Title))
		if titles[title] {
			t.Fatalf("title %q comes twice in %s", p.Title, p.SpaceKey)
		}
		titles[title] = true
		parent := p.ParentID
		if parent != 0 && p.ParentType != "page" {
			index, _, ok := s.pages.treeIndex(parent)
			if !ok {
				t.Fatalf("page %d is under the %s %d, which is not there", p.ID, p.ParentType, parent)
			}
			parent = s.layout.id(index)
			count["under a "+p.ParentType]++
		}
		if parent != 0 {
			if _, ok := depth[parent]; !ok {
				t.Fatalf("page %d comes before its parent %d", p.ID, p.ParentID)
			}
			depth[p.ID] = depth[parent] + 1
		} else {
			depth[p.ID] = 1
			count["root"]++
		}
		deepest = max(deepest, depth[p.ID])
		if p.CreatedAt.Before(end.AddDate(-yearsOfData, 0, -3)) || p.CreatedAt.After(end) || p.VersionCreatedAt.After(end) || p.VersionCreatedAt.Before(p.CreatedAt) {
			t.Fatalf("page %d: created %s, modified %s", p.ID, p.CreatedAt, p.VersionCreatedAt)
		}
		tally(count, p)
	}
	for _, what := range []string{"current", "archived", "position null", "owner null", "last owner", "live", "page", "no subtype",
		"message", "no message", "minor", "version 1", "later version", "weekend", "night", "Latin accents", "Cyrillic", "Han", "Arabic",
		"emoji", "above 2^31", "below 2^31", "under a folder", "under a whiteboard", "under a database", "under a embed", "root", "another editor"} {
		if n := count[what]; n < 5 || n > 4950 {
			t.Errorf("%s: %d of 5000 pages", what, n)
		}
	}
	if count["weekend"] > 1000 || count["night"] > 1000 || count["root"] > 500 || deepest < 8 || deepest > 25 {
		t.Errorf("weekend %d, night %d, roots %d, depth %d", count["weekend"], count["night"], count["root"], deepest)
	}
}

func tally(count map[string]int, p PageTruth) {
	add := func(what string, yes bool) {
		if yes {
			count[what]++
		}
	}
	has := func(in func(r rune) bool) bool { return strings.ContainsFunc(p.Title, in) }
	count[p.Status]++
	add("position null", p.Position == nil)
	add("owner null", p.OwnerID == "")
	add("last owner", p.LastOwnerID != "")
	add("no subtype", p.Subtype == "")
	add(p.Subtype, p.Subtype != "")
	add("message", p.VersionMessage != "")
	add("no message", p.VersionMessage == "")
	add("minor", p.VersionMinorEdit)
	add("version 1", p.VersionNumber == 1)
	add("later version", p.VersionNumber > 1)
	add("another editor", p.VersionAuthorID != p.AuthorID)
	add("weekend", p.CreatedAt.Weekday() == time.Saturday || p.CreatedAt.Weekday() == time.Sunday)
	add("night", p.CreatedAt.Hour() < 6 || p.CreatedAt.Hour() > 20)
	add("Latin accents", has(func(r rune) bool { return r > 127 && unicode.Is(unicode.Latin, r) }))
	add("Cyrillic", has(func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }))
	add("Han", has(func(r rune) bool { return unicode.Is(unicode.Han, r) }))
	add("Arabic", has(func(r rune) bool { return unicode.Is(unicode.Arabic, r) }))
	add("emoji", has(func(r rune) bool { return r > 0x1F000 }))
	add("above 2^31", p.ID > 1<<31)
	add("below 2^31", p.ID < 1<<31)
}

// TestTitlesStayDifferent goes through more pages of a space than any family
// of titles has.
func TestTitlesStayDifferent(t *testing.T) {
	s := New(Config{Spaces: 1, Pages: 150_000, Users: 3})
	seen := make(map[string]bool, 150_000)
	for k := range uint32(150_000) {
		title := string(foldTitle(s.pages.appendTitle(nil, 0, k)))
		if seen[title] {
			t.Fatalf("page %d: title %q comes twice", k, title)
		}
		seen[title] = true
	}
}

func TestManySpacesHaveTheirOwnKeys(t *testing.T) {
	s := New(Config{Spaces: 3000, Pages: 10_000, Users: 300})
	keys, ids := map[string]bool{}, map[int64]bool{}
	for i := range s.spaces {
		sp := &s.spaces[i]
		if keys[strings.ToLower(sp.key)] || ids[sp.id] || sp.key == "" || sp.name == "" || s.layout.sizes[i] == 0 {
			t.Fatalf("space %+v", sp)
		}
		keys[strings.ToLower(sp.key)], ids[sp.id] = true, true
	}
	for _, d := range departments {
		if !slices.Contains(englishTopics, d.topic) {
			t.Errorf("department %s has no topic %q", d.key, d.topic)
		}
	}
}

func TestPlacesGoBothWays(t *testing.T) {
	for _, c := range []Config{{Spaces: 1, Pages: 1}, {Spaces: 5, Pages: 3}, {Spaces: 7, Pages: 1000}, {Spaces: 900, Pages: 20_000}, {Spaces: 20_000, Pages: 30_000}} {
		s := New(c)
		next := make([]uint32, c.Spaces)
		last := int64(0)
		for i := range uint32(c.Pages) {
			space, k := s.layout.locate(i)
			if k != next[space] {
				t.Fatalf("%+v: page %d is number %d of space %d, not %d", c, i, k, space, next[space])
			}
			next[space]++
			id := s.layout.id(i)
			back, ok := s.layout.find(id)
			if s.layout.index(space, k) != i || !ok || back != i || id <= last {
				t.Fatalf("%+v: page %d does not come back", c, i)
			}
			if _, ok := s.layout.find(id + 1); ok && id+1 != s.layout.id(min(i+1, uint32(c.Pages-1))) {
				t.Fatalf("%+v: id %d is a page", c, id+1)
			}
			last = id
		}
		if !slices.Equal(next, s.layout.sizes) {
			t.Fatalf("%+v: sizes are not as dealt", c)
		}
	}
}

func TestAMillionPages(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := demoClient(t, Config{Spaces: 400, Pages: 1_000_000, Users: 5000, Seed: 1})
	s := c.site
	for _, index := range []uint32{0, 999_999, rand.Uint32N(1_000_000)} {
		id := s.layout.id(index)
		var one gotPage
		c.read(pagesPath+"/"+itoa(id), &one)
		var list gotPages
		c.read(pagesPath+"?limit=1&id="+itoa(id), &list)
		if one.ID != itoa(id) || len(list.Results) != 1 || list.Results[0].Title != one.Title {
			t.Errorf("page %d: %+v, %+v", index, one, list)
		}
	}
	var got gotPages
	c.read(pagesPath+"?limit=3&sort=-id", &got)
	if got.Results[0].ID != itoa(s.layout.id(999_999)) {
		t.Errorf("the last page is %+v", got.Results[0])
	}
	// From a place in the middle to the end.
	from := s.layout.id(999_000)
	c.read(pagesPath+"?limit=250&cursor="+pageCursor(byID, key{id: from}).encode(), &got)
	if got.Results[0].ID != itoa(s.layout.id(999_001)) || len(c.walk(got.Links.Next, nil)) != 999-250 {
		t.Errorf("the walk from %d goes elsewhere", from)
	}
	c.read(pagesPath+"?limit=5&sort=-created-date", &got)
	for i := 1; i < len(got.Results); i++ {
		if got.Results[i].CreatedAt > got.Results[i-1].CreatedAt {
			t.Errorf("not newest first: %+v", got.Results)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 24<<20 {
		t.Errorf("a million pages and an order take %d MB", grown>>20)
	}
	runtime.KeepAlive(s)
}

func TestTogether(t *testing.T) {
	c := demoClient(t, Config{Spaces: 6, Pages: 500, Users: 40})
	ids := truthIDs(truth(c.site, c.email))
	var group sync.WaitGroup
	for n := range 6 {
		group.Go(func() {
			for i := range 10 {
				switch n {
				case 0:
					if err := c.site.UpdatePage(ids[i], PageChange{Title: fmt.Sprintf("Edit %d", i)}); err != nil {
						t.Error(err)
					}
				case 1:
					c.site.AddAccount(Account{Email: fmt.Sprintf("p%d@example.com", i), Token: "t"})
					c.site.Revoke("nothing")
				case 2:
					c.site.Inject(Fault{Path: pagesPath, ShortPage: true})
					c.site.Requests()
				default:
					if got := c.walk(pagesPath+"?limit=100&sort="+allSorts[(i+n)%len(allSorts)], nil); len(got) < 450 {
						t.Errorf("%d pages", len(got))
					}
					c.get(searchPath)
					c.get(spacesPath)
				}
			}
		})
	}
	group.Wait()
}

func TestJSONIsWhatEncodingJSONReads(t *testing.T) {
	for _, text := range []string{"", "plain", `quote " back \ slash /`, "tab\tline\nreturn\rbell\a nul\x00", "größe 日本 🚀 \u2028", "bad \xff\xc3 utf8 \xed\xa0\x80", "<a href='&'>"} {
		var back string
		if err := json.Unmarshal(appendQuoted(nil, text), &back); err != nil || back != strings.ToValidUTF8(text, "\ufffd") && strings.ToValidUTF8(text, "") == text {
			t.Errorf("%q comes back as %q, %v", text, back, err)
		}
		var want string
		raw, _ := json.Marshal(text)
		if json.Unmarshal(raw, &want); back != want {
			t.Errorf("%q is %q, to encoding/json %q", text, back, want)
		}
	}
}
