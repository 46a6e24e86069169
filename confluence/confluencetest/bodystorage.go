package confluencetest

import "strconv"

// Storage is the XHTML that Confluence keeps bodies in.

func appendStorage(b []byte, blocks []block) []byte {
	for i := range blocks {
		b = appendStorageBlock(b, &blocks[i])
	}
	return b
}

func appendStorageBlock(b []byte, x *block) []byte {
	switch x.kind {
	case blockParagraph:
		return append(appendStorageText(append(b, "<p>"...), x.text), "</p>"...)
	case blockHeading:
		b = append(strconv.AppendInt(append(b, "<h"...), int64(x.level), 10), '>')
		b = append(appendStorageText(b, x.text), "</h"...)
		return append(strconv.AppendInt(b, int64(x.level), 10), '>')
	case blockList:
		b = append(b, "<ul>"...)
		for i := range x.blocks {
			b = append(appendStorageBlock(append(b, "<li>"...), &x.blocks[i]), "</li>"...)
		}
		return append(b, "</ul>"...)
	case blockTable:
		return appendStorageTable(b, x.rows)
	case blockMacro:
		return appendStorageMacro(b, x)
	case blockTasks:
		return appendStorageTasks(b, x.tasks)
	case blockImage:
		b = append(b, `<ac:image ac:width="760"><ri:attachment ri:filename="`...)
		return append(appendMarkup(b, x.text[0].text), `" ri:version-at-save="1" /></ac:image>`...)
	}
	return b
}

func appendStorageTable(b []byte, rows [][][]inline) []byte {
	b = append(b, `<table data-layout="default"><tbody>`...)
	for r, row := range rows {
		b = append(b, "<tr>"...)
		for i, cell := range row {
			// In a table of two columns the names may stand at the left.
			tag := "td"
			if r == 0 && len(row) > 2 || i == 0 && len(row) == 2 {
				tag = "th"
			}
			b = append(append(append(b, '<'), tag...), "><p>"...)
			b = append(appendStorageText(b, cell), "</p></"...)
			b = append(append(b, tag...), '>')
		}
		b = append(b, "</tr>"...)
	}
	return append(b, "</tbody></table>"...)
}

func appendStorageMacro(b []byte, x *block) []byte {
	b = append(append(append(b, `<ac:structured-macro ac:name="`...), x.macro...), `" ac:schema-version="1" ac:macro-id="`...)
	b = append(append(b, markerOf(int64(len(b)))...), `">`...)
	for _, p := range x.params {
		b = append(append(append(b, `<ac:parameter ac:name="`...), p.name...), `">`...)
		b = append(appendMarkup(b, p.value), "</ac:parameter>"...)
	}
	if x.macro == "include" {
		b = append(appendPageRef(append(b, `<ac:parameter ac:name=""><ac:link>`...), &x.text[0]), "</ac:link></ac:parameter>"...)
	}
	if x.plain != "" {
		b = appendCData(append(b, "<ac:plain-text-body>"...), x.plain)
		b = append(b, "</ac:plain-text-body>"...)
	}
	if x.blocks != nil {
		b = append(appendStorage(append(b, "<ac:rich-text-body>"...), x.blocks), "</ac:rich-text-body>"...)
	}
	return append(b, "</ac:structured-macro>"...)
}

// appendCData cuts the end of a section in two, so that it is no end.
func appendCData(b []byte, text string) []byte {
	b = append(b, "<![CDATA["...)
	for i := range len(text) {
		if text[i] == '>' && i >= 2 && text[i-2:i] == "]]" {
			b = append(b, "]]><![CDATA["...)
		}
		b = append(b, text[i])
	}
	return append(b, "]]>"...)
}

func appendStorageTasks(b []byte, tasks []content) []byte {
	b = append(b, "<ac:task-list>"...)
	for i := range tasks {
		x := &tasks[i]
		b = strconv.AppendInt(append(b, "<ac:task><ac:task-id>"...), int64(x.number), 10)
		b = append(append(b, "</ac:task-id><ac:task-uuid>"...), markerOf(x.id)...)
		b = append(append(b, "</ac:task-uuid><ac:task-status>"...), x.taskStatus()...)
		b = append(b, "</ac:task-status><ac:task-body><span class=\"placeholder-inline-tasks\">"...)
		b = append(appendMarkup(b, x.text), "</span></ac:task-body></ac:task>"...)
	}
	return append(b, "</ac:task-list>"...)
}

func appendStorageText(b []byte, text []inline) []byte {
	for i := range text {
		x := &text[i]
		switch x.kind {
		case inlineText:
			b = appendMarkup(b, x.text)
		case inlineStrong:
			b = append(appendMarkup(append(b, "<strong>"...), x.text), "</strong>"...)
		case inlineLink:
			b = append(appendMarkup(append(b, `<a href="`...), x.url), `">`...)
			b = append(appendMarkup(b, x.text), "</a>"...)
		case inlinePageLink:
			b = appendPageRef(append(b, "<ac:link>"...), x)
			b = append(appendMarkup(append(b, "<ac:link-body>"...), x.text), "</ac:link-body></ac:link>"...)
		case inlineMention:
			b = append(append(append(b, `<ac:link><ri:user ri:account-id="`...), x.url...), `" /></ac:link>`...)
		case inlineDate:
			b = append(append(append(b, `<time datetime="`...), x.text...), `" />`...)
		case inlineStatus:
			b = append(b, `<ac:structured-macro ac:name="status" ac:schema-version="1"><ac:parameter ac:name="title">`...)
			b = append(append(b, x.text...), `</ac:parameter></ac:structured-macro>`...)
		case inlineMarked:
			b = append(append(append(b, `<ac:inline-comment-marker ac:ref="`...), x.url...), `">`...)
			b = append(appendMarkup(b, x.text), "</ac:inline-comment-marker>"...)
		}
	}
	return b
}

func appendPageRef(b []byte, x *inline) []byte {
	b = append(b, "<ri:page"...)
	if x.space != "" {
		b = append(appendMarkup(append(b, ` ri:space-key="`...), x.space), '"')
	}
	b = append(appendMarkup(append(b, ` ri:content-title="`...), x.title), '"')
	return append(b, " />"...)
}

// appendMarkup escapes text for XHTML, attributes included.
func appendMarkup[S string | []byte](b []byte, text S) []byte {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&quot;"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
