package confluencetest

import (
	"errors"
	"strings"
)

// A userCQL is one clause of the language that user search takes.
type userCQL struct {
	everybody bool
	prefix    bool // user.fullname~x: a word of the name begins with x
	negated   bool
	values    []string
}

var errCQL = errors.New("expected type=user or a condition on user, user.accountid or user.fullname")

const maxCQL = 64 << 10

// parseUserCQL reads a clause: FIELD OP VALUE or FIELD [NOT] IN (VALUE, ...).
func parseUserCQL(text string) (q userCQL, err error) {
	if len(text) > maxCQL {
		return q, errCQL
	}
	words, err := cqlWords(text)
	if err != nil || len(words) < 3 {
		return q, errCQL
	}
	field, op, rest := strings.ToLower(words[0]), strings.ToLower(words[1]), words[2:]
	if op == "not" {
		q.negated = true
		op, rest = strings.ToLower(rest[0]), rest[1:]
		if op != "in" {
			return q, errCQL
		}
	}
	if op == "!=" {
		q.negated, op = true, "="
	}
	switch {
	case field == "type" && op == "=" && !q.negated && len(rest) == 1 && strings.EqualFold(rest[0], "user"):
		q.everybody = true
		return q, nil
	case field == "user.fullname" && op == "~" && len(rest) == 1:
		q.prefix, q.values = true, rest
		return q, nil
	case field != "user" && field != "user.accountid":
		return q, errCQL
	case op == "=" && len(rest) == 1:
		q.values = rest
		return q, nil
	case op != "in" || len(rest) < 3 || rest[0] != "(" || rest[len(rest)-1] != ")":
		return q, errCQL
	}
	for i, w := range rest[1 : len(rest)-1] {
		if (w == ",") != (i%2 == 1) {
			return q, errCQL
		}
		if w != "," {
			q.values = append(q.values, w)
		}
	}
	return q, nil
}

// cqlWords cuts a clause into words, operators and quoted strings.
func cqlWords(text string) ([]string, error) {
	var words []string
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t':
			i++
		case c == '"' || c == '\'':
			var b strings.Builder
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' && i+1 < len(text) {
					i++
				}
				b.WriteByte(text[i])
			}
			if i == len(text) {
				return nil, errCQL
			}
			i++
			words = append(words, b.String())
		case c == '!' && i+1 < len(text) && text[i+1] == '=':
			words = append(words, "!=")
			i += 2
		case strings.IndexByte("=~(),", c) >= 0:
			words = append(words, string(c))
			i++
		default:
			end := i
			for end < len(text) && strings.IndexByte(" \t\"'=~(),!", text[end]) < 0 {
				end++
			}
			if end == i {
				return nil, errCQL
			}
			words = append(words, text[i:end])
			i = end
		}
	}
	return words, nil
}
