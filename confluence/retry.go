package confluence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The vendor's advice: double the delay, jitter of 0.7 to 1.3, 30 seconds at
// most, 4 retries. A Retry-After is taken as it is.
const (
	maxTries   = 5
	firstDelay = 500 * time.Millisecond
	maxDelay   = 30 * time.Second

	// maxAsked bounds the attempts of one call where it asks for less each time.
	maxAsked = 12
)

// call is one call of the API. Every route used here is idempotent (users-bulk
// is a POST only since its list is long), so every call may be tried again.
type call struct {
	site   *Site
	cred   *credential // nil: sent without one
	base   string
	method string
	path   string // below base
	query  url.Values
	body   []byte
	scope  string // what a scoped token needs for it

	tries   int                         // attempts in all
	recheck func(context.Context) error // nil while logging in: a refusal is final
	shrink  func() bool                 // asks for less, false if it cannot; may be nil
	accept  func(*answer) error         // decodes; an error is a cut or corrupt body
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
	path   string // of the call
}

func (c *call) target() string {
	if len(c.query) == 0 {
		return c.path
	}
	// Lists stay readable and short: a comma needs no escape in a query.
	return c.path + "?" + strings.ReplaceAll(c.query.Encode(), "%2C", ",")
}

// do is the choke point: every call of this package is made here, within the
// site's budget, and tried again as often as its failures allow.
func (s *Site) do(ctx context.Context, c *call) error {
	halved := false
	for try, asked := 1, 1; ; try, asked = try+1, asked+1 {
		f := s.attempt(ctx, c, asked)
		if f == nil {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		f.err.Method, f.err.Path, f.err.Retries = c.method, c.target(), asked-1
		f.err.Message = c.cred.scrub(f.err.Message)
		if f.class == limited {
			s.budget.pause(f.delay(try))
		}
		if f.class == fatal || asked >= maxAsked || try >= c.tries && f.class != large {
			return c.final(f)
		}
		if f.class == refused {
			if c.recheck == nil {
				return c.final(f)
			}
			if err := c.recheck(ctx); err != nil && (try == c.tries-1 || !passes(err)) {
				return err
			}
		}
		shrunk := c.shrink != nil && (f.class == large || f.err.Status == 504) && c.shrink()
		smaller := shrunk && f.class == large
		if try >= c.tries && !smaller {
			return c.final(f)
		}
		if (f.class == once || f.class == large) && !shrunk {
			if halved || try > 1 && f.class == once {
				return c.final(f)
			}
			halved = true
		}
		delay := f.delay(try)
		if f.class != limited && delay > max(s.budget.max, maxDelay) {
			return c.final(f) // the site asks to wait longer than anybody would
		}
		s.log.LogAttrs(ctx, levelRetry, "confluence: trying again", attrs(f, try, delay)...)
		if f.class != limited { // those wait in the budget, with all the others
			if err := sleep(ctx, delay); err != nil {
				return err
			}
		}
		if smaller {
			try-- // a smaller question is another one
		}
	}
}

// passes reports whether a recheck's error leaves the credential in doubt, so
// that the call is worth another try: user/current could not be had, or was
// refused while the token proved itself elsewhere.
func passes(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Temporary() || e.Kind == NoLicence)
}

// delay is how long to wait after the try.
func (f *failure) delay(try int) time.Duration {
	if f.hasAfter && (f.class == limited || f.class == passing) {
		return f.after
	}
	d := min(firstDelay<<min(try-1, 10), maxDelay)
	return min(time.Duration(float64(d)*(0.7+0.6*rand.Float64())), maxDelay)
}

// final is the error of a call that is not tried again.
func (c *call) final(f *failure) error {
	if f.err.Kind == ScopeMissing {
		f.err.Scope = c.scope
		f.err.Message = scopeMessage(c.scope)
	}
	return f.err
}

// attempt makes the call once. It returns nil if its answer was accepted.
func (s *Site) attempt(ctx context.Context, c *call, try int) *failure {
	release, err := s.budget.acquire(ctx)
	if err != nil {
		kind := Unreachable
		if errors.As(err, new(tooLong)) {
			kind = RateLimited
		}
		return &failure{err: &Error{Kind: kind, Message: err.Error()}}
	}
	start := time.Now()
	a, err := s.roundTrip(ctx, c)
	release()
	t := Call{Method: c.method, Path: c.target(), Attempt: try, Duration: time.Since(start)}
	if a != nil {
		t.Status, t.Bytes = a.status, int64(len(a.body))
	}
	trace(ctx, t)
	var e *Error
	switch {
	case errors.As(err, &e):
		return &failure{err: e}
	case err != nil:
		return &failure{class: passing, err: &Error{Kind: Unreachable, Status: t.Status,
			Message: "no answer from " + s.host, Cause: s.cause(c, err)}}
	case a.status != http.StatusOK:
		f := judge(a)
		return &f
	}
	if err := c.accept(a); err != nil {
		return &failure{class: passing, err: &Error{Kind: Protocol, Status: a.status,
			Message: "the answer is cut or not what the API promises", Cause: errors.New(c.cred.scrub(err.Error()))}}
	}
	return nil
}

// cause strips what net/http wraps around a transport's error: the method and
// the whole URL, which the Error has already.
func (s *Site) cause(c *call, err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("not within %v", s.timeout)
	}
	return errors.New(c.cred.scrub(err.Error()))
}

// roundTrip sends the request and reads the whole answer. A non-nil answer
// beside an error tells how far it got.
func (s *Site) roundTrip(ctx context.Context, c *call) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, c.method, c.base+c.target(), bytes.NewReader(c.body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", s.agent)
	if c.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.cred != nil {
		req.Header.Set("Authorization", c.cred.basic())
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := readAll(resp, s.maxBody)
	a := &answer{status: resp.StatusCode, header: resp.Header, body: body, path: c.path}
	if int64(len(body)) > s.maxBody {
		return a, &Error{Kind: Protocol, Status: a.status, Message: fmt.Sprintf("an answer of more than %d bytes", s.maxBody)}
	}
	return a, err
}

// readAll reads one byte more than limit at most.
func readAll(resp *http.Response, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= limit {
		buf.Grow(int(min(n, 1<<20)) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1))
	return buf.Bytes(), err
}
