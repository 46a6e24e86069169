package confluencetest

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"strconv"
)

// Transport is a RoundTripper that calls the site directly, without a socket. A
// connection that a fault breaks is an error of the round trip or, midway, of
// the body, as it would be over a socket.
func (s *Site) Transport() http.RoundTripper { return direct{s} }

type direct struct{ site *Site }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if r.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{}
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	w := &recorder{header: http.Header{}}
	broken := w.serve(d.site, in)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if broken && w.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	var body io.Reader = &w.body
	length, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64)
	if err != nil {
		length = -1
	}
	if broken {
		body = io.MultiReader(body, brokenReader{})
	}
	return &http.Response{Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.header, Body: io.NopCloser(body),
		ContentLength: length, Request: r}, nil
}

// recorder keeps what a handler writes.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// serve runs the handler and tells whether it broke the connection off.
func (w *recorder) serve(h http.Handler, r *http.Request) (broken bool) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			broken = true
		default:
			panic(v)
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
