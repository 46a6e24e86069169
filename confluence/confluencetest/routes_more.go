package confluencetest

import "slices"

const (
	readTreeScope = "read:hierarchical-content:confluence"
	readMetadata  = "read:content.metadata:confluence"
	readAudit     = "read:audit-log:confluence"
	searchScope   = "search:confluence"
)

// treeRoutes are about places in the tree.
var treeRoutes = slices.Concat(
	treeRoutesOf("pages", kindPage),
	treeRoutesOf("folders", kindFolder),
	treeRoutesOf("whiteboards", kindWhiteboard),
	treeRoutesOf("databases", kindDatabase),
	treeRoutesOf("embeds", kindEmbed),
	[]route{
		v2Route("/folders/{}", readFolder, getTree(kindFolder)),
		v2Route("/whiteboards/{}", readWhiteboard, getTree(kindWhiteboard)),
		v2Route("/databases/{}", readDatabase, getTree(kindDatabase)),
		v2Route("/embeds/{}", readEmbed, getTree(kindEmbed)),
		v2Route("/pages/{}/children", readPage, (*call).listOldChildren).warmed(warmTree),
		{method: "POST", path: "/wiki/api/v2/content/convert-ids-to-types", v2: true, anonymous: true,
			scopes: []string{readMetadata}, serve: (*call).convertIDs},
	})

func treeRoutesOf(name string, k kind) []route {
	return []route{
		v2Route("/"+name+"/{}/direct-children", readTreeScope, listChildren(k)).warmed(warmTree),
		v2Route("/"+name+"/{}/descendants", readTreeScope, listDescendants(k)).warmed(warmTree),
		v2Route("/"+name+"/{}/ancestors", readMetadata, listAncestors(k)),
	}
}

func warmTree(c *call) { c.site.childrenIndex() }

var customRoutes = []route{
	v2Route("/custom-content", readCustom, (*call).listCustom).warmed(warmItems(kindCustom)),
	v2Route("/custom-content/{}", readCustom, (*call).getCustom),
	v2Route("/spaces/{}/custom-content", readCustom, (*call).listSpaceCustom).warmed(warmItems(kindCustom)),
	v2Route("/pages/{}/custom-content", readCustom, listCustomOf(kindPage)),
	v2Route("/blogposts/{}/custom-content", readCustom, listCustomOf(kindBlog)),
	v2Route("/classification-levels", readConfig, (*call).listClasses),
	v2Route("/pages/{}/classification-level", readPage, getClass(kindPage)).both("write:page:confluence"),
	v2Route("/blogposts/{}/classification-level", readPage, getClass(kindBlog)).both("write:page:confluence"),
	v2Route("/whiteboards/{}/classification-level", readWhiteboard, getClass(kindWhiteboard)),
	v2Route("/databases/{}/classification-level", readDatabase, getClass(kindDatabase)),
	v2Route("/spaces/{}/classification-level/default", readSpace, (*call).getDefaultClass),
}

// v1Routes are the rest of API v1.
var v1Routes = []route{
	v1Route("/content/{}/state", readSummary, (*call).getState),
	v1Route("/content-states", "read:user.property:confluence", (*call).listStates),
	v1Route("/space/{}/state", "read:confluence-space.summary", (*call).listSpaceStates),
	v1Route("/space/{}/state/content", readContentAll, (*call).listInState),
	v1Route("/content/{}/notification/created", readSummary, (*call).listWatchers),
	v1Route("/space/{}/watch", "read:watcher:confluence", (*call).listSpaceWatchers).both("read:user:confluence"),
	v1Route("/template/page", readSummary, (*call).listTemplates),
	v1Route("/template/blueprint", readSummary, (*call).listBlueprints),
	v1Route("/audit", readAudit, (*call).listAudit),
	v1Route("/audit/since", readAudit, (*call).listAuditSince),
	searchRoute("/search", (*call).searchAll),
	searchRoute("/content/search", (*call).searchContents),
}

func searchRoute(path string, serve func(*call, string)) route {
	r := v1Route(path, searchScope, serve).warmed(warmSearch)
	r.search, r.anonymous = true, true
	return r
}
