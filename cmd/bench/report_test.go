package main

import (
	"strings"
	"testing"
	"time"
)

func testReport() *report {
	r := &report{started: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC), took: 61 * time.Second, version: "pgconfluence 1.0",
		machine: machine{cpu: "Abacus", cores: 2, memory: 8 << 30, kernel: "Linux 6", postgres: "PostgreSQL 15.1"}}
	s := r.section("Speed", "How fast.", "what", "ratio")
	s.row("one", ratio(0.5))
	s.bar("a name without an obstacle", "As fast as light", false, "%s", ratio(0.5))
	s.bar("other", "As fast as sound", true, "%d times", 2)
	return r
}

func TestMarkdownTellsWhatIsNotMet(t *testing.T) {
	var b strings.Builder
	if err := testReport().markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"- pgconfluence 1.0, 2026-01-02 03:04 UTC, took 61 s\n- Abacus, 2 cores, 8 GiB of memory, Linux 6\n- PostgreSQL 15.1",
		"| As fast as light | 0.50 | **not met** |\n| As fast as sound | 2 times | met |\n",
		"- As fast as light: not looked into yet.\n",
		"## Speed\n\nHow fast.\n\n| what | ratio |\n| --- | --- |\n| one | 0.50 |\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks\n%s\nit is\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "- As fast as sound") {
		t.Error("a bar that is met is listed as missed")
	}
}

func TestPrintShowsTablesAndBars(t *testing.T) {
	var b strings.Builder
	if err := testReport().print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Speed\n-----\n", "  what  ratio\n  one   0.50\n", "  NOT MET As fast as light: 0.50\n", "  met     As fast as sound: 2 times\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestNumbersAsText(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{duration(1234 * time.Millisecond), "1.23 s"}, {duration(12345 * time.Microsecond), "12.3 ms"},
		{duration(1500 * time.Nanosecond), "1.5 µs"}, {thousands(5), "5"}, {thousands(1234), "1,234"},
		{thousands(123456789), "123,456,789"}, {ratio(0.123), "0.12"}, {ratio(123.4), "123"},
		{kibibytes(1536), "1.5 KiB"}, {mebibytes(3 << 20), "3 MiB"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
