package proxy

import (
	"strings"

	"github.com/pgconfluence/pgconfluence/sql"
)

// parseOptions reads the start-up parameter "options", which is written like
// arguments of the postgres program: -c name=value and --name=value, spaces in
// a value escaped by a backslash. The settings found go into dst.
func parseOptions(s string, dst map[string]string) error {
	args := splitOptions(s)
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		var setting, flag string
		switch {
		case strings.HasPrefix(arg, "--") && len(arg) > 2:
			setting, flag = arg[2:], "--"
		case arg == "-c" && len(args) > 0:
			setting, flag, args = args[0], "-c ", args[1:]
		case strings.HasPrefix(arg, "-c") && len(arg) > 2:
			setting, flag = arg[2:], "-c "
		default:
			return sql.Errorf("42601", "invalid command-line argument for server process: %s", arg).
				WithHint("Settings are given as -c name=value.")
		}
		name, value, ok := strings.Cut(setting, "=")
		if !ok {
			return sql.Errorf("42601", "%s%s requires a value", flag, setting)
		}
		dst[strings.ToLower(strings.ReplaceAll(name, "-", "_"))] = value
	}
	return nil
}

// splitOptions is pg_split_opts: split at white space, a backslash takes the
// next character as it is.
func splitOptions(s string) []string {
	var args []string
	var arg strings.Builder
	inside := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case strings.IndexByte(" \t\n\v\f\r", c) >= 0:
			if inside {
				args = append(args, arg.String())
				arg.Reset()
				inside = false
			}
		case c == '\\' && i+1 < len(s):
			i++
			arg.WriteByte(s[i])
			inside = true
		case c == '\\':
			inside = true
		default:
			arg.WriteByte(c)
			inside = true
		}
	}
	if inside {
		args = append(args, arg.String())
	}
	return args
}
