package confluence

const blogPostsPath = "/wiki/api/v2/blogposts"

// A blog post is a Page without parent, position, owner and subtype: those are
// never Valid. See Client.BlogPosts.
