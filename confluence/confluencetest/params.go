package confluencetest

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func escapeQuery(s string) string { return url.QueryEscape(s) }

func sortedNames(q url.Values) []string { return slices.Sorted(maps.Keys(q)) }

// words reads a parameter that may be repeated, or hold commas, or both.
func words(q url.Values, name string) []string {
	var out []string
	for _, value := range q[name] {
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// ids reads a list of at most max ids, without those that come twice. False
// means that the call has been answered with a 400.
func (c *call) ids(q url.Values, name string, limit int) ([]int64, bool) {
	given := words(q, name)
	if len(given) > limit {
		c.badValue(name, "at most "+strconv.Itoa(limit)+" values are allowed")
		return nil, false
	}
	out := make([]int64, 0, len(given))
	for _, w := range given {
		id, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			c.badParameter(name, "List<Long>", "")
			return nil, false
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, true
}

// limit reads API v2's limit, 1 to 250, 25 if absent.
func (c *call) limit(q url.Values) (int, bool) { return c.limitOr(q, 25) }

func (c *call) limitOr(q url.Values, absent int) (int, bool) {
	text := q.Get("limit")
	if text == "" {
		return absent, true
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		c.badParameter("limit", "int", "")
		return 0, false
	}
	if n < 1 || n > 250 {
		c.badValue("limit", "it must be between 1 and 250")
		return 0, false
	}
	return n, true
}

// choice reads a parameter that is one of some words; absent is "".
func (c *call) choice(q url.Values, name, wanted string, words ...string) (string, bool) {
	value := q.Get(name)
	if value == "" || slices.Contains(words, value) {
		return value, true
	}
	c.badParameter(name, wanted, "")
	return "", false
}

// pathID reads the id in a path.
func (c *call) pathID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		c.badParameter("id", "Long", "")
		return 0, false
	}
	return id, true
}
