package confluencetest

import (
	"errors"
	"fmt"
	"slices"
)

// put stores an edited or added item. It needs s.mu held for writing.
func (b *bin) put(x *content) {
	if _, ok := b.edits[x.id]; !ok {
		b.owned[x.container] = append(b.owned[x.container], x.id)
	}
	b.edits[x.id] = x
	b.editLog.ordered = [3][]*content{}
	b.site.clock += 1000
}

// change edits one item.
func (s *Site) change(id int64, kinds []kind, edit func(x *content) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := new(content)
	if !s.content(id, x) || x.status == statusDeleted || !slices.Contains(kinds, x.kind) {
		return fmt.Errorf("%s %d does not exist", kinds[0].noun(), id)
	}
	if err := edit(x); err != nil {
		return err
	}
	s.bin(x.kind).put(x)
	return nil
}

// addItem adds an item to a page or blog post.
func (s *Site) addItem(container int64, k kind, accountID string, fill func(x *content) error) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var owner page
	if !s.shelfOf(container).byID(container, &owner) || owner.status > statusArchived {
		return 0, fmt.Errorf("page %d does not exist", container)
	}
	x := &content{kind: k, space: owner.space, container: container, position: -1, number: 1, created: s.clock + 1000,
		assignee: noUser, completedBy: noUser, resolvedBy: noUser}
	if accountID != "" {
		ref, ok := s.users.find(accountID)
		if !ok {
			return 0, fmt.Errorf("account %q does not exist", accountID)
		}
		x.author = ref
	}
	x.editor, x.owner, x.modified = x.author, x.author, x.created
	if k == kindFooter || k == kindInline {
		x.title = "Re: " + string(owner.title)
	}
	if err := fill(x); err != nil {
		return 0, err
	}
	b := s.bin(k)
	x.id = b.nextID
	b.nextID += 3
	b.put(x)
	return x.id, nil
}

// NewComment is a comment to add to a page or blog post.
type NewComment struct {
	ContentID int64
	ParentID  int64  // the comment that it replies to; 0: none
	AuthorID  string // empty: the site's first person
	Text      string
	// Selection makes it an inline comment on that text of the page.
	Selection string
}

// AddComment adds a comment and gives its id.
func (s *Site) AddComment(n NewComment) (int64, error) {
	k := kindFooter
	if n.Selection != "" || kind(n.ParentID>>kindShift) == kindInline {
		k = kindInline
	}
	return s.addItem(n.ContentID, k, n.AuthorID, func(x *content) error {
		x.text, x.selection = n.Text, n.Selection
		if k == kindInline {
			x.resolution = "open"
		}
		if n.ParentID == 0 {
			return nil
		}
		var up content
		if !s.content(n.ParentID, &up) || up.kind != k || up.container != n.ContentID || up.status == statusDeleted {
			return fmt.Errorf("comment %d does not exist on page %d", n.ParentID, n.ContentID)
		}
		x.parent, x.parentKind, x.onAttachment = n.ParentID, k, up.onAttachment
		x.resolution, x.selection = up.resolution, up.selection
		return nil
	})
}

// EditComment makes a new version of a comment.
func (s *Site) EditComment(id int64, text string) error {
	return s.change(id, []kind{kindFooter, kindInline}, func(x *content) error {
		x.text = text
		x.number++
		x.modified = s.clock + 1000
		return nil
	})
}

// ResolveComment resolves an inline comment; its version stays.
func (s *Site) ResolveComment(id int64, accountID string) error {
	ref, ok := s.users.find(accountID)
	if !ok {
		return fmt.Errorf("account %q does not exist", accountID)
	}
	return s.change(id, []kind{kindInline}, func(x *content) error {
		x.resolution, x.resolvedBy, x.resolvedAt = "resolved", ref, s.clock+1000
		return nil
	})
}

// DeleteItem deletes a comment, attachment, task or custom content for good.
// Replies to a deleted comment stay.
func (s *Site) DeleteItem(id int64) error {
	return s.change(id, []kind{kindFooter, kindInline, kindAttachment, kindTask, kindCustom}, func(x *content) error {
		x.status = statusDeleted
		return nil
	})
}

// NewAttachment is a file to attach to a page or blog post.
type NewAttachment struct {
	ContentID int64
	Name      string
	MediaType string
	Size      int64
	AuthorID  string
}

// AddAttachment adds an attachment and gives its id, a number; the API shows it
// as "att" with the number.
func (s *Site) AddAttachment(n NewAttachment) (int64, error) {
	return s.addItem(n.ContentID, kindAttachment, n.AuthorID, func(x *content) error {
		if n.Name == "" {
			return errors.New("an attachment has a name")
		}
		x.title, x.mediaType, x.size = n.Name, n.MediaType, n.Size
		return nil
	})
}

// CompleteTask completes a task in the name of a person.
func (s *Site) CompleteTask(id int64, accountID string) error {
	ref, ok := s.users.find(accountID)
	if !ok {
		return fmt.Errorf("account %q does not exist", accountID)
	}
	return s.change(id, []kind{kindTask}, func(x *content) error {
		x.completed, x.completedBy, x.modified = s.clock+1000, ref, s.clock+1000
		return nil
	})
}
