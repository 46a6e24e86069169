package confluencetest

import (
	"strconv"
	"time"
)

// appendTitle writes the title of page k of a space. Titles of one space are
// all different, as Confluence demands: k is dealt to a family and to a place
// in that family, and no two places share a title.
func (s *Site) appendTitle(b []byte, space int, k uint32) []byte {
	if k == 0 {
		return append(append(b, s.spaces[space].name...), " Home"...)
	}
	slot := k % uint32(len(familyOf))
	f := familyOf[slot]
	place := int(k/uint32(len(familyOf)))*slotsOf[f+1] + slotRank[slot]
	if f < 0 {
		return s.appendDated(b, space, place)
	}
	fam := &families[f]
	all := len(fam.topics) * len(fam.kinds)
	round := place / all
	at := int((uint64(place%all)*stepOf[f] + s.draw.of(drawTitle, uint64(space)*8+uint64(f))%uint64(all)) % uint64(all))
	topic, kind := fam.topics[at%len(fam.topics)], fam.kinds[at/len(fam.topics)]
	if fam.kindFirst {
		topic, kind = kind, topic
	}
	b = append(append(append(b, topic...), fam.sep...), kind...)
	b = append(b, qualifiers[round%len(qualifiers)]...)
	if round >= len(qualifiers) {
		b = strconv.AppendInt(append(b, " #"...), int64(round/len(qualifiers)+1), 10)
	}
	return b
}

// appendDated writes a meeting's name and date: each week has each meeting once.
func (s *Site) appendDated(b []byte, space, place int) []byte {
	meeting := meetings[(place+space)%len(meetings)]
	week := place / len(meetings)
	day := s.calendar.start/msDay + int64(week*7+place%5)
	b = append(append(b, meeting...), ' ')
	return time.UnixMilli(day*msDay).UTC().AppendFormat(b, "2006-01-02")
}

// slotsOf[f+1] counts the slots of familyOf that family f has; slotRank is a
// slot's number among those of its family; stepOf walks a family's places in
// an order that looks drawn.
var slotsOf, slotRank, stepOf = dealFamilies()

func dealFamilies() (slots [len(families) + 1]int, rank [len(familyOf)]int, step [len(families)]uint64) {
	for slot, f := range familyOf {
		rank[slot] = slots[f+1]
		slots[f+1]++
	}
	for f := range families {
		all := len(families[f].topics) * len(families[f].kinds)
		n := all*5/8 | 1
		for gcd(n, all) != 1 {
			n += 2
		}
		step[f] = uint64(n)
	}
	return slots, rank, step
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
