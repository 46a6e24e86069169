package confluencetest

import "sync"

// childIndex says which made pages are under which: 8 bytes a page, built when
// first asked for.
type childIndex struct {
	once   sync.Once
	starts []uint32 // by the parent's index, of the page that it is or hangs under
	kids   []uint32
}
