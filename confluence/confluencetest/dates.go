package confluencetest

import "time"

const (
	msHour = int64(time.Hour / time.Millisecond)
	msDay  = 24 * msHour
)

// calendar spreads moments over the years before its end, in milliseconds
// since 1970.
type calendar struct {
	draw       seeded
	start, end int64
}

func newCalendar(draw seeded, end time.Time) calendar {
	return calendar{draw: draw, start: end.AddDate(-yearsOfData, 0, 0).UnixMilli(), end: end.UnixMilli()}
}

// created is when the page of this index was made: about as far into the years
// as the index into the pages, give or take some days, and for a few (imported
// from an older wiki) anything earlier.
func (c calendar) created(index uint32, pages int) int64 {
	h := c.draw.of(drawCreated, uint64(index))
	t := c.start + int64(float64(c.end-c.start)*(float64(index)+0.5)/float64(pages))
	h2 := again(h)
	if h%20 == 0 {
		t = c.start + int64(unit(h2)*float64(t-c.start))
	} else {
		t += int64((unit(h2) - 0.5) * 20 * float64(msDay))
	}
	return min(workingHours(max(t, c.start), again(h2)), c.end)
}

// modified is when the newest version was made, for a page of several.
func (c calendar) modified(index uint32, created int64) int64 {
	h := c.draw.of(drawModified, uint64(index))
	u := unit(h)
	t := workingHours(created+int64(float64(c.end-created)*u*u*u), again(h))
	if t <= created {
		t = created + 60_000 + int64(h%uint64(3*msHour))
	}
	return max(min(t, c.end), created)
}

// workingHours moves a moment to where work is done: mostly Monday to Friday,
// mostly around midday.
func workingHours(t int64, h uint64) int64 {
	day := t / msDay
	if h%16 != 0 {
		switch (day + 4) % 7 { // 1970-01-01 was a Thursday; 0 is Sunday
		case 0:
			day -= 2
		case 6:
			day--
		}
	}
	h = again(h)
	clock := int64(unit(h) * float64(msDay))
	if h%12 != 0 {
		clock = 7*msHour + int64((unit(h)+unit(again(h)))*6*float64(msHour))
	}
	return day*msDay + clock
}

// appendTime writes YYYY-MM-DDTHH:mm:ss.sssZ. Lists do it so often that
// time.Time.AppendFormat would show.
func appendTime(b []byte, ms int64) []byte {
	t := time.UnixMilli(ms).UTC()
	y, m, d := t.Date()
	hour, minute, second := t.Clock()
	b = append(appendDigits(b, y, 4), '-')
	b = append(appendDigits(b, int(m), 2), '-')
	b = append(appendDigits(b, d, 2), 'T')
	b = append(appendDigits(b, hour, 2), ':')
	b = append(appendDigits(b, minute, 2), ':')
	b = append(appendDigits(b, second, 2), '.')
	return append(appendDigits(b, t.Nanosecond()/1e6, 3), 'Z')
}

func appendDigits(b []byte, n, width int) []byte {
	var digits [4]byte
	for i := width - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return append(b, digits[:width]...)
}
