package builtin

import (
	"context"
	"database/sql"
	"errors"
	"regexp/syntax"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// FuzzLike holds the native templates of LIKE and ILIKE against the general
// form.
func FuzzLike(f *testing.F) {
	for _, p := range likePatterns {
		f.Add("a.b.c héllo", p)
	}
	conn := openSQLite(f)
	is, _ := Function("textlike(text,text)")
	folded, _ := Function("texticlike(text,text)")
	f.Fuzz(func(t *testing.T, text, pattern string) {
		if !utf8.ValidString(text+pattern) || strings.Contains(text+pattern, "\x00") {
			t.Skip() // no PostgreSQL text
		}
		for _, impl := range []*Impl{is, folded} {
			template := impl.Special([]any{nil, pattern})
			if template == "" {
				continue
			}
			v, err := impl.Go([]any{text, pattern})
			if err != nil {
				t.Fatalf("%q has a template and fails: %v", pattern, err)
			}
			want := int64(0)
			if v.(bool) {
				want = 1
			}
			var got int64
			query := "SELECT " + outsideLiterals(template, strings.NewReplacer("$1", ":a", "$2", ":b"))
			if err := conn.QueryRowContext(context.Background(), query, sql.Named("a", text), sql.Named("b", pattern)).Scan(&got); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			if got != want {
				t.Errorf("%q like %q by %s: got %v, want %d", text, pattern, query, got, want)
			}
		}
	})
}

// outsideLiterals applies a replacer to SQL but for its string literals.
func outsideLiterals(query string, r *strings.Replacer) string {
	parts := strings.Split(query, "'")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = r.Replace(parts[i])
	}
	return strings.Join(parts, "'")
}

// FuzzRegex: whatever the pattern, the answer is a match or a PostgreSQL
// error, and what is translated is a pattern that package regexp takes.
func FuzzRegex(f *testing.F) {
	for _, p := range regexes {
		f.Add(p, "i")
	}
	f.Fuzz(func(t *testing.T, pattern, flags string) {
		o, err := parseFlags(flags, true)
		if err == nil {
			c := newCompiled(pattern, o)
			if err = c.err; err == nil {
				err = c.allMatches("héllo World 123\nabc", -1, func(m []int) bool { return m[0] <= m[1] })
				if _, err := syntax.Parse(c.re.String(), syntax.Perl); err != nil {
					t.Errorf("%q became %q: %v", pattern, c.re, err)
				}
			}
		}
		var e *datum.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%q: %v is no PostgreSQL error", pattern, err)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, s := range formats {
		f.Add(s, "x")
	}
	f.Fuzz(func(t *testing.T, format, arg string) {
		_, err := formatText(format, []any{arg, nil})
		var e *datum.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%q: %v is no PostgreSQL error", format, err)
		}
	})
}

// FuzzUnistr: every outcome is valid text or an error of the package.
func FuzzUnistr(f *testing.F) {
	for _, s := range []string{`\0061`, `\+000061`, `\d83d\de00`, `\\`, `\`, `\U0001F600x`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, err := unistr(s)
		if err == nil && utf8.ValidString(s) && !utf8.ValidString(out) {
			t.Errorf("unistr(%q) is %q", s, out)
		}
	})
}
