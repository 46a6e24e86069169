package confluencetest

// treeKinds hang under pages beside other pages. A page has at most one of each
// that was made; their ids follow from the page's index.
var treeKinds = [...]kind{kindFolder, kindWhiteboard, kindDatabase, kindEmbed}

// hasUnder tells whether there is a folder (or ...) under the page.
func (s *shelf) hasUnder(index uint32, k kind) bool {
	switch k {
	case kindFolder:
		return s.draw.of(drawFolder, uint64(index))%8 == 0
	case kindWhiteboard:
		return s.draw.of(drawTree, uint64(index))%40 == 0
	case kindDatabase:
		return s.draw.of(drawTree, uint64(index))%80 == 1
	case kindEmbed:
		return s.draw.of(drawTree, uint64(index))%60 == 2
	}
	return false
}

// treeID is the id of what hangs under the page: a folder's is the page's plus
// one.
func (s *shelf) treeID(index uint32, k kind) int64 {
	if k == kindFolder {
		return s.layout.id(index) + 1
	}
	return kindBase(k) + firstPageID + int64(index)
}

// treeIndex is the inverse of treeID.
func (s *shelf) treeIndex(id int64) (index uint32, k kind, ok bool) {
	if k = kind(id >> kindShift); k == kindPage {
		k = kindFolder
		index, ok = s.layout.find(id - 1)
	} else if n := id - kindBase(k) - firstPageID; n >= 0 && n < int64(s.layout.pages) {
		index, ok = uint32(n), true
	}
	return index, k, ok && s.hasUnder(index, k)
}

var treeNames = map[kind][]string{
	kindFolder:     {"Meeting notes", "Archive", "Decisions", "Drafts & ideas", "2024", "2025", "Vorlagen", "資料", "Team <internal>"},
	kindWhiteboard: {"Retro board", "Story map", "Architecture sketch", "Brainstorm 💡", "Value stream"},
	kindDatabase:   {"Decision log", "Vendor register", "Risk list", "Release calendar"},
	kindEmbed:      {"Figma: checkout flow", "Miro board", "Roadmap slides", "Budget sheet"},
}

// fillTree makes what hangs under a page. Some folders stand at the top of
// their space instead.
func (s *shelf) fillTree(x *content, index uint32, k kind) {
	h := s.draw.of(drawTree, uint64(index)+uint64(k)<<40)
	space, _ := s.layout.locate(index)
	names := treeNames[k]
	*x = content{id: s.treeID(index, k), kind: k, space: space, position: int32(h >> 40 & 0xffff), message: "",
		title: names[h%uint64(len(names))], parent: s.layout.id(index), parentKind: kindPage}
	if k == kindFolder && h>>8%8 == 0 {
		x.parent = 0
	}
	if h>>12%10 == 0 {
		x.position = -1
	}
	x.author = s.authorOf(space, again(h))
	x.owner, x.editor = x.author, x.author
	x.created = min(s.createdOf(index)+int64(h>>16%uint64(30*msDay)), s.calendar.end)
	x.number, x.modified = 1, x.created
	if k != kindFolder && h>>20%3 == 0 {
		x.number = 2 + int32(h>>24%8)
		x.modified = min(x.created+int64(again(h)%uint64(90*msDay)), s.calendar.end)
	}
	if k == kindEmbed {
		x.embedURL = "https://example.com/embed/" + string(appendHex(nil, h, 12))
	}
}
