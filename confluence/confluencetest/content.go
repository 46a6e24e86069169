package confluencetest

// A content is anything that has an id in Confluence, in the fields that all
// have. An item is one that belongs to a page or blog post: a comment, an
// attachment, a custom content or (which is no content) a task.
type content struct {
	id         int64
	kind       kind
	space      int
	status     status
	title      string
	parent     int64 // in the tree, or the comment replied to; 0 is none
	parentKind kind
	container  int64 // of an item: the page or blog post
	position   int32 // -1 is null
	author     userRef
	owner      userRef
	editor     userRef // of the newest version
	created    int64
	modified   int64
	number     int32
	message    string
	minor      bool
	embedURL   string

	onAttachment int64  // of a footer comment: the attachment that it is about
	text         string // of a comment, task or edited item
	resolution   string // of an inline comment, the root's for replies
	selection    string // what an inline comment is about
	mediaType    string
	mediaNote    string
	size         int64
	note         string // of an attachment
	customType   string
	assignee     userRef
	completedBy  userRef
	due          int64 // 0 is null
	completed    int64
	resolvedAt   int64
	resolvedBy   userRef
}

func (p *page) content(x *content) {
	*x = content{id: p.id, kind: p.kind, space: p.space, status: p.status, title: string(p.title), parent: p.parent,
		container: p.id, position: p.position, author: p.author, owner: p.owner, editor: p.editor, created: p.created,
		modified: p.modified, number: p.number, message: p.message, minor: p.minor}
	if p.parent != 0 {
		x.parentKind = kindNamed(p.parentType)
	}
}

func kindNamed(name string) kind {
	for k, n := range kindNames {
		if n == name {
			return kind(k)
		}
	}
	return kindPage
}

// content makes whatever has the id; false if nothing has. It needs s.mu held
// for reading.
func (s *Site) content(id int64, x *content) bool {
	k := kind(id >> kindShift)
	switch {
	case id <= 0 || k >= kindCount:
		return false
	case k == kindPage || k == kindBlog:
		var p page
		if s.shelfOf(id).byID(id, &p) {
			p.content(x)
			return true
		}
		if k == kindBlog {
			return false
		}
		fallthrough
	case k.inTree():
		index, k, ok := s.pages.treeIndex(id)
		if ok {
			s.pages.fillTree(x, index, k)
		}
		return ok
	case s.bin(k) != nil:
		return s.bin(k).byID(id, x)
	}
	return false
}

// visible tells whether somebody may see a content that is not deleted; an item
// is seen by who sees what it belongs to.
func (s *Site) visible(v *view, x *content) bool {
	if x.status == statusDeleted {
		return false
	}
	if x.container == 0 || x.container == x.id {
		return v.page(x.space, x.id)
	}
	var owner content
	return s.content(x.container, &owner) && owner.status <= statusArchived && v.page(owner.space, owner.id)
}
