package confluencetest

// A shelf holds the pages or the blog posts of a site: those that were made
// from the seed, the orders they can be listed in, and the edits on top.
type shelf struct {
	site     *Site
	kind     kind
	draw     seeded
	calendar calendar
	layout   *layout
	sorted   [orderCount]sorted

	// Guarded by the site's mu.
	edits   map[int64]*page
	editLog editCache
	nextID  int64
}

func (sh *shelf) begin(s *Site, k kind, l *layout) {
	sh.site, sh.kind, sh.draw, sh.layout, sh.edits = s, k, s.draw, l, map[int64]*page{}
	if k != kindPage {
		sh.draw = seeded(s.draw.of(drawShelf, uint64(k)))
	}
	sh.calendar = calendar{draw: sh.draw, start: s.calendar.start, end: s.calendar.end}
	sh.nextID = l.base + (int64(l.pages)+1)*l.stride
}

// shelfOf is the shelf that ids like this one belong to.
func (s *Site) shelfOf(id int64) *shelf {
	if id >= kindBase(kindBlog) {
		return &s.blogs
	}
	return &s.pages
}

func (s *Site) shelves() [2]*shelf { return [2]*shelf{&s.pages, &s.blogs} }

// blogSizes deals blog posts to the spaces as pages were dealt, some of them
// none.
func blogSizes(draw seeded, posts int, pages []uint32) []uint32 {
	var total float64
	weights := make([]float64, len(pages))
	for i, n := range pages {
		if h := draw.of(drawShelf, uint64(i)+1<<32); h%4 != 0 || i == 0 {
			weights[i] = float64(n) * (0.2 + unit(h))
			total += weights[i]
		}
	}
	sizes := make([]uint32, len(pages))
	if total == 0 {
		return sizes
	}
	left := posts
	for i, w := range weights {
		n := min(int(float64(posts)*w/total), left)
		sizes[i] = uint32(n)
		left -= n
	}
	sizes[0] += uint32(left)
	return sizes
}
