package builtin

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// What follows walks the text of json and jsonb values, which is known to be
// valid: the input functions have seen to it. Broken text gives a wrong answer,
// never a panic.

// jsonTrim cuts white space off both ends.
func jsonTrim(s string) string { return strings.Trim(s, " \t\n\r") }

func jsonSkip(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// jsonKind is the first character of a value: { [ " t f n or that of a number.
func jsonKind(s string) byte {
	if i := jsonSkip(s, 0); i < len(s) {
		return s[i]
	}
	return 0
}

// jsonStringEnd is the end of the string literal that begins at i.
func jsonStringEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// jsonEnd is the end of the value that begins at i.
func jsonEnd(s string, i int) int {
	depth := 0
	for i < len(s) {
		switch c := s[i]; c {
		case '"':
			i = jsonStringEnd(s, i)
			if depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return len(s)
}

// jsonField is a pair of an object; value is the text as it stands there.
type jsonField struct{ key, value string }

// jsonFields are the pairs of an object in the order of the text.
func jsonFields(s string) ([]jsonField, error) {
	var out []jsonField
	i := jsonSkip(s, 0) + 1
	for {
		i = jsonSkip(s, i)
		if i >= len(s) || s[i] != '"' {
			return out, nil
		}
		end := jsonStringEnd(s, i)
		key, err := jsonText(s[i:end])
		if err != nil {
			return nil, err
		}
		i = jsonSkip(s, jsonSkip(s, end)+1)
		if i >= len(s) {
			return out, nil
		}
		end = jsonEnd(s, i)
		out = append(out, jsonField{key, s[i:end]})
		i = jsonSkip(s, end) + 1
	}
}

// jsonElements are the elements of an array, each as it stands in the text.
func jsonElements(s string) []string {
	var out []string
	i := jsonSkip(s, jsonSkip(s, 0)+1)
	for i < len(s) && s[i] != ']' {
		end := jsonEnd(s, i)
		if end == i {
			return out
		}
		out = append(out, s[i:end])
		i = jsonSkip(s, jsonSkip(s, end)+1)
	}
	return out
}

// jsonText is the value of a string literal.
func jsonText(literal string) (string, error) {
	if strings.IndexByte(literal, '\\') < 0 && len(literal) >= 2 {
		return literal[1 : len(literal)-1], nil
	}
	return datum.JSONString(literal)
}

// jsonAsText is what ->> gives of a value: a string without its quotes, nil for
// null, anything else as it is written.
func jsonAsText(value string) (any, error) {
	switch jsonKind(value) {
	case '"':
		return boxed(jsonText(jsonTrim(value)))
	case 'n':
		return nil, nil
	}
	return jsonTrim(value), nil
}

func boxed(s string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// jsonGet is the value of an object's key; of equal keys the last one counts.
func jsonGet(s, key string) (value string, ok bool, err error) {
	if jsonKind(s) != '{' {
		return "", false, nil
	}
	i := jsonSkip(s, 0) + 1
	for {
		i = jsonSkip(s, i)
		if i >= len(s) || s[i] != '"' {
			return value, ok, nil
		}
		end := jsonStringEnd(s, i)
		name, err := jsonText(s[i:end])
		if err != nil {
			return "", false, err
		}
		i = jsonSkip(s, jsonSkip(s, end)+1)
		end = jsonEnd(s, min(i, len(s)))
		if name == key && i <= end {
			value, ok = s[i:end], true
		}
		i = jsonSkip(s, end) + 1
	}
}

// jsonAt is the element of an array at an index, which counts from the end if
// it is negative.
func jsonAt(s string, index int64) (string, bool) {
	if jsonKind(s) != '[' {
		return "", false
	}
	if index >= 0 {
		n := int64(0)
		i := jsonSkip(s, jsonSkip(s, 0)+1)
		for i < len(s) && s[i] != ']' {
			end := jsonEnd(s, i)
			if n == index {
				return s[i:end], true
			}
			if end == i {
				return "", false
			}
			n++
			i = jsonSkip(s, jsonSkip(s, end)+1)
		}
		return "", false
	}
	elems := jsonElements(s)
	if n := int64(len(elems)) + index; n >= 0 {
		return elems[n], true
	}
	return "", false
}
