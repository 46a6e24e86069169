package sql

import (
	"sync"
	"time"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// TxStatus is the status byte of ReadyForQuery.
type TxStatus byte

// The three states of a session.
const (
	TxIdle   TxStatus = 'I'
	TxBlock  TxStatus = 'T'
	TxFailed TxStatus = 'E'
)

// transaction is the state of a block, or of the single statement outside one.
// In a block the slices that a statement read stay pinned: all statements see
// the same state of each.
type transaction struct {
	status    TxStatus
	now       int64 // transaction_timestamp
	statement int64 // statement_timestamp

	mu     sync.Mutex // pins are added while slices load in parallel
	pins   []*snapshot
	saved  []savepoint
	before map[string]string // settings to go back to

	implicit implicit
}

type savepoint struct {
	name     string
	settings map[string]string
}

// beginStatement sets the clocks.
func (s *Session) beginStatement() {
	s.tx.statement = datum.TimestampFromTime(time.Now())
	if s.tx.status == TxIdle && s.stampImplicit() {
		s.tx.now = s.tx.statement
	}
}

// pinned returns a slice that the block holds and that covers the wanted one.
func (s *Session) pinned(want Slice) *snapshot {
	if s.tx.status != TxBlock {
		return nil
	}
	s.tx.mu.Lock()
	defer s.tx.mu.Unlock()
	for _, p := range s.tx.pins {
		if p.slice.Covers(want) && p.acquire() {
			return p
		}
	}
	return nil
}

// pin keeps a slice for the rest of the block.
func (s *Session) pin(snap *snapshot) {
	if s.tx.status != TxBlock || !snap.acquire() {
		return
	}
	s.tx.mu.Lock()
	defer s.tx.mu.Unlock()
	s.tx.pins = append(s.tx.pins, snap)
}

func (s *Session) beginBlock() {
	s.tx.status = TxBlock
	s.joinImplicit()
}

// endTransaction leaves the block; without commit, SET is undone, with it SET
// LOCAL is.
func (s *Session) endTransaction(commit bool) {
	if s.tx.status == TxIdle {
		return
	}
	s.closeCursors(false, commit)
	if commit {
		s.set.endLocal()
	} else {
		s.set.restore(s.tx.before)
	}
	s.tx.status = TxIdle
	s.tx.before, s.tx.saved = nil, nil
	s.tx.implicit.stamped = false
	for _, p := range s.tx.pins {
		p.release()
	}
	s.tx.pins = nil
}
