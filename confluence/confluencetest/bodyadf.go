package confluencetest

import (
	"strconv"
	"time"
)

// ADF is the JSON document format of Atlassian's editor. The API gives it as a
// string that holds JSON.

func appendADF(b []byte, blocks []block) []byte {
	b = append(b, `{"type":"doc","version":1,"content":[`...)
	return append(appendADFBlocks(b, blocks), "]}"...)
}

func appendADFBlocks(b []byte, blocks []block) []byte {
	for i := range blocks {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendADFBlock(b, &blocks[i])
	}
	return b
}

func appendADFBlock(b []byte, x *block) []byte {
	switch x.kind {
	case blockHeading:
		b = strconv.AppendInt(append(b, `{"type":"heading","attrs":{"level":`...), int64(x.level), 10)
		return append(appendADFText(append(b, `},"content":[`...), x.text), "]}"...)
	case blockList:
		b = append(b, `{"type":"bulletList","content":[`...)
		for i := range x.blocks {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendADFBlock(append(b, `{"type":"listItem","content":[`...), &x.blocks[i]), "]}"...)
		}
		return append(b, "]}"...)
	case blockTable:
		return appendADFTable(b, x.rows)
	case blockMacro:
		return appendADFMacro(b, x)
	case blockTasks:
		return appendADFTasks(b, x.tasks)
	case blockImage:
		b = append(b, `{"type":"mediaSingle","content":[{"type":"media","attrs":{"type":"file","alt":`...)
		return append(appendQuoted(b, x.text[0].text), "}}]}"...)
	}
	return append(appendADFText(append(b, `{"type":"paragraph","content":[`...), x.text), "]}"...)
}

func appendADFTable(b []byte, rows [][][]inline) []byte {
	b = append(b, `{"type":"table","content":[`...)
	for r, row := range rows {
		if r > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"type":"tableRow","content":[`...)
		for i, cell := range row {
			if i > 0 {
				b = append(b, ',')
			}
			name := "tableCell"
			if r == 0 && len(row) > 2 || i == 0 && len(row) == 2 {
				name = "tableHeader"
			}
			b = append(append(append(b, `{"type":"`...), name...), `","content":[{"type":"paragraph","content":[`...)
			b = append(appendADFText(b, cell), "]}]}"...)
		}
		b = append(b, "]}"...)
	}
	return append(b, "]}"...)
}

func appendADFMacro(b []byte, x *block) []byte {
	if x.plain != "" {
		b = append(b, `{"type":"codeBlock","attrs":{"language":"sql"},"content":[{"type":"text","text":`...)
		return append(appendQuoted(b, x.plain), "}]}"...)
	}
	kind := "extension"
	if x.blocks != nil {
		kind = "bodiedExtension"
	}
	b = appendString(append(b, '{'), "type", kind)
	b = append(b, `,"attrs":{"extensionType":"com.atlassian.confluence.macro.core"`...)
	b = appendString(b, "extensionKey", x.macro)
	b = append(b, `,"parameters":{"macroParams":{`...)
	for _, p := range x.params {
		b = appendKey(b, p.name)
		b = append(appendString(append(b, '{'), "value", p.value), '}')
	}
	if x.macro == "include" {
		b = append(appendString(append(appendKey(b, ""), '{'), "value", x.text[0].title), '}')
	}
	b = append(b, "}}}"...)
	if x.blocks != nil {
		b = append(appendADFBlocks(append(appendKey(b, "content"), '['), x.blocks), ']')
	}
	return append(b, '}')
}

func appendADFTasks(b []byte, tasks []content) []byte {
	b = append(b, `{"type":"taskList","attrs":{"localId":""},"content":[`...)
	for i := range tasks {
		if i > 0 {
			b = append(b, ',')
		}
		state := "TODO"
		if tasks[i].completed != 0 {
			state = "DONE"
		}
		b = appendString(append(b, `{"type":"taskItem","attrs":{`...), "localId", string(markerOf(tasks[i].id)))
		b = appendString(b, "state", state)
		b = append(appendADFText(append(b, `},"content":[`...), []inline{{text: tasks[i].text}}), "]}"...)
	}
	return append(b, "]}"...)
}

func appendADFText(b []byte, text []inline) []byte {
	n := 0
	for i := range text {
		x := &text[i]
		if x.kind == inlineText && x.text == "" {
			continue // ADF has no empty text
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		switch x.kind {
		case inlineMention:
			b = appendString(append(b, `{"type":"mention","attrs":{`...), "id", x.url)
			b = append(appendString(b, "text", "@"+x.text), "}}"...)
			continue
		case inlineDate:
			day, err := time.Parse("2006-01-02", x.text)
			if err != nil {
				day = time.Time{}
			}
			b = append(appendString(append(b, `{"type":"date","attrs":{`...), "timestamp", strconv.FormatInt(day.UnixMilli(), 10)), "}}"...)
			continue
		case inlineStatus:
			b = append(appendString(append(b, `{"type":"status","attrs":{`...), "text", x.text), "}}"...)
			continue
		}
		b = appendString(append(b, `{"type":"text"`...), "text", x.text)
		switch x.kind {
		case inlineStrong:
			b = append(b, `,"marks":[{"type":"strong"}]`...)
		case inlineLink:
			b = append(appendString(append(b, `,"marks":[{"type":"link","attrs":{`...), "href", x.url), "}}]"...)
		case inlinePageLink:
			b = append(appendString(append(b, `,"marks":[{"type":"link","attrs":{`...), "href", "/wiki/search?text="+x.title), "}}]"...)
		case inlineMarked:
			b = append(appendString(append(b, `,"marks":[{"type":"annotation","attrs":{"annotationType":"inlineComment"`...), "id", x.url), "}}]"...)
		}
		b = append(b, '}')
	}
	return b
}
