package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// machine is what the numbers were taken on.
type machine struct {
	cpu, kernel, load string
	cores             int
	memory            int64
	postgres          string
}

// thisMachine reads what there is to know; what cannot be read is left out.
func thisMachine(ctx context.Context, pgBin string) machine {
	m := machine{cpu: "unknown processor", kernel: runtime.GOOS, cores: runtime.NumCPU(), postgres: "PostgreSQL of unknown version"}
	if name := firstLine("/proc/cpuinfo", "model name"); name != "" {
		m.cpu = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), ":"))
	}
	if text, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.kernel = "Linux " + strings.TrimSpace(string(text))
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.load = strings.Join(strings.Fields(string(text))[:1], "")
	}
	var kilobytes int64
	if _, err := fmt.Sscan(strings.TrimPrefix(firstLine("/proc/meminfo", "MemTotal"), ":"), &kilobytes); err == nil {
		m.memory = kilobytes << 10
	}
	if out, err := exec.CommandContext(ctx, filepath.Join(pgBin, "postgres"), "--version").Output(); err == nil {
		m.postgres = strings.TrimSpace(string(out))
	}
	return m
}

// firstLine is what follows the prefix in the first line that has it.
func firstLine(file, prefix string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), prefix); ok {
			return rest
		}
	}
	return ""
}

// String is two lines: the machine and the programs.
func (m machine) String() string {
	load := ""
	if m.load != "" {
		load = ", load " + m.load + " at the start"
	}
	return fmt.Sprintf("%s, %d cores, %.0f GiB of memory, %s%s\n%s, built with %s", m.cpu, m.cores,
		float64(m.memory)/(1<<30), m.kernel, load, m.postgres, runtime.Version())
}
