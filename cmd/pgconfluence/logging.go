package main

import (
	"io"
	"log/slog"
)

// logFlags are how to log. No level shows a token; debug adds connections and
// the causes of errors.
type logFlags struct {
	LogFormat     string `enum:"text,json" default:"text" help:"Format of log lines: text, or json, with durations in seconds."`
	LogLevel      string `enum:"debug,info,warn,error" default:"info" help:"Least level that is logged: debug, info, warn or error."`
	LogStatements bool   `help:"Log the text of statements too. It is off by default since literals, such as names, are in it."`
}

func (f logFlags) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(f.LogLevel)) // the parser lets only known words through
	opts := &slog.HandlerOptions{Level: level}
	if f.LogFormat == "json" {
		opts.ReplaceAttr = inSeconds
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// inSeconds makes durations numbers that programs understand; slog's own way in
// JSON is nanoseconds.
func inSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		return slog.Float64(a.Key, a.Value.Duration().Seconds())
	}
	return a
}
