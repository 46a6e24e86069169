package confluence

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"

	"github.com/pgconfluence/pgconfluence/cache"
)

// tenantPath tells anybody the site's cloudId.
const tenantPath = "/_edge/tenant_info"

// toGateway moves the probe to the gateway's address of the site.
func (p *probe) toGateway(ctx context.Context) error {
	asked := false
	id, err := p.site.cloudIDs.Load(ctx, "cloudId", func(ctx context.Context) (cache.Loaded[string], error) {
		asked = true
		id, err := p.site.cloudID(ctx)
		return cache.Loaded[string]{Value: id, Bytes: int64(len(id))}, err
	})
	if asked {
		p.left--
	}
	if err != nil {
		return err
	}
	p.base = p.site.gateway + "/" + id
	return nil
}

// Cloud ids are UUIDs; one becomes part of an address, so nothing else will do.
var cloudIDForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// cloudID asks the site, which tells anybody.
func (s *Site) cloudID(ctx context.Context) (string, error) {
	var info struct {
		CloudID Text `json:"cloudId"`
	}
	c := &call{site: s, base: s.base, method: http.MethodGet, path: tenantPath}
	c.accept = func(a *answer) error {
		if err := json.Unmarshal(a.body, &info); err != nil {
			return err
		}
		if !cloudIDForm.MatchString(info.CloudID.S) {
			return errors.New("no cloudId in tenant_info")
		}
		return nil
	}
	f := s.attempt(ctx, c, 1)
	if f == nil {
		return info.CloudID.S, nil
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	f.err.Method, f.err.Path = c.method, c.path
	if f.class == refused || f.err.Kind == NotFound {
		// No gateway serves this site: the 401 stands.
		return "", &Error{Kind: BadCredential, Status: 401, Method: c.method, Path: currentUserPath,
			Message: "the site does not accept this e-mail and API token"}
	}
	return "", f.err
}
