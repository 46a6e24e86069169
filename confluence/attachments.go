package confluence

import (
	"context"
	"net/url"
	"strconv"
	"strings"
)

// Attachment is a file, as a v2 list gives it (AttachmentBulk). It tells who
// made its newest version only: see FirstVersions.
type Attachment struct {
	ID                   Text    `json:"id"` // "att" and digits
	Status               Text    `json:"status"`
	Title                Text    `json:"title"`
	CreatedAt            Time    `json:"createdAt"`
	PageID               ID      `json:"pageId"`
	BlogPostID           ID      `json:"blogPostId"`
	CustomContentID      ID      `json:"customContentId"`
	MediaType            Text    `json:"mediaType"`
	MediaTypeDescription Text    `json:"mediaTypeDescription"`
	Comment              Text    `json:"comment"`
	FileID               Text    `json:"fileId"`
	FileSize             Int     `json:"fileSize"`
	Version              Version `json:"version"`
	Links                Links   `json:"_links"`

	base string
}

// URL is the attachment's address for a browser, "" if the answer had none.
func (a *Attachment) URL() string { return webURL(a.base, a.Links.WebUI) }

// DownloadURL is where the file can be had with an API token, by a redirect to
// the media store; "" where the container is not known. The path that answers
// name takes no tokens any more.
func (a *Attachment) DownloadURL() string {
	container := a.PageID
	for _, id := range []ID{a.BlogPostID, a.CustomContentID} {
		if !container.Valid {
			container = id
		}
	}
	if !container.Valid || a.base == "" {
		return ""
	}
	return strings.TrimSuffix(a.base, "/") + "/rest/api/content/" + strconv.FormatInt(container.N, 10) +
		"/child/attachment/" + url.PathEscape(a.ID.S) + "/download"
}

func (a *Attachment) setBase(base string) { a.base = base }

var attachmentKey = named("attachment", func(a *Attachment) string { return a.ID.S })

func (c *Client) attachmentList(path string) list[Attachment] {
	return list[Attachment]{client: c, path: path, scope: attachmentScope, key: attachmentKey,
		query: url.Values{"sort": {"created-date"}, "status": {"current,archived"}}}
}

// Attachments hands every attachment that the account can see, current and
// archived, to emit.
func (c *Client) Attachments(ctx context.Context, emit func([]Attachment) error) error {
	w := c.attachmentList("/wiki/api/v2/attachments").walk()
	for !w.done {
		rows, err := w.next(ctx)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if err := emit(w.place(rows)); err != nil {
				return err
			}
		}
	}
	return nil
}

// AttachmentsOf hands the attachments of each page or blog post to emit: one
// call for each.
func (c *Client) AttachmentsOf(ctx context.Context, t ContentType, ids []int64, emit func([]Attachment) error) error {
	return ofEach(ctx, ids, func(id int64) list[Attachment] {
		return c.attachmentList(t.path(strconv.FormatInt(id, 10), "attachments"))
	}, func(id int64, rows []Attachment) error {
		for i := range rows {
			if t == PageContent {
				rows[i].PageID = ID{N: id, Valid: true}
			} else {
				rows[i].BlogPostID = ID{N: id, Valid: true}
			}
		}
		return emit(rows)
	})
}
