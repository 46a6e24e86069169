package confluencetest

// A kind is a type of content. All contents of a site share one space of ids.
type kind uint8

const (
	kindPage kind = iota
	kindBlog
	kindFolder
	kindWhiteboard
	kindDatabase
	kindEmbed
	kindFooter
	kindInline
	kindAttachment
	kindCustom
	kindTask  // has ids of its own
	kindLabel // likewise
	kindProperty
	kindCount
)

// kindNames are the types of API v2, as convert-ids-to-types and parentType
// have them.
var kindNames = [kindCount]string{"page", "blogpost", "folder", "whiteboard", "database", "embed", "footer-comment",
	"inline-comment", "attachment", "custom-content", "task", "label", "property"}

func (k kind) String() string { return kindNames[k] }

// noun is how messages name the kind.
func (k kind) noun() string {
	switch k {
	case kindBlog:
		return "blog post"
	case kindFooter, kindInline:
		return "comment"
	case kindCustom:
		return "custom content"
	}
	return kindNames[k]
}

// inTree tells whether the kind has a place in a space's tree.
func (k kind) inTree() bool {
	return k == kindPage || k == kindFolder || k == kindWhiteboard || k == kindDatabase || k == kindEmbed
}

// kindShift leaves each kind 2^42 ids: kindBase(k)+n. Pages begin at 0, and
// folders lie between them.
const kindShift = 42

func kindBase(k kind) int64 { return int64(k) << kindShift }

// addedItems is where, in the ids of a kind, those of added items begin.
const addedItems = 1 << 41
