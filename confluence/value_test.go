package confluence

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestPageDecoding(t *testing.T) {
	for _, tt := range []struct{ name, in, err string }{
		{"as documented", `{"id":"7","title":"a","spaceId":"3","position":null,"createdAt":"2024-05-06T07:08:09.123Z","version":{"number":2,"minorEdit":false,"createdAt":"2024-05-06T07:08:09Z"}}`, ""},
		{"numbers for ids", `{"id":7,"spaceId":3,"version":{"number":"2","minorEdit":"true"}}`, ""},
		{"all null", `{"id":"7","title":null,"status":null,"spaceId":null,"createdAt":null,"version":null,"_links":null}`, ""},
		{"unknown field and enum", `{"id":"7","status":"petrified","new":{"deep":[1]}}`, ""},
		{"empty parent", `{"id":"7","parentId":"","createdAt":""}`, ""},
		{"epoch milliseconds", `{"id":"7","createdAt":1714979289123}`, ""},
		{"attachment id", `{"id":"att7"}`, `"att7"`},
		{"no id", `{}`, "without a numeric id"},
		{"bad time", `{"id":"7","createdAt":"yesterday"}`, `page 7: createdAt is "yesterday"`},
		{"bad version time", `{"id":"7","version":{"createdAt":"13/13/2024"}}`, "version.createdAt"},
		{"time out of range", `{"id":"7","createdAt":99999999999999999}`, "createdAt"},
		{"bad parent", `{"id":"7","parentId":"x"}`, "parentId"},
		{"fraction", `{"id":"7","position":1.5}`, "position"},
		{"object for text", `{"id":"7","title":{"a":1}}`, "title"},
		{"number too large", `{"id":"99999999999999999999"}`, "numeric id"},
	} {
		var p Page
		if err := json.Unmarshal([]byte(tt.in), &p); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		_, err := pageID(&p)
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
		}
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2024, 5, 6, 7, 8, 9, 123_000_000, time.UTC)
	for in, want := range map[string]time.Time{
		"2024-05-06T07:08:09.123Z":      want,
		"2024-05-06T09:08:09.123+02:00": want,
		"2024-05-06T09:08:09.123+0200":  want,
		"2024-05-06T09:08:09.123+02":    want,
		"2024-05-06T07:08:09.123":       want,
		"2024-05-06 07:08:09.123":       want,
		"1714979289123":                 want,
		"2024-05-06T07:08:09.123456Z":   want.Add(456 * time.Microsecond),
		"2024-05-06":                    time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC),
		"2024-05-06T07:08Z":             time.Date(2024, 5, 6, 7, 8, 0, 0, time.UTC),
	} {
		if got, ok := ParseTime(in); !ok || !got.Equal(want) {
			t.Errorf("ParseTime(%q) = %v, %v; want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "now", "2024-13-01", "2024-02-30T00:00:00Z", "0000-01-01", "9223372036854775807", "NaN"} {
		if got, ok := ParseTime(in); ok {
			t.Errorf("ParseTime(%q) = %v", in, got)
		}
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		`"plain"`: "plain", `"a\"bé"`: `a"bé`, `"日本"`: "日本", `"nul\u0000!"`: "nul!", `12`: "12", `true`: "true", "\"\xff\"": "\ufffd",
	} {
		var v Text
		if err := json.Unmarshal([]byte(in), &v); err != nil || !v.Valid || v.S != want {
			t.Errorf("%s: %+v, %v; want %q", in, v, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"results":[{"id":"1","title":"x","version":{"createdAt":"2024-01-01T00:00:00Z"}}],"_links":{"next":"/wiki/api/v2/pages?cursor=a","base":"b"}}`))
	f.Add([]byte(`{"results":[{"id":1.5e3,"position":"x","_links":{"webui":[]}}]}`))
	f.Add([]byte(`{"results":null}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var e envelope[Page]
		if json.Unmarshal(b, &e) == nil && e.Results != nil {
			_ = rising(pageID, false)(nil, *e.Results)
			for _, p := range *e.Results {
				if strings.ContainsRune(p.Title.S, 0) {
					t.Error("U+0000 in a text")
				}
				_ = p.URL()
			}
		}
		var u User
		if json.Unmarshal(b, &u) == nil {
			_ = u.check()
		}
		_ = judge(&answer{status: 403, body: b})
	})
}

func BenchmarkDecodePages(b *testing.B) {
	row := `{"parentType":"page","parentId":"123456","spaceId":"98765","ownerId":"712020:0a1b2c3d-1111-2222-3333-444455556666","lastOwnerId":null,"createdAt":"2024-05-06T07:08:09.123Z","authorId":"712020:0a1b2c3d-1111-2222-3333-444455556666","position":1234,"version":{"number":7,"message":"","minorEdit":false,"authorId":"712020:0a1b2c3d-1111-2222-3333-444455556666","createdAt":"2024-06-06T07:08:09.123Z"},"body":{},"status":"current","title":"Quarterly planning notes for the platform team","id":"1234567","_links":{"editui":"/pages/resumedraft.action?draftId=1234567","webui":"/spaces/ENG/pages/1234567/Quarterly+planning","tinyui":"/x/abc"}}`
	body := []byte(`{"results":[` + strings.Repeat(row+",", 249) + row + `],"_links":{"base":"https://site.example/wiki"}}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var e envelope[Page]
		if err := json.Unmarshal(body, &e); err != nil || len(*e.Results) != 250 {
			b.Fatal(err)
		}
	}
}
