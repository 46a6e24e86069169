package confluencetest

const (
	readGroups     = "read:confluence-groups"
	readUser       = "read:confluence-user"
	readPermission = "read:space.permission:confluence"
	readContentAll = "read:confluence-content.all"
	readConfig     = "read:configuration:confluence"
)

// peopleRoutes are about groups, people and what they may do.
var peopleRoutes = []route{
	v1Route("/group", readGroups, (*call).listGroups),
	v1Route("/group/by-id", readGroups, (*call).getGroup),
	v1Route("/group/picker", readGroups, (*call).pickGroups),
	v1Route("/group/{}/membersByGroupId", readGroups, (*call).listMembers),
	v1Route("/user/memberof", readUser, (*call).listMemberships),
	v1Route("/user/bulk", readUser, (*call).listUsers),
	v1Route("/user", readUser, (*call).getUser),
	v2Route("/spaces/{}/permissions", readSpace, (*call).listSpacePermissions),
	v2Route("/space-permissions", readPermission, (*call).listPermissions),
	v2Route("/space-roles", readPermission, (*call).listRoles),
	v2Route("/space-roles/{}", readPermission, (*call).getRole),
	v2Route("/space-role-mode", readConfig, (*call).roleMode),
	v2Route("/spaces/{}/role-assignments", readPermission, (*call).listAssignments),
	v1Route("/content/{}/restriction", readContentAll, (*call).listRestrictions),
	v1Route("/content/{}/restriction/byOperation", readContentAll, (*call).restrictionsByOperation),
	v1Route("/content/{}/restriction/byOperation/{}", readContentAll, (*call).restrictionOfOperation),
}

// hangingRoutes are about what hangs on one content: one call each.
var hangingRoutes = []route{
	v2Route("/pages/{}/properties", readPage, listProperties(kindPage)),
	v2Route("/pages/{}/properties/{}", readPage, getProperty(kindPage)),
	v2Route("/blogposts/{}/properties", readPage, listProperties(kindBlog)),
	v2Route("/blogposts/{}/properties/{}", readPage, getProperty(kindBlog)),
	v2Route("/attachments/{}/properties", readAttachment, listProperties(kindAttachment)),
	v2Route("/attachments/{}/properties/{}", readAttachment, getProperty(kindAttachment)),
	v2Route("/comments/{}/properties", readComment, listProperties(kindFooter, kindInline)),
	v2Route("/comments/{}/properties/{}", readComment, getProperty(kindFooter, kindInline)),
	v2Route("/custom-content/{}/properties", readCustom, listProperties(kindCustom)),
	v2Route("/custom-content/{}/properties/{}", readCustom, getProperty(kindCustom)),
	v2Route("/folders/{}/properties", readFolder, listProperties(kindFolder)),
	v2Route("/folders/{}/properties/{}", readFolder, getProperty(kindFolder)),
	v2Route("/whiteboards/{}/properties", readWhiteboard, listProperties(kindWhiteboard)),
	v2Route("/whiteboards/{}/properties/{}", readWhiteboard, getProperty(kindWhiteboard)),
	v2Route("/databases/{}/properties", readDatabase, listProperties(kindDatabase)),
	v2Route("/databases/{}/properties/{}", readDatabase, getProperty(kindDatabase)),
	v2Route("/embeds/{}/properties", readEmbed, listProperties(kindEmbed)),
	v2Route("/embeds/{}/properties/{}", readEmbed, getProperty(kindEmbed)),
	v2Route("/spaces/{}/properties", readSpace, (*call).listSpaceProperties),
	v2Route("/spaces/{}/properties/{}", readSpace, (*call).getSpaceProperty),
	v2Route("/pages/{}/likes/count", readPage, countLikes(kindPage)),
	v2Route("/pages/{}/likes/users", readPage, listLikes(kindPage)),
	v2Route("/blogposts/{}/likes/count", readPage, countLikes(kindBlog)),
	v2Route("/blogposts/{}/likes/users", readPage, listLikes(kindBlog)),
	v2Route("/footer-comments/{}/likes/count", readComment, countLikes(kindFooter)),
	v2Route("/footer-comments/{}/likes/users", readComment, listLikes(kindFooter)),
	v2Route("/inline-comments/{}/likes/count", readComment, countLikes(kindInline)),
	v2Route("/inline-comments/{}/likes/users", readComment, listLikes(kindInline)),
	v1Route("/analytics/content/{}/views", readSummary, (*call).countViews),
	v1Route("/analytics/content/{}/viewers", readSummary, (*call).countViewers),
}

const (
	readFolder     = "read:folder:confluence"
	readWhiteboard = "read:whiteboard:confluence"
	readDatabase   = "read:database:confluence"
	readEmbed      = "read:embed:confluence"
)
