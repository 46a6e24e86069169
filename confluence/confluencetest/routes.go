package confluencetest

import (
	"slices"
	"strings"
)

// A route is one operation of the API.
type route struct {
	method string
	// path is the pattern of the path; {} stands for an id, which serve gets (the
	// second is call.second).
	path      string
	v2        bool
	open      bool     // needs no credential
	search    bool     // v1 search, with its own words for a refusal
	anonymous bool     // a public site answers it for everybody
	scopes    []string // any of them is enough
	all       bool     // or rather all of them are needed
	serve     func(c *call, id string)
	// warm builds, before any lock is taken, the orders that serve will need.
	warm func(c *call)
}

// route finds the operation of the path and the ids in it.
func (c *call) route() (*route, string) {
	for i := range routes {
		if first, second, ok := matchPath(routes[i].path, c.path); ok {
			c.second = second
			return &routes[i], first
		}
	}
	return nil, ""
}

// matchPath compares a path with a pattern, segment by segment.
func matchPath(pattern, path string) (first, second string, ok bool) {
	for {
		at := strings.Index(pattern, "{}")
		if at < 0 {
			return first, second, pattern == path
		}
		if len(path) <= at || path[:at] != pattern[:at] {
			return "", "", false
		}
		pattern, path = pattern[at+2:], path[at:]
		end := strings.IndexByte(path, '/')
		if end < 0 {
			end = len(path)
		}
		if end == 0 {
			return "", "", false
		}
		if first == "" {
			first = path[:end]
		} else {
			second = path[:end]
		}
		path = path[end:]
	}
}

// v2Route is a GET of API v2.
func v2Route(path, scope string, serve func(*call, string)) route {
	return route{method: "GET", path: "/wiki/api/v2" + path, v2: true, anonymous: true, scopes: []string{scope}, serve: serve}
}

// v1Route is a GET of API v1.
func v1Route(path, scope string, serve func(*call, string)) route {
	return route{method: "GET", path: "/wiki/rest/api" + path, scopes: []string{scope}, serve: serve}
}

func (r route) warmed(warm func(c *call)) route {
	r.warm = warm
	return r
}

// both makes a route need these scopes together with its own.
func (r route) both(scopes ...string) route {
	r.scopes, r.all = slices.Concat(r.scopes, scopes), true
	return r
}

// permits tells whether these scopes let a token call it.
func (r *route) permits(scopes []string) bool {
	has := func(s string) bool { return slices.Contains(scopes, s) }
	if r.all {
		return !slices.ContainsFunc(r.scopes, func(s string) bool { return !has(s) })
	}
	return slices.ContainsFunc(r.scopes, has)
}

// routes are all operations; of two patterns that fit, the first counts.
var routes = slices.Concat(coreRoutes, pageRoutes, labelRoutes, commentRoutes, attachmentRoutes, bodyRoutes, peopleRoutes, hangingRoutes, treeRoutes, customRoutes, v1Routes,
	goneRoutes)

const (
	readPage       = "read:page:confluence"
	readSpace      = "read:space:confluence"
	readLabel      = "read:label:confluence"
	readComment    = "read:comment:confluence"
	readAttachment = "read:attachment:confluence"
	readTask       = "read:task:confluence"
	readCustom     = "read:custom-content:confluence"
	readSummary    = "read:confluence-content.summary"
)

var coreRoutes = []route{
	{method: "GET", path: "/_edge/tenant_info", open: true, serve: (*call).tenantInfo},
	{method: "GET", path: "/wiki/rest/api/user/current", anonymous: true, serve: (*call).currentUser,
		scopes: []string{"read:confluence-user", "read:content-details:confluence"}},
	{method: "GET", path: "/wiki/rest/api/search/user", search: true, anonymous: true, serve: (*call).searchUsers,
		scopes: []string{"read:content-details:confluence"}},
	{method: "POST", path: "/wiki/api/v2/users-bulk", v2: true, serve: (*call).bulkUsers,
		scopes: []string{"read:user:confluence"}},
	{method: "GET", path: "/rest/api/3/myself", serve: (*call).myself, scopes: []string{"read:jira-user"}},
	v2Route("/spaces", readSpace, (*call).listSpaces),
	v2Route("/spaces/{}", readSpace, (*call).getSpace),
}

// goneRoutes are those that API v1 has lost.
var goneRoutes = []route{
	{method: "GET", path: "/wiki/rest/api/space", serve: (*call).gone},
	{method: "GET", path: "/wiki/rest/api/space/{}", serve: (*call).gone},
	{method: "GET", path: "/wiki/rest/api/content", serve: (*call).gone},
	{method: "GET", path: "/wiki/rest/api/content/{}", serve: (*call).gone},
}

var pageRoutes = []route{
	v2Route("/pages", readPage, (*call).listPages).warmed(warmPages(kindPage)),
	v2Route("/pages/{}", readPage, (*call).getPage),
	v2Route("/spaces/{}/pages", readPage, (*call).listSpacePages).warmed(warmPages(kindPage)),
	v2Route("/blogposts", readPage, (*call).listBlogPosts).warmed(warmPages(kindBlog)),
	v2Route("/blogposts/{}", readPage, (*call).getBlogPost),
	v2Route("/spaces/{}/blogposts", readPage, (*call).listSpaceBlogPosts).warmed(warmPages(kindBlog)),
}

var labelRoutes = []route{
	v2Route("/labels", readLabel, (*call).listLabels),
	v2Route("/labels/{}/pages", readPage, listLabelled(kindPage)).warmed(warmLabels(kindPage)),
	v2Route("/labels/{}/blogposts", readPage, listLabelled(kindBlog)).warmed(warmLabels(kindBlog)),
	v2Route("/labels/{}/attachments", readAttachment, (*call).listLabelledAttachments).warmed(warmLabels(kindAttachment)),
	v2Route("/pages/{}/labels", readPage, listLabelsOf(kindPage)),
	v2Route("/blogposts/{}/labels", readPage, listLabelsOf(kindBlog)),
	v2Route("/attachments/{}/labels", readAttachment, listLabelsOf(kindAttachment)),
	v2Route("/custom-content/{}/labels", readCustom, listLabelsOf(kindCustom)),
	v2Route("/spaces/{}/labels", readSpace, (*call).listSpaceLabels),
	v2Route("/spaces/{}/content/labels", readSpace, (*call).listSpaceContentLabels),
}

var commentRoutes = []route{
	v2Route("/footer-comments", readComment, listComments(kindFooter)).warmed(warmItems(kindFooter)),
	v2Route("/footer-comments/{}", readComment, getComment(kindFooter)),
	v2Route("/footer-comments/{}/children", readComment, listReplies(kindFooter)),
	v2Route("/inline-comments", readComment, listComments(kindInline)).warmed(warmItems(kindInline)),
	v2Route("/inline-comments/{}", readComment, getComment(kindInline)),
	v2Route("/inline-comments/{}/children", readComment, listReplies(kindInline)),
	v2Route("/pages/{}/footer-comments", readComment, listCommentsOf(kindFooter, kindPage)),
	v2Route("/pages/{}/inline-comments", readComment, listCommentsOf(kindInline, kindPage)),
	v2Route("/blogposts/{}/footer-comments", readComment, listCommentsOf(kindFooter, kindBlog)),
	v2Route("/blogposts/{}/inline-comments", readComment, listCommentsOf(kindInline, kindBlog)),
	v2Route("/attachments/{}/footer-comments", readComment, listCommentsOf(kindFooter, kindAttachment)),
}

var attachmentRoutes = []route{
	v2Route("/attachments", readAttachment, (*call).listAttachments).warmed(warmItems(kindAttachment)),
	v2Route("/attachments/{}", readAttachment, (*call).getAttachment),
	v2Route("/pages/{}/attachments", readAttachment, listAttachmentsOf(kindPage)),
	v2Route("/blogposts/{}/attachments", readAttachment, listAttachmentsOf(kindBlog)),
	v2Route("/custom-content/{}/attachments", readAttachment, listAttachmentsOf(kindCustom)),
	v1Route("/content/{}/child/attachment/{}/download", "readonly:content.attachment:confluence", (*call).downloadAttachment),
	{method: "GET", path: "/wiki/download/attachments/{}/{}", serve: (*call).downloadLegacy},
}

var bodyRoutes = []route{
	v2Route("/pages/{}/versions", readPage, listVersions(kindPage)),
	v2Route("/pages/{}/versions/{}", readPage, getVersion(kindPage)),
	v2Route("/blogposts/{}/versions", readPage, listVersions(kindBlog)),
	v2Route("/blogposts/{}/versions/{}", readPage, getVersion(kindBlog)),
	v2Route("/footer-comments/{}/versions", readComment, listVersions(kindFooter)),
	v2Route("/footer-comments/{}/versions/{}", readComment, getVersion(kindFooter)),
	v2Route("/inline-comments/{}/versions", readComment, listVersions(kindInline)),
	v2Route("/inline-comments/{}/versions/{}", readComment, getVersion(kindInline)),
	v2Route("/attachments/{}/versions", readAttachment, listVersions(kindAttachment)),
	v2Route("/attachments/{}/versions/{}", readAttachment, getVersion(kindAttachment)),
	v2Route("/custom-content/{}/versions", readCustom, listVersions(kindCustom)),
	v2Route("/custom-content/{}/versions/{}", readCustom, getVersion(kindCustom)),
	v2Route("/tasks", readTask, (*call).listTasks),
	v2Route("/tasks/{}", readTask, (*call).getTask),
}

// warmPages builds the order of pages or blog posts that a list asks for.
func warmPages(k kind) func(*call) {
	return func(c *call) {
		q, sh := c.request.URL.Query(), c.site.shelves()[k]
		if q.Get("title") != "" {
			sh.sortedBy(byTitle)
		}
		if o := orderNamed(q.Get("sort")); o != byID {
			sh.sortedBy(o)
		}
	}
}

func warmItems(k kind) func(*call) {
	return func(c *call) {
		if o := orderNamed(c.request.URL.Query().Get("sort")); o == byCreated || o == byModified {
			c.site.bins[k].sortedBy(o)
		}
	}
}

func warmLabels(k kind) func(*call) { return func(c *call) { c.site.posts(k) } }
