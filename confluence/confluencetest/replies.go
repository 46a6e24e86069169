package confluencetest

import (
	"fmt"
	"net/http"
	"strconv"
)

func (c *call) json(status int, body string) {
	c.status = status
	c.header.Set("Content-Type", "application/json")
	c.body = append(c.body[:0], body...)
}

func (c *call) text(status int, body string) {
	c.status = status
	c.header.Set("Content-Type", "text/plain;charset=UTF-8")
	c.body = append(c.body[:0], body...)
}

// page answers with the HTML page that Tomcat shows for a status.
func (c *call) page(status int) {
	c.status = status
	c.header.Set("Content-Type", "text/html;charset=utf-8")
	c.header.Set("Content-Language", "en")
	line := fmt.Sprintf("HTTP Status %d – %s", status, http.StatusText(status))
	c.body = fmt.Appendf(c.body[:0], `<!doctype html><html lang="en"><head><title>%s</title></head>`+
		`<body><h1>%s</h1></body></html>`, line, line)
}

func (c *call) notFoundPage() {
	if c.gateway {
		c.json(http.StatusNotFound, `{"code":404,"message":"Not Found"}`)
		return
	}
	c.page(http.StatusNotFound)
}

// failure answers in the form of API v2.
func (c *call) failure(status int, code, title, detail string) {
	b := append(c.body[:0], `{"errors":[{`...)
	b = appendNumber(b, "status", int64(status))
	b = appendString(b, "code", code)
	b = appendString(b, "title", title)
	b = appendText(b, "detail", detail)
	c.json(status, string(append(b, "}]}"...)))
}

// missing is API v2's answer for a thing that is not there, or not for this
// caller.
func (c *call) missing(what, id string) {
	c.failure(http.StatusNotFound, "NOT_FOUND", "Cannot find a "+what+" with id ["+id+"]", "")
}

// badParameter is API v2's answer for a parameter that cannot be read.
func (c *call) badParameter(name, wanted, detail string) {
	c.failure(http.StatusBadRequest, "INVALID_REQUEST_PARAMETER",
		"Provided value for '"+name+"' is not the correct type. Expected type is "+wanted+".", detail)
}

// badValue is API v2's answer for a parameter of the right type that is not
// allowed.
func (c *call) badValue(name, why string) {
	c.failure(http.StatusBadRequest, "INVALID_REQUEST_PARAMETER", "Provided value for '"+name+"' is not valid: "+why+".", "")
}

func (c *call) badCursor() {
	c.badParameter("cursor", "Cursor",
		"The provided cursor was not valid. You can get a new valid cursor by making the original pagination request again.")
}

// badV1 is API v1's answer to what it cannot read.
func (c *call) badV1(message string) {
	b := appendNumber(append(c.body[:0], '{'), "statusCode", http.StatusBadRequest)
	b = append(b, `,"data":{"authorized":true,"valid":false,"errors":[],"successful":false}`...)
	b = appendString(b, "message", message)
	c.json(http.StatusBadRequest, string(append(b, '}')))
}

// missingV1 is API v1's answer for a thing that is not there, or not for this
// caller.
func (c *call) missingV1(message string) { c.failV1(http.StatusNotFound, true, message) }

// failV1 answers in the form of API v1.
func (c *call) failV1(status int, authorized bool, message string) {
	b := appendNumber([]byte{'{'}, "statusCode", int64(status))
	b = append(appendKey(b, "data"), '{')
	b = appendBool(b, "authorized", authorized)
	b = append(b, `,"valid":true,"errors":[],"successful":false}`...)
	c.json(status, string(append(appendString(b, "message", message), '}')))
}

// gone is what removed routes of API v1 answer.
func (c *call) gone(string) {
	c.json(http.StatusGone, `{"statusCode":410,"data":{"authorized":false,"valid":true,"errors":[],"successful":false},`+
		`"message":"com.atlassian.confluence.api.service.exceptions.GoneException: This deprecated endpoint has been removed."}`)
}

func (c *call) tenantInfo(string) {
	b := appendString(append(c.body[:0], '{'), "cloudId", c.site.config.CloudID)
	c.json(http.StatusOK, string(append(b, '}')))
}

// beginList opens a list reply; results are appended to c.body.
func (c *call) beginList() {
	c.header.Set("Content-Type", "application/json")
	c.body = append(c.body, `{"results":[`...)
}

// endList closes a list reply of API v2: _links and the Link header, which has
// a rel="base" always and a rel="next" when there is more.
func (c *call) endList(next string) {
	base := c.origin + "/wiki"
	c.body = append(c.body, `],"_links":{`...)
	link := "<" + base + `>; rel="base"`
	if next != "" {
		c.body = appendString(c.body, "next", next)
		link = "<" + next + `>; rel="next", ` + link
	}
	c.header.Set("Link", link)
	c.body = append(appendString(c.body, "base", base), "}}"...)
}

// nextPath is the path and query of the next page: the query of this one with
// another cursor. As on a real site it begins with /wiki, also at the gateway,
// and the cursor's "=" are not escaped.
func (c *call) nextPath(cursor string) string {
	q := c.request.URL.Query()
	q.Del("cursor")
	b := append([]byte(c.path), '?')
	done := cursor == ""
	for _, name := range sortedNames(q) {
		if !done && name > "cursor" {
			b = append(append(append(b, "cursor="...), cursor...), '&')
			done = true
		}
		for _, value := range q[name] {
			b = append(append(append(b, escapeQuery(name)...), '='), escapeQuery(value)...)
			b = append(b, '&')
		}
	}
	if !done {
		b = append(append(append(b, "cursor="...), cursor...), '&')
	}
	return string(b[:len(b)-1])
}

func appendIcon(b []byte, name string, v1 bool, id int64) []byte {
	b = append(appendKey(b, name), `{"path":"/wiki/aa-avatar/`...)
	b = strconv.AppendInt(b, id, 10)
	if v1 {
		return append(b, `","width":48,"height":48,"isDefault":false}`...)
	}
	return append(b, `","isDefault":false}`...)
}
