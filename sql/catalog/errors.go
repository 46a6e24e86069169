package catalog

// NotFound says that no operator or function takes these operands or arguments.
// The caller words it: 42883.
type NotFound struct {
	Name string
	Args []uint32 // for a prefix operator only the right one
}

func (e *NotFound) Error() string { return "no match for " + e.Name }

// Ambiguous says that several match and none is best. The caller words it: 42725.
type Ambiguous struct {
	Name string
	Args []uint32
}

func (e *Ambiguous) Error() string { return "no best match for " + e.Name }

// Mismatch is a match whose polymorphic types cannot be settled, and other
// failures that PostgreSQL has one text for.
type Mismatch struct {
	Code    string // SQLSTATE
	Message string // PostgreSQL's words
}

func (e *Mismatch) Error() string { return e.Message }
