package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and commit are set by the linker (see the Makefile). Without that,
// as with go install, the module's own stamp is used.
var version, commit string

// stamp is the version and the commit of this binary.
func stamp() (v, c string) {
	v, c = version, commit
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	if v == "" {
		v = info.Main.Version
	}
	if v == "" || v == "(devel)" {
		v = "devel"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && c == "" {
			c = s.Value
		}
	}
	if c == "" {
		c = "unknown"
	}
	return v, c
}

func versionText() string {
	v, c := stamp()
	return fmt.Sprintf("pgconfluence %s (commit %s, %s %s/%s)", v, c, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
