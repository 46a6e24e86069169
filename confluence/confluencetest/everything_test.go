package confluencetest

import "iter"

// everything is the truth without anybody's limits.
func (s *Site) everything() iter.Seq[PageTruth] {
	s.AddAccount(Account{Email: "everything@example.com", Token: "x"})
	return s.TruePages("everything@example.com")
}
