package confluencetest

import (
	"strings"
)

// A block is a part of a body, before it is written as storage or as ADF.
type block struct {
	kind   blockKind
	level  int      // of a heading
	text   []inline // of a heading, paragraph or list item
	rows   [][][]inline
	macro  string
	params []param
	blocks []block   // of a macro with a rich text body, or items of a list
	plain  string    // of a code macro
	tasks  []content // of a task list
}

type blockKind uint8

const (
	blockParagraph blockKind = iota
	blockHeading
	blockList
	blockTable
	blockMacro
	blockTasks
	blockImage // text[0].text is the attachment's name
)

// An inline is a piece of text, or what stands in one.
type inline struct {
	kind  inlineKind
	text  string
	url   string // of a link; or the account id of a mention
	title string // of a link to a page, its title
	space string // and its space's key; "" is the same space
	id    int64  // and its id, where url has it
}

type inlineKind uint8

const (
	inlineText inlineKind = iota
	inlineStrong
	inlineLink     // to an address, of a page of the site too
	inlinePageLink // by title
	inlineMention
	inlineDate
	inlineStatus
	inlineMarked // what an inline comment is about; url is its marker
)

type param struct{ name, value string }

// dice draws one number after another.
type dice uint64

func (d *dice) roll(n int) int {
	*d = dice(again(uint64(*d)))
	return int(uint64(*d) >> 11 % uint64(n))
}

func (d *dice) unit() float64 {
	*d = dice(again(uint64(*d)))
	return unit(uint64(*d))
}

func pick[T any](d *dice, from []T) T { return from[d.roll(len(from))] }

// bodyOf makes the body of a page or blog post as of a version.
func (s *Site) bodyOf(p *page, number int32) []block {
	if p.text != "" {
		var out []block
		for line := range strings.SplitSeq(p.text, "\n") {
			out = append(out, paragraphOf(inline{text: line}))
		}
		return out
	}
	w := &bodyWriter{site: s, page: p, dice: dice(s.draw.of(drawBody, uint64(p.id)*31+uint64(number)))}
	return w.write()
}

func paragraphOf(text ...inline) block { return block{kind: blockParagraph, text: text} }

type bodyWriter struct {
	site *Site
	page *page
	dice
	blocks []block
}

// sections says how long a body is: mostly a few sections, a few bodies very
// many.
func (w *bodyWriter) sections() int {
	switch w.roll(400) {
	case 0:
		return 200 + w.roll(400)
	case 1, 2, 3, 4, 5, 6, 7, 8:
		return 20 + w.roll(40)
	}
	return 1 + w.roll(4)
}

func (w *bodyWriter) add(b block) { w.blocks = append(w.blocks, b) }

func (w *bodyWriter) write() []block {
	n := w.sections()
	if w.roll(5) == 0 || n > 10 {
		w.add(block{kind: blockMacro, macro: "toc", params: []param{{"maxLevel", "2"}}})
	}
	if w.roll(4) == 0 {
		w.details()
	}
	w.add(paragraphOf(inline{text: "About " + string(w.page.title) + "."}))
	for i := range n {
		w.add(block{kind: blockHeading, level: 1 + w.roll(3), text: []inline{{text: pick(&w.dice, headings)}}})
		for range 1 + w.roll(3) {
			w.paragraph()
		}
		switch w.roll(14) {
		case 0, 1:
			w.table()
		case 2:
			w.list()
		case 3, 4:
			w.macro(i)
		}
	}
	w.items()
	return w.blocks
}

var headings = []string{"Overview", "Background", "How it works", "Rollback", "Owners & contacts", "Open questions", "Überblick",
	"Entscheidung", "次のステップ", "Риски", "Metrics", "Links"}

// paragraph is some sentences, with a link, mention or the like in a third.
func (w *bodyWriter) paragraph() {
	text := []inline{{text: pick(&w.dice, sentences[:])}}
	switch w.roll(10) {
	case 0:
		text = append(text, inline{text: " See "}, w.pageLink(), inline{text: "."})
	case 1:
		text = append(text, inline{text: " Ask "}, w.mention(), inline{text: " by "},
			inline{kind: inlineDate, text: w.day()}, inline{text: "."})
	case 2:
		text = append(text, inline{text: " More at "}, inline{kind: inlineLink, text: "the spec",
			url: "https://example.com/spec?a=1&b=" + string(appendHex(nil, uint64(w.roll(1<<16)), 4))}, inline{text: "."})
	case 3:
		text = append(text, inline{text: " "}, inline{kind: inlineStrong, text: "Important:"}, inline{text: " " + pick(&w.dice, sentences[:])})
	case 4:
		text = append(text, inline{text: " State: "}, inline{kind: inlineStatus, text: pick(&w.dice, []string{"DONE", "IN PROGRESS", "BLOCKED"})})
	}
	w.add(paragraphOf(text...))
}

// pageLink leads to another page of the space or site: by title, or by its
// address, that has its id.
func (w *bodyWriter) pageLink() inline {
	s := w.site
	if s.layout.pages == 0 {
		return inline{text: "nothing"}
	}
	index := uint32(w.unit() * float64(s.layout.pages))
	if n := s.layout.sizes[w.page.space]; w.roll(3) > 0 && n > 0 {
		index = s.layout.index(w.page.space, uint32(w.unit()*float64(n)))
	}
	space, k := s.layout.locate(index)
	title := string(s.pages.appendTitle(nil, space, k))
	if w.roll(2) == 0 {
		p := page{id: s.layout.id(index), space: space, title: []byte(title)}
		return inline{kind: inlineLink, text: title, id: p.id, url: s.siteURL() + string(s.appendWebUI(nil, &p))}
	}
	link := inline{kind: inlinePageLink, text: "this page", title: title}
	if space != w.page.space {
		link.space = s.spaces[space].key
	}
	return link
}

// siteURL is the site's address as bodies have it, ending in /wiki.
func (s *Site) siteURL() string {
	if s.config.BaseURL != "" {
		return strings.TrimSuffix(strings.TrimSuffix(s.config.BaseURL, "/"), "/wiki") + "/wiki"
	}
	return "https://site.example/wiki"
}

func (w *bodyWriter) mention() inline {
	ref := w.site.pages.authorOf(w.page.space, uint64(w.roll(1<<40)))
	return inline{kind: inlineMention, url: w.site.users.id(ref), text: w.site.users.name(ref, "")}
}

func (w *bodyWriter) day() string {
	return string(appendTime(nil, w.page.created+int64(w.roll(100))*msDay)[:10])
}

func (w *bodyWriter) table() {
	columns := 2 + w.roll(4)
	rows := [][][]inline{make([][]inline, columns)}
	for i := range columns {
		rows[0][i] = []inline{{text: pick(&w.dice, []string{"Name", "Owner", "Due", "State", "Menge", "Kosten €", "備考", "R&D"})}}
	}
	for r := range 1 + w.roll(8) {
		row := make([][]inline, columns)
		for i := range row {
			switch w.roll(8) {
			case 0:
				row[i] = []inline{w.mention()}
			case 1:
				row[i] = []inline{{kind: inlineDate, text: w.day()}}
			case 2: // empty
			default:
				row[i] = []inline{{text: string(rune('A'+r%26)) + " < " + string(appendHex(nil, uint64(w.roll(4096)), 3))}}
			}
		}
		rows = append(rows, row)
	}
	w.add(block{kind: blockTable, rows: rows})
}

func (w *bodyWriter) list() {
	b := block{kind: blockList}
	for range 2 + w.roll(4) {
		b.blocks = append(b.blocks, paragraphOf(inline{text: pick(&w.dice, sentences[:])}))
	}
	w.add(b)
}

// details is the Page Properties macro: a table of names and values.
func (w *bodyWriter) details() {
	t := block{kind: blockTable}
	for _, name := range []string{"Owner", "Status", "Due date", "Budget & costs"}[:2+w.roll(3)] {
		value := inline{text: pick(&w.dice, []string{"Green", "Yellow", "12.000 €", "n/a", "<tbd>"})}
		switch name {
		case "Owner":
			value = w.mention()
		case "Due date":
			value = inline{kind: inlineDate, text: w.day()}
		}
		t.rows = append(t.rows, [][]inline{{{text: name}}, {value}})
	}
	b := block{kind: blockMacro, macro: "details", blocks: []block{t}}
	if w.roll(3) == 0 {
		b.params = []param{{"id", "facts"}}
	}
	w.add(b)
}

func (w *bodyWriter) macro(i int) {
	switch w.roll(4) {
	case 0:
		w.add(block{kind: blockMacro, macro: pick(&w.dice, []string{"info", "note", "warning", "tip"}),
			blocks: []block{paragraphOf(inline{text: pick(&w.dice, sentences[:])})}})
	case 1:
		w.add(block{kind: blockMacro, macro: "jira", params: []param{{"server", "System Jira"},
			{"key", "ENG-" + string(appendHex(nil, uint64(w.roll(1<<12)), 3))}}})
	case 2:
		link := w.pageLink()
		if link.kind == inlinePageLink {
			w.add(block{kind: blockMacro, macro: "include", text: []inline{link}})
			return
		}
		w.add(paragraphOf(link))
	default:
		w.add(block{kind: blockMacro, macro: "code", params: []param{{"language", "sql"}},
			plain: "SELECT " + string(rune('a'+i%26)) + " FROM t WHERE x < 5 && y[i]]> 0;"})
	}
}

// items are the page's task list, its images, and the marks of its inline
// comments.
func (w *bodyWriter) items() {
	s := w.site
	if tasks := s.bins[kindTask].of(w.page); len(tasks) > 0 {
		w.add(block{kind: blockTasks, tasks: tasks})
	}
	for _, x := range s.bins[kindInline].of(w.page) {
		if x.parent == 0 && x.resolution != "dangling" {
			w.add(paragraphOf(inline{text: "About "}, inline{kind: inlineMarked, text: x.selection, url: string(markerOf(x.id))}, inline{text: "."}))
		}
	}
	for _, x := range s.bins[kindAttachment].of(w.page) {
		if x.status == statusCurrent && strings.HasPrefix(x.mediaType, "image/") {
			w.add(block{kind: blockImage, text: []inline{{text: x.title}}})
		}
	}
}
