package sql

// implicit is the transaction that statements outside a block share: those of
// one query string, or those of the extended protocol up to Sync.
type implicit struct {
	open    bool
	stamped bool              // transaction_timestamp has been set
	before  map[string]string // settings to go back to; nil until one is set
}

// BeginImplicit makes the statements that follow, as far as they stand outside
// a block, one transaction until EndImplicit: they share now(), and an error
// (see Fail) takes back what they SET.
func (s *Session) BeginImplicit() { s.tx.implicit = implicit{open: true} }

// EndImplicit commits what BeginImplicit began.
func (s *Session) EndImplicit() { s.tx.implicit = implicit{} }

// stampImplicit reports whether a statement outside a block begins a
// transaction of its own, or is the first of an implicit one.
func (s *Session) stampImplicit() bool {
	first := !s.tx.implicit.open || !s.tx.implicit.stamped
	s.tx.implicit.stamped = true
	return first
}

// keepImplicit is called before a setting changes.
func (s *Session) keepImplicit() {
	if i := &s.tx.implicit; i.open && i.before == nil && s.tx.status == TxIdle {
		i.before = s.set.snapshot()
	}
}

// failImplicit takes back what an implicit transaction has set.
func (s *Session) failImplicit() {
	if i := &s.tx.implicit; i.before != nil && s.tx.status == TxIdle {
		s.set.restore(i.before)
		i.before = nil
	}
}

// joinImplicit is called when a block begins: what the implicit transaction did
// before belongs to the block.
func (s *Session) joinImplicit() {
	i := &s.tx.implicit
	if !i.stamped { // after COMMIT AND CHAIN
		s.tx.now, i.stamped = s.tx.statement, true
	}
	s.tx.before = i.before
	if s.tx.before == nil {
		s.tx.before = s.set.snapshot()
	}
	i.before = nil
}
