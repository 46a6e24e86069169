package sql

// cursor is what DECLARE makes: a query whose rows FETCH reads.
type cursor struct {
	name string
}

func (s *Session) cursorRows() []any { return nil }
