package confluencetest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A call is one request on its way.
type call struct {
	site    *Site
	request *http.Request
	gateway bool
	path    string // as on the site's host, without the gateway's prefix
	origin  string // of the site
	second  string // the second id in the path, if it has two
	who     *Account
	fault   *Fault // nil or the one that this request drew
	header  http.Header
	body    []byte
	status  int
}

const gatewayPrefix = "/ex/confluence/"

// ServeHTTP answers as the site or, under /ex/, as the gateway. It panics with
// [http.ErrAbortHandler], and nothing else, where a fault breaks the connection.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.count.Add(1)
	started := time.Now()
	c := &call{site: s, request: r, header: http.Header{}, status: http.StatusOK}
	c.origin = s.originOf(r)
	c.path, c.gateway = s.sitePath(r.URL.Path)
	c.fault = s.faults.draw(c)
	if !wait(r.Context(), s.config.Latency+c.fault.delay()) {
		s.log.add(c, started)
		panic(http.ErrAbortHandler)
	}
	buffer, _ := s.buffers.Get().(*[]byte)
	if buffer == nil {
		buffer = new([]byte)
	}
	c.body = (*buffer)[:0]
	c.answer()
	s.log.add(c, started)
	defer func() {
		*buffer = c.body[:0]
		s.buffers.Put(buffer)
	}()
	c.send(w)
}

func (s *Site) originOf(r *http.Request) string {
	if s.config.BaseURL != "" {
		return strings.TrimSuffix(strings.TrimSuffix(s.config.BaseURL, "/"), "/wiki")
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// sitePath strips the gateway's prefix; a path of another cloud becomes "".
func (s *Site) sitePath(path string) (string, bool) {
	for _, prefix := range [...]string{gatewayPrefix, "/ex/jira/"} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			id, rest, _ := strings.Cut(rest, "/")
			rest = "/" + rest
			if id != s.config.CloudID || strings.HasPrefix(rest, "/wiki/") != (prefix == gatewayPrefix) {
				return "", true
			}
			return rest, true
		}
	}
	return path, false
}

// wait sleeps; false means that the caller has gone.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// answer fills in the reply.
func (c *call) answer() {
	if c.fault.replies() {
		c.faultReply()
		return
	}
	route, rest := c.route()
	if route == nil {
		c.notFoundPage()
		return
	}
	if c.request.Method != route.method && !(c.request.Method == http.MethodHead && route.method == http.MethodGet) {
		c.header.Set("Allow", route.method)
		c.page(http.StatusMethodNotAllowed)
		return
	}
	if !c.site.bursts.allow(route, c.site.config.Rate) {
		c.tooMany()
		return
	}
	if route.warm != nil {
		route.warm(c)
	}
	c.site.mu.RLock()
	defer c.site.mu.RUnlock()
	if c.admit(route) {
		route.serve(c, rest)
	}
}

// send writes the reply, or as much of it as the fault leaves.
func (c *call) send(w http.ResponseWriter) {
	body, broken := c.fault.spoil(c.body)
	if broken && body == nil {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	for name, values := range c.header {
		h[name] = values
	}
	length := len(body)
	if broken {
		length = len(c.body)
	}
	h.Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(c.status)
	if c.request.Method != http.MethodHead {
		if _, err := w.Write(body); err != nil {
			return // the client has gone
		}
	}
	if broken {
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		panic(http.ErrAbortHandler)
	}
}
