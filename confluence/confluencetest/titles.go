package confluencetest

import (
	"strconv"
	"time"
)

// appendTitle writes the title of page k of a space. Titles of one space are
// all different, as Confluence demands: k is dealt to a family and to a place
// in that family, and no two places share a title.
func (s *shelf) appendTitle(b []byte, space int, k uint32) []byte {
	if k == 0 && s.kind == kindPage {
		return append(append(b, s.site.spaces[space].name...), " Home"...)
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
	topic, kind := s.combine(fam, space, f, place%all)
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

// nearTopics is how many topics a space uses up before it turns to others.
const nearTopics = 24

// combine picks a topic and a kind for a place, each pair for one place. Teams
// write about their own topics first.
func (s *shelf) combine(fam *family, space int, f int8, place int) (topic, kind string) {
	block := place / (nearTopics * len(fam.kinds))
	place %= nearTopics * len(fam.kinds)
	first := block * nearTopics
	count := min(nearTopics, len(fam.topics)-first)
	all := uint64(count * len(fam.kinds))
	drawn := s.draw.of(drawTitle, uint64(space)*8+uint64(f))
	at := int((uint64(place)*stride(all) + drawn%all) % all)
	if f == 0 {
		first += s.site.spaces[space].topic
	} else {
		first += int(drawn % uint64(len(fam.topics)))
	}
	return fam.topics[(first+at%count)%len(fam.topics)], fam.kinds[at/count]
}

// stride is a step that visits all of a number of places in an order that looks
// drawn.
func stride(all uint64) uint64 {
	n := all*5/8 | 1
	for gcd(n, all) != 1 {
		n += 2
	}
	return n
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// appendDated writes a meeting's name and date. Each week has each meeting at
// most once; the meetings of a space are spread over the time it has existed.
func (s *shelf) appendDated(b []byte, space, place int) []byte {
	meeting := meetings[(place+space)%len(meetings)]
	rounds := int(s.layout.sizes[space])*slotsOf[0]/len(familyOf)/len(meetings) + 1
	began := s.site.spaces[space].createdAt / msDay
	weeks := max(int(s.calendar.end/msDay-began)/7, rounds)
	day := began + int64(place/len(meetings)*weeks/rounds*7+place%5)
	b = append(append(b, meeting...), ' ')
	return time.UnixMilli(day*msDay).UTC().AppendFormat(b, "2006-01-02")
}

// slotsOf[f+1] counts the slots of familyOf that family f has; slotRank is a
// slot's number among those of its family.
var slotsOf, slotRank = dealSlots()

func dealSlots() (slots [len(families) + 1]int, rank [len(familyOf)]int) {
	for slot, f := range familyOf {
		rank[slot] = slots[f+1]
		slots[f+1]++
	}
	return slots, rank
}
