// Package page is the web page on which people save their own Atlassian API
// token and connect their tools. It is HTML made by the server; every part of
// it works without JavaScript, which adds what is convenient: copying, times in
// the reader's zone, signs that change by themselves.
//
// # Who may do what
//
// There are no accounts here. Whoever proves a token is signed in, for a short
// while, as the person whose token it is, and sees and changes what is theirs
// and nothing else. Every form carries a token of its session; what is told
// after a form was sent is kept with the session, never in an address.
//
// # Files, in reading order
//
//	page.go      configuration and routes
//	guard.go     headers, limits of size, where a request comes from
//	session.go   sessions and their cookies
//	limit.go     how often a token may be tried
//	render.go    templates
//	token.go     the page Confluence API Token
//	connect.go   the page Connect a tool; guide.go guides.go: what each tool asks for
//	activity.go  the page Activity
package page
