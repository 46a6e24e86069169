package confluence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// class is what to do after a failed attempt.
type class int

const (
	fatal   class = iota // trying again cannot help
	passing              // a failure of the moment: back off and try again
	once                 // most likely lasting, worth one more try
	large                // perhaps too much was asked: ask for less, or as once
	limited              // 429: the whole site waits
	refused              // the shape of a dead credential, and of a passing fault
)

// failure is one failed attempt.
type failure struct {
	err      *Error
	class    class
	after    time.Duration // Retry-After
	hasAfter bool          // it was given; 0 means at once
}

// errorBody is every shape that Confluence's errors have.
type errorBody struct {
	Message   Text `json:"message"`
	Code      Text `json:"code"`
	ErrorCode Text `json:"errorCode"`
	Reason    Text `json:"reason"`
	Errors    []struct {
		Code   Text `json:"code"`
		Title  Text `json:"title"`
		Detail Text `json:"detail"`
	} `json:"errors"`
}

// judge says what an answer that is not a success means.
func judge(a *answer) failure {
	var body errorBody
	isJSON := json.Unmarshal(a.body, &body) == nil && bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("{"))
	e := &Error{Kind: Other, Status: a.status, Code: firstText(body.Code, body.ErrorCode, body.Reason),
		Message: clip(body.Message.S, 300)}
	named := false // the error names the thing it is about
	if len(body.Errors) > 0 {
		first := body.Errors[0]
		e.Code = first.Code.S
		e.Message = clip(firstText(first.Detail, first.Title), 300)
		named = first.Detail.S != "" || first.Title.Valid && !isBare(first.Title.S)
	} else if a.status == http.StatusNotFound && isJSON && strings.HasPrefix(a.path, v1Prefix) {
		// A refusal of v1 is 403 or 401.
		named = !isBare(body.Message.S)
	}
	e.named = named
	if e.Message == "" {
		e.Message = http.StatusText(a.status)
	}
	f := failure{err: e}
	f.after, f.hasAfter = retryAfter(a.header.Get("Retry-After"), time.Now())
	switch {
	case strings.Contains(body.ErrorCode.S, "SUSPENDED"):
		e.Kind = Suspended
	case a.status == http.StatusTooManyRequests:
		e.Kind, f.class = RateLimited, limited
	case a.status == 401 && strings.Contains(strings.ToLower(e.Message), "scope"):
		e.Kind = ScopeMissing
	case a.status == 401, a.status == 403 && (!isJSON || isRefusal(e.Message)), a.status == 404 && !named:
		e.Kind, f.class = Forbidden, refused
		if a.status == 404 {
			e.Kind = NotFound
		}
	case a.status == 403:
		e.Kind = Forbidden
	case a.status == 404:
		e.Kind = NotFound
	case a.status == 410:
		e.Kind = Gone
	case a.status == 408, a.status == 502, a.status == 503:
		e.Kind, f.class = Unreachable, passing
	case a.status == 504:
		e.Kind, f.class = Unreachable, passing
	case a.status == 500:
		e.Kind, f.class = Unreachable, large
	case a.status > 500:
		e.Kind, f.class = Unreachable, once
	case a.status >= 300 && a.status < 400:
		e.Kind = Protocol
		e.Message = "a redirect, which is not followed, so that the token stays with the site; is the site's address right?"
	case a.status >= 400:
		e.Kind = BadRequest
	default: // a success that is not 200
		e.Kind, f.class = Protocol, once
	}
	return f
}

// isBare reports whether the words of a 404 say nothing about what was not
// found, as those of a refusal.
func isBare(words string) bool { return words == "" || strings.EqualFold(words, "not found") }

const v1Prefix = "/wiki/rest/"

// isRefusal recognises the two sentences with which v1 refuses a credential.
// Nothing else in those answers tells a dead token from a missing permission.
func isRefusal(message string) bool {
	return strings.Contains(message, "cannot access Confluence") ||
		strings.Contains(message, "not permitted to use Confluence")
}

func firstText(texts ...Text) string {
	for _, t := range texts {
		if t.S != "" {
			return t.S
		}
	}
	return ""
}

// retryAfter reads the header: seconds or an HTTP date. A date that has passed
// is 0, "at once"; what cannot be read was not given.
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		if n >= 0 && n < 1e8 {
			return time.Duration(n * float64(time.Second)), true
		}
		return 0, false
	}
	if t, err := http.ParseTime(value); err == nil {
		return max(0, t.Sub(now)), true
	}
	return 0, false
}

// scopeMessage is what a missing scope is told as.
func scopeMessage(scope string) string {
	return fmt.Sprintf("the token lacks the scope %s", scope)
}
