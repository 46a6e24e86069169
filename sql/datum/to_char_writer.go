package datum

import "strings"

// numberWriter walks a number picture and the digits of a number side by side.
type numberWriter struct {
	*numberPicture
	out      []byte
	num      string
	at       int // in num
	sgn      byte
	wrote    bool // the sign is written, or needs no writing
	inNumber bool
	spaces   int // places before the first digit
	place    int // places done
	places   int
	relevant int // the last digit that FM keeps, or -1
	ended    bool
	end      int // where PostgreSQL wrote the NUL behind the digits, and the result ends
}

// print writes num by the picture, after as many blank places as spaces.
func (p *numberPicture) print(num string, sign byte, spaces int) (any, error) {
	w := numberWriter{numberPicture: p, num: num, sgn: sign, spaces: spaces, relevant: -1}
	w.start()
	for i, k := range p.nodes {
		if c := num[len(num)-1]; k == "TH" && !p.roman && num[0] != '#' && sign != '-' && !p.decimal && !isDigit(c) {
			return nil, errorf(codeTextSyntax, "\"%s\" is not a number", num)
		}
		w.node(k, p.lower[i])
	}
	if w.ended {
		w.out = w.out[:w.end]
	}
	return string(w.out), nil
}

func (w *numberWriter) start() {
	if w.zeroStart > 0 {
		w.zeroStart--
	}
	if w.plus || w.minus {
		w.wrote = !w.plus || w.minus
	} else {
		if w.sgn != '-' && w.bracket && w.fill {
			w.bracket = false
		}
		w.wrote = w.sgn == '+' && w.fill && !w.sign
		if w.sign && !w.signPost && w.pre == w.preSign {
			w.signPost = true
		}
	}
	w.places = w.post + w.pre - 1
	if w.fill && w.decimal {
		w.relevant = lastRelevant(w.num)
		if w.relevant >= 0 && w.zeroEnd > w.spaces {
			w.relevant = max(w.relevant, min(len(w.num)-1, w.zeroEnd-w.spaces))
		}
	}
	if !w.wrote && w.spaces == 0 {
		w.places++
	}
}

// lastRelevant is the last digit after the point that is not a trailing zero,
// or the point; -1 if there is none.
func lastRelevant(num string) int {
	dot := strings.IndexByte(num, '.')
	if dot < 0 {
		return -1
	}
	r := dot
	for i := dot + 1; i < len(num); i++ {
		if num[i] != '0' {
			r = i
		}
	}
	return r
}

func (w *numberWriter) char() byte {
	if w.at < len(w.num) {
		return w.num[w.at]
	}
	return 0
}

func (w *numberWriter) node(k string, lower bool) {
	if k[0] == 0 {
		w.out = append(w.out, k[1:]...)
		return
	}
	if w.eeee {
		if k == "EEEE" {
			w.out = append(w.out, w.num...)
		}
		return
	}
	switch k {
	case "9", "0", ".", "D":
		w.digit(k)
	case ",", "G":
		if w.inNumber {
			w.out = append(w.out, ',')
		} else if !w.fill {
			w.out = append(w.out, ' ')
		}
	case "L":
		w.out = append(w.out, ' ')
	case "MI":
		w.signMark('-')
	case "PL":
		w.signMark('+')
	case "SG":
		w.out = append(w.out, w.sgn)
	case "RN":
		w.romanMark(lower)
	case "TH":
		if w.roman || w.num[0] == '#' || w.sgn == '-' || w.decimal {
			return
		}
		style := "TH"
		if lower {
			style = "th"
		}
		w.out = append(w.out, ordinalSuffix(w.num, style)...)
	}
}

func (w *numberWriter) signMark(c byte) {
	if w.sgn == c {
		w.out = append(w.out, c)
	} else if !w.fill {
		w.out = append(w.out, ' ')
	}
}

func (w *numberWriter) romanMark(lower bool) {
	s := w.num
	if lower {
		s = strings.ToLower(s)
	}
	if !w.fill {
		for i := len(s); i < 15; i++ {
			w.out = append(w.out, ' ')
		}
	}
	w.out = append(w.out, s...)
}

// beforePoint is the zero of 0.1 where the picture has no 0: it is left blank.
func (w *numberWriter) beforePoint() bool {
	return !w.zero && w.at == 0 && w.char() == '0' && w.post != 0
}

func (w *numberWriter) pointIsLast() bool { return w.relevant >= 0 && w.num[w.relevant] == '.' }

func (w *numberWriter) digit(k string) {
	if w.roman {
		return
	}
	w.inNumber = false
	if !w.wrote && (w.place >= w.spaces || w.zero && w.zeroStart == w.place) && (!w.beforePoint() || w.pointIsLast()) {
		w.leadingSign()
	}
	switch {
	case w.place < w.spaces && (w.zeroStart > w.place || !w.zero):
		if !w.fill {
			w.out = append(w.out, ' ')
		}
	case w.zero && w.place < w.spaces && w.zeroStart <= w.place:
		w.out = append(w.out, '0')
		w.inNumber = true
	default:
		w.numberChar(k)
	}
	end := w.places
	if w.spaces > 0 {
		end++
	}
	if w.decimal {
		end++
	}
	if w.relevant >= 0 && w.relevant == w.at {
		end = w.place
	}
	if w.place+1 == end {
		w.trailingSign()
	}
	w.place++
}

func (w *numberWriter) numberChar(k string) {
	switch c := w.char(); {
	case c == '.':
		if !w.pointIsLast() || w.fill {
			w.out = append(w.out, '.')
		}
	case w.relevant >= 0 && w.at > w.relevant && k != "0":
	case w.beforePoint():
		if !w.fill {
			w.out = append(w.out, ' ')
		} else if w.pointIsLast() {
			w.out = append(w.out, '0')
		}
	case c != 0:
		w.out = append(w.out, c)
		w.inNumber = true
	case !w.ended:
		w.ended, w.end = true, len(w.out)
	}
	if w.at < len(w.num) {
		w.at++
	}
}

func (w *numberWriter) leadingSign() {
	switch {
	case w.sign:
		if !w.signPost {
			w.out = append(w.out, w.sgn)
			w.wrote = true
		}
		return
	case w.bracket:
		w.out = append(w.out, map[bool]byte{true: ' ', false: '<'}[w.sgn == '+'])
	case w.sgn == '+':
		if !w.fill {
			w.out = append(w.out, ' ')
		}
	default:
		w.out = append(w.out, '-')
	}
	w.wrote = true
}

func (w *numberWriter) trailingSign() {
	if w.wrote && w.bracket {
		w.out = append(w.out, map[bool]byte{true: ' ', false: '>'}[w.sgn == '+'])
	} else if w.sign && w.signPost {
		w.out = append(w.out, w.sgn)
	}
}
