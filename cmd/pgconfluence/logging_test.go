package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestLogFormats(t *testing.T) {
	var text, lines buffer
	logFlags{LogFormat: "text", LogLevel: "warn"}.logger(&text).Info("quiet")
	logFlags{LogFormat: "text", LogLevel: "warn"}.logger(&text).Warn("loud", "took", 1500*time.Millisecond)
	if got := text.String(); strings.Contains(got, "quiet") || !strings.Contains(got, "msg=loud took=1.5s") {
		t.Error(got)
	}
	logFlags{LogFormat: "json", LogLevel: "debug"}.logger(&lines).Debug("hello", "took", 1500*time.Millisecond)
	var line struct {
		Msg  string
		Took float64
	}
	if err := json.Unmarshal([]byte(lines.String()), &line); err != nil || line.Msg != "hello" || line.Took != 1.5 {
		t.Errorf("%s: %v", lines.String(), err)
	}
}

// One line per query, with the times of its stages and what it cost; its text
// only if asked for.
func TestQueryLog(t *testing.T) {
	for _, statements := range []bool{false, true} {
		w := start(t, func(c *serviceConfig) { c.options.logStatements = statements })
		c := w.login(demoEmail, demoToken)
		number(t, c, "select count(*) from pages where title <> 'private words'")
		number(t, c, "select count(*) from pages where title <> 'private words'")
		var queries []string
		for line := range strings.Lines(w.log.String()) {
			if strings.Contains(line, "msg=query") {
				queries = append(queries, line)
			}
		}
		if len(queries) != 2 {
			t.Fatalf("%d lines: %q", len(queries), queries)
		}
		for _, field := range []string{"site=confluence", "user=" + demoEmail, "analyse=", "translate=", "load=", "total=", "rows=1", "api_calls=", "store_hits=", "loads=1"} {
			if !strings.Contains(queries[0], field) {
				t.Errorf("no %s in %s", field, queries[0])
			}
		}
		if !strings.Contains(queries[1], "api_calls=0") || !strings.Contains(queries[1], "loads=0") {
			t.Errorf("the second is not answered from what the first read: %s", queries[1])
		}
		if strings.Contains(w.log.String(), "private words") != statements {
			t.Errorf("with LogStatements %v: %s", statements, w.log.String())
		}
	}
}
