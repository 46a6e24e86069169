package confluencetest

// fillBins says what items pages and blog posts have.
func (s *Site) fillBins() {
	few := func(p purpose, kind kind, none, one, some uint64, many int) func(*shelf, uint32) int {
		return func(sh *shelf, index uint32) int {
			h := sh.draw.of(p, uint64(index)*uint64(kindCount)+uint64(kind))
			switch v := h % 32; {
			case v < none:
				return 0
			case v < one:
				return 1
			case v < some:
				return 2 + int(h>>8%3)
			}
			return 5 + int(h>>8%uint64(many))
		}
	}
	add := func(k kind, p purpose, count func(*shelf, uint32) int, fill func(*shelf, uint32, int, *page, *content)) {
		times := func(sh *shelf, index uint32, j int) (int64, int64) {
			return itemTimes(p, sh, index, j, count(sh, index))
		}
		s.bins[k] = s.newBin(k, count, times, fill)
	}
	add(kindFooter, drawComment, few(drawComment, kindFooter, 20, 26, 31, 16), s.fillFooter)
	add(kindInline, drawComment+1<<32, few(drawComment, kindInline, 26, 29, 31, 8), s.fillInline)
	add(kindAttachment, drawAttachment, few(drawAttachment, kindAttachment, 22, 27, 31, 12), s.fillAttachment)
	add(kindTask, drawTask, few(drawTask, kindTask, 24, 27, 31, 10), s.fillTask)
	add(kindCustom, drawCustom, few(drawCustom, kindCustom, 30, 31, 32, 1), s.fillCustom)
}

// itemDraw draws for item j of an owner.
func itemDraw(p purpose, sh *shelf, index uint32, j int) uint64 {
	return sh.draw.of(p, uint64(index)*perOwner+uint64(j)+1<<40)
}

// itemTimes spreads the n items of an owner, in the order of their numbers,
// over some time after it was made; a third of them changed later.
func itemTimes(p purpose, sh *shelf, index uint32, j, n int) (created, modified int64) {
	begin := sh.createdOf(index)
	h := sh.draw.of(p, uint64(index)+1<<41)
	u := unit(h)
	window := float64(sh.calendar.end-begin) * u * u
	h = itemDraw(p, sh, index, j)
	created = begin + int64(window*(float64(j)+unit(h))/float64(max(n, 1)))
	modified = created
	if h%3 == 0 {
		u = unit(again(h))
		modified = min(created+1000+int64(float64(sh.calendar.end-created)*u*u*u), sh.calendar.end)
	}
	return created, max(created, modified)
}

// people fills in who made and who changed an item, and its version.
func (s *Site) people(x *content, h uint64) {
	x.author = s.pages.authorOf(x.space, again(h+1))
	x.editor, x.owner = x.author, x.author
	if x.modified > x.created {
		x.number = 2 + int32(h>>40%3)
		if h>>44%4 == 0 {
			x.editor = s.pages.authorOf(x.space, again(h+2))
		}
	}
}

var remarks = []string{"Looks good to me.", "Could we add a diagram here?", "Please see <https://example.com/spec?a=1&b=2>.",
	"Danke, das hilft sehr!", "Is this still right? The numbers are from last year.", "+1", "Я обновил таблицу.",
	"レビューしました。", "Who owns this?", "Fixed in the new version; closing.", "I'd move this to the \"Runbook\" page."}

// replyTo says which earlier item of its owner an item replies to; -1 is none.
func replyTo(h uint64, j int) int {
	if j == 0 || h>>20%3 != 0 {
		return -1
	}
	return int(h >> 24 % uint64(j))
}

func (s *Site) fillFooter(sh *shelf, index uint32, j int, owner *page, x *content) {
	h := itemDraw(drawComment, sh, index, j)
	x.title = "Re: " + string(owner.title)
	x.text = remarks[h>>8%uint64(len(remarks))]
	s.people(x, h)
	if up := replyTo(h, j); up >= 0 {
		x.parent, x.parentKind = s.bins[kindFooter].idOf(code(sh, index, up)), kindFooter
		// A reply is where its root is.
		for ; up >= 0; up = replyTo(h, j) {
			j = up
			h = itemDraw(drawComment, sh, index, j)
		}
	}
	if h>>12%16 == 0 && s.bins[kindAttachment].count(sh, index) > 0 {
		x.onAttachment = s.bins[kindAttachment].idOf(code(sh, index, 0))
	}
}

func (s *Site) fillInline(sh *shelf, index uint32, j int, owner *page, x *content) {
	const p = drawComment + 1<<32
	h := itemDraw(p, sh, index, j)
	x.title = "Re: " + string(owner.title)
	x.text = remarks[h>>8%uint64(len(remarks))]
	s.people(x, h)
	if up := replyTo(h, j); up >= 0 {
		x.parent, x.parentKind = s.bins[kindInline].idOf(code(sh, index, up)), kindInline
		for ; up >= 0; up = replyTo(h, j) {
			j = up
			h = itemDraw(p, sh, index, j)
		}
	}
	x.resolution = [...]string{"open", "open", "resolved", "open", "reopened", "resolved", "open", "dangling"}[h>>28%8]
	x.selection = [...]string{"latency", "two people", "the owner", "Übersicht", "last year's budget"}[h>>32%5]
	if x.resolution != "open" {
		_, modified := s.bins[kindInline].times(sh, index, j)
		x.resolvedAt = min(modified+msHour, sh.calendar.end)
		x.resolvedBy = s.pages.authorOf(x.space, again(h+3))
	}
}

type media struct{ name, kind, note string }

var mediaFiles = []media{
	{"architecture.png", "image/png", "PNG Image"}, {"Angebot Übersicht.pdf", "application/pdf", "PDF Document"},
	{"budget.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Microsoft Excel Spreadsheet"},
	{"notes.txt", "text/plain", "Text File"}, {"demo.mp4", "video/mp4", "Multimedia"}, {"data (1).csv", "text/csv", ""},
	{"backup.tar.gz", "application/gzip", "GZip Archive"}, {"設計図.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ""},
	{"screenshot.jpg", "image/jpeg", "JPEG Image"}, {"config.json", "application/json", ""},
}

func (s *Site) fillAttachment(sh *shelf, index uint32, j int, owner *page, x *content) {
	h := itemDraw(drawAttachment, sh, index, j)
	m := &mediaFiles[h>>8%uint64(len(mediaFiles))]
	x.title, x.mediaType, x.mediaNote = m.name, m.kind, m.note
	if j > 0 { // names of one page differ
		x.title = string(rune('a'+j%26)) + "-" + x.title
		if j >= 26 {
			x.title = "z" + x.title
		}
	}
	u := unit(again(h))
	x.size = 1 + int64(u*u*u*u*50_000_000)
	switch h >> 16 % 50 {
	case 0:
		x.status = statusTrashed
	case 1:
		x.status = statusArchived
	}
	if h>>24%4 == 0 {
		x.note = messages[h>>28%uint64(len(messages))]
	}
	s.people(x, h)
}

var taskTexts = []string{"Update the runbook", "Ask legal about <the clause>", "Tests & rollout", "Termin mit dem Betriebsrat",
	"Закрыть инцидент", "", "資料を更新する", "Book the room for the review", "Delete old snapshots"}

func (s *Site) fillTask(sh *shelf, index uint32, j int, _ *page, x *content) {
	h := itemDraw(drawTask, sh, index, j)
	x.text = taskTexts[h>>8%uint64(len(taskTexts))]
	s.people(x, h)
	x.number = int32(j) + 1 // its local id
	x.assignee, x.completedBy = noUser, noUser
	if h>>16%4 != 0 {
		x.assignee = s.pages.authorOf(x.space, again(h+4))
	}
	if h>>20%3 != 0 {
		x.due = x.created/msDay*msDay + int64(h>>24%60)*msDay
	}
	if x.modified > x.created {
		x.completed = x.modified
		x.completedBy = s.pages.authorOf(x.space, again(h+5))
	}
}

// CustomTypes are the types of custom content that the site has.
var customTypes = [...]string{"ac:com.example.diagrams:diagram", "forge:2f3d-checklists:checklist", "ac:com.example.forms:form"}

func (s *Site) fillCustom(sh *shelf, index uint32, j int, owner *page, x *content) {
	h := itemDraw(drawCustom, sh, index, j)
	x.customType = customTypes[h>>8%uint64(len(customTypes))]
	x.title = "Item " + string(rune('A'+h>>16%26)) + " of " + string(owner.title)
	x.text = taskTexts[h>>24%uint64(len(taskTexts))]
	s.people(x, h)
}
