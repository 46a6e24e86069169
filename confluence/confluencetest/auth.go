package confluencetest

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// nobody is whom a public site answers without a good credential.
func (s *Site) nobody() *Account {
	a := &Account{ref: noUser}
	a.view = s.newView(noUser, s.config.PublicSpaces, nil)
	return a
}

// login reads the Authorization header. Malformed is a Basic value that cannot
// be a pair; a pair that nobody has, or no header at all, is a nil account.
func (c *call) login() (a *Account, malformed bool) {
	value := c.request.Header.Get("Authorization")
	scheme, encoded, _ := strings.Cut(value, " ")
	if !equalFold(scheme, "Basic") {
		return nil, false
	}
	pair, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	email, token, ok := strings.Cut(string(pair), ":")
	if err != nil || !ok || email == "" || token == "" || strings.Contains(token, ":") {
		return nil, true
	}
	a = c.site.byToken[credential{strings.ToLower(email), token}]
	if a == nil || a.revoked {
		return nil, false
	}
	return a, false
}

// admit finds out who calls, or refuses in the form that this host and API
// version have for the reason.
func (c *call) admit(r *route) bool {
	if r.open {
		return true
	}
	a, malformed := c.login()
	switch {
	case malformed:
		c.page(http.StatusUnauthorized)
	case a == nil && c.site.config.Public && r.anonymous:
		c.who = c.site.nobody()
		return true
	case a == nil:
		c.refuse(r)
	case a.Scoped && !c.gateway:
		c.page(http.StatusUnauthorized)
	case a.Scoped && a.Scopes != nil && !r.permits(a.Scopes):
		c.json(http.StatusUnauthorized, `{"code":401,"message":"Unauthorized; scope does not match"}`)
	case a.NoLicence && strings.HasPrefix(c.path, "/wiki/"):
		c.refuse(r)
	default:
		c.who = a
		return true
	}
	return false
}

// refuse answers a caller without a good credential, or without Confluence.
func (c *call) refuse(r *route) {
	switch {
	case r.v2:
		c.json(http.StatusNotFound, bareNotFound)
	case r.search:
		c.json(http.StatusForbidden, `{"statusCode":403,"data":{"authorized":false,"valid":true,"errors":[],"successful":false},`+
			`"message":"com.atlassian.confluence.api.service.exceptions.PermissionException: Current user not permitted to use Confluence"}`)
	case strings.HasPrefix(c.path, "/wiki/"):
		c.json(http.StatusForbidden, `{"statusCode":403,"data":{"authorized":false,"valid":true,"errors":[],"successful":false},`+
			`"message":"org.springframework.web.server.StacklessResponseStatusException: 403 FORBIDDEN \"Request rejected because caller cannot access Confluence\""}`)
	default: // Jira
		c.text(http.StatusUnauthorized, "Client must be authenticated to access this resource.")
	}
}

const bareNotFound = `{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":null}]}`
