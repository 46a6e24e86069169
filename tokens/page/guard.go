package page

import (
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"path"
	"strings"
)

// maxForm bounds what a form may send: an API token may be 16 KiB.
const maxForm = 64 << 10

// No script but the page's own file, nothing from elsewhere, in nobody's frame.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard is around all routes.
func (p *Page) guard(next http.Handler) http.Handler {
	// What another site's page sends is refused before it is read.
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, r, http.StatusForbidden, "This form was sent from another site.", "Open the page itself and try again.")
	}))
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("Cache-Control", "no-store")
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				p.log.Error("panic", "value", v, "path", r.URL.Path)
				p.fail(w, r, http.StatusInternalServerError, "Something went wrong on this server.", "Its log has the details.")
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		inner.ServeHTTP(w, r)
	})
}

// address is where a request comes from; "" for this machine itself.
func (p *Page) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if p.proxied && ip.Unmap().IsLoopback() {
		// The proxy's own word is the last of the list; what stands before it
		// came from outside.
		list := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if ip, err = netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err != nil {
			return ""
		}
	}
	ip = ip.Unmap()
	switch {
	case ip.IsLoopback():
		return ""
	case ip.Is6():
		if net, err := ip.WithZone("").Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

var staticTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

func (p *Page) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	data, err := fs.ReadFile(static, "static/"+name)
	if err != nil {
		p.notFound(w, r, nil)
		return
	}
	w.Header().Set("Content-Type", staticTypes[path.Ext(name)])
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", p.views.tags[name])
	if r.Header.Get("If-None-Match") == p.views.tags[name] {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(data)
}
