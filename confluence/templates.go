package confluence

import (
	"context"
	"net/url"
)

// Template is what a page can begin as.
type Template struct {
	TemplateID           Text `json:"templateId"`
	Name                 Text `json:"name"`
	Description          Text `json:"description"`
	TemplateType         Text `json:"templateType"`
	EditorVersion        Text `json:"editorVersion"`
	ReferencingBlueprint Text `json:"referencingBlueprint"`
	Body                 struct {
		Storage BodyValue `json:"storage"`
	} `json:"body"`
}

// Templates hands the templates of each space to emit, those of the site for
// the key "": a call for each.
func (c *Client) Templates(ctx context.Context, spaceKeys []string, body bool, emit func(spaceKey string, rows []Template) error) error {
	return ofEachOffset(ctx, spaceKeys, func(key string) offsetList[Template] {
		q := url.Values{}
		if key != "" {
			q.Set("spaceKey", key)
		}
		l := offsetList[Template]{client: c, path: "/wiki/rest/api/template/page", scope: "read:confluence-content.summary", query: q, limit: 100,
			key: named("template", func(t *Template) string { return t.TemplateID.S })}
		if body {
			q.Set("expand", "body")
			l.limit = 25
		}
		return l
	}, emit)
}
