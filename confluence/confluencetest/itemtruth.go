package confluencetest

import (
	"iter"
	"strconv"
	"time"
)

// An ItemTruth is a comment, attachment, task or custom content as it is. Null
// is 0, "" or the zero time.
type ItemTruth struct {
	ID            int64
	Kind          string // footer-comment, inline-comment, attachment, task, custom-content
	Status        string // of a task: complete or incomplete
	Title         string
	ContainerID   int64
	ContainerType string // page or blogpost
	SpaceID       int64
	AuthorID      string // who made it, which lists do not tell
	CreatedAt     time.Time

	VersionNumber    int32 // of a task: its local id
	VersionAuthorID  string
	VersionCreatedAt time.Time // of a task: updatedAt

	// Of comments.
	ParentCommentID int64
	AttachmentID    int64
	Text            string // of tasks too
	Resolution      string
	Selection       string
	MarkerRef       string

	// Of attachments.
	MediaType string
	FileSize  int64
	Comment   string
	FileID    string

	// Of tasks.
	AssignedTo, CompletedBy string
	DueAt, CompletedAt      time.Time

	// Of custom content.
	Type string
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (s *Site) itemTruth(x *content) ItemTruth {
	t := ItemTruth{ID: x.id, Kind: x.kind.String(), Status: statusNames[x.status], Title: x.title, ContainerID: x.container,
		ContainerType: kind(x.container >> kindShift).String(), SpaceID: s.spaces[x.space].id, AuthorID: s.users.id(x.author),
		CreatedAt: moment(x.created), VersionNumber: x.number, VersionAuthorID: s.users.id(x.editor), VersionCreatedAt: moment(x.modified),
		ParentCommentID: x.parent, AttachmentID: x.onAttachment, Text: x.text, Resolution: x.resolution, Selection: x.selection,
		MediaType: x.mediaType, FileSize: x.size, Comment: x.note, AssignedTo: s.users.id(x.assignee),
		CompletedBy: s.users.id(x.completedBy), DueAt: moment(x.due), CompletedAt: moment(x.completed), Type: x.customType}
	switch x.kind {
	case kindTask:
		t.Status = x.taskStatus()
	case kindInline:
		t.MarkerRef = string(markerOf(x.id))
	case kindAttachment:
		t.FileID = string(markerOf(x.id))
	}
	return t
}

// trueItems are the items of a kind that a person may see, by id. The site must
// not be edited while they are walked.
func (s *Site) trueItems(k kind, email string, keep func(*content) bool) iter.Seq[ItemTruth] {
	return func(yield func(ItemTruth) bool) {
		s.mu.RLock()
		defer s.mu.RUnlock()
		v := s.viewOf(email)
		if v == nil {
			return
		}
		walk := s.bin(k).walk(byID, false, func(p *page) bool { return v.page(p.space, p.id) })
		for _, x := range walk(nil, false, false) {
			if (keep == nil || keep(x)) && !yield(s.itemTruth(x)) {
				return
			}
		}
	}
}

// TrueFooterComments are all footer comments that a person may see, replies
// included, by id. The site cannot be edited inside the loop; nor can it for
// the others.
func (s *Site) TrueFooterComments(email string) iter.Seq[ItemTruth] {
	return s.trueItems(kindFooter, email, nil)
}

// TrueInlineComments are all inline comments, replies included.
func (s *Site) TrueInlineComments(email string) iter.Seq[ItemTruth] {
	return s.trueItems(kindInline, email, nil)
}

// TrueAttachments are the attachments, current and archived.
func (s *Site) TrueAttachments(email string) iter.Seq[ItemTruth] {
	return s.trueItems(kindAttachment, email, func(x *content) bool { return x.status <= statusArchived })
}

// TrueTasks are the tasks, blank ones included.
func (s *Site) TrueTasks(email string) iter.Seq[ItemTruth] { return s.trueItems(kindTask, email, nil) }

// TrueCustomContent are the custom contents of a type, of all types if it is "".
func (s *Site) TrueCustomContent(email, customType string) iter.Seq[ItemTruth] {
	return s.trueItems(kindCustom, email, func(x *content) bool { return customType == "" || x.customType == customType })
}

// CustomContentTypes are the types of custom content that the site has.
func CustomContentTypes() []string { return customTypes[:] }

// A LabelTruth is a label of a content.
type LabelTruth struct {
	ContentID int64
	LabelID   int64
	Name      string
	Prefix    string
}

func (s *Site) labelTruth(id int64, ref labelRef) LabelTruth {
	l := &s.labels.all[ref]
	return LabelTruth{id, labelID(ref), l.name, l.prefix}
}

// TrueLabels are all labels that a person may see, by id; ContentID is 0.
func (s *Site) TrueLabels(email string) []LabelTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	v := s.viewOf(email)
	if v == nil {
		return nil
	}
	var out []LabelTruth
	for ref := range labelRef(len(s.labels.all)) {
		if l := &s.labels.all[ref]; l.space < 0 || v.space(l.space) {
			out = append(out, s.labelTruth(0, ref))
		}
	}
	return out
}

// TrueContentLabels are the labels of the pages, blog posts and attachments
// that a person may see (current and archived), by content and label.
func (s *Site) TrueContentLabels(email string) iter.Seq[LabelTruth] {
	return func(yield func(LabelTruth) bool) {
		give := func(id int64) bool {
			s.mu.RLock()
			var rows []LabelTruth
			for _, ref := range s.labelsOf(id) {
				rows = append(rows, s.labelTruth(id, ref))
			}
			s.mu.RUnlock()
			for _, r := range rows {
				if !yield(r) {
					return false
				}
			}
			return true
		}
		for _, pages := range []iter.Seq[PageTruth]{s.TruePages(email), s.TrueBlogPosts(email)} {
			for p := range pages {
				if !give(p.ID) {
					return
				}
			}
		}
		var attached []int64
		for x := range s.TrueAttachments(email) {
			attached = append(attached, x.ID)
		}
		for _, id := range attached {
			if !give(id) {
				return
			}
		}
	}
}

// A VersionTruth is one version of a content.
type VersionTruth struct {
	Number    int32
	AuthorID  string
	CreatedAt time.Time
	Message   string
	MinorEdit bool
}

// TrueVersions are the versions of a content, the first first; nobody's rights
// are asked.
func (s *Site) TrueVersions(id int64) []VersionTruth {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var x content
	if !s.content(id, &x) || x.kind == kindTask {
		return nil
	}
	out := make([]VersionTruth, x.number)
	for i := range out {
		v := s.versionOfContent(&x, int32(i)+1)
		out[i] = VersionTruth{v.number, s.users.id(v.author), moment(v.at), v.message, v.minor}
	}
	return out
}

// AttachmentID is the id of an attachment as the API shows it.
func AttachmentID(id int64) string { return "att" + strconv.FormatInt(id, 10) }
