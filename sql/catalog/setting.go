package catalog

// Setting is a run-time parameter of PostgreSQL, from pg_settings.
type Setting struct {
	Name      string
	Default   string // boot_val; "" if there is none
	HasValue  bool   // false where boot_val is NULL
	Unit      string // "8kB", "ms", ""
	Category  string
	ShortDesc string
	ExtraDesc string // "" if there is none
	Context   string // internal, postmaster, sighup, superuser, user ...
	Type      string // bool, integer, real, string, enum
	Min, Max  string // of integer and real
	Values    string // of enum: a JSON array
}

// Settings returns the parameters that PostgreSQL 15 has, by name. The caller
// must not change them.
func (c *Catalog) Settings() []*Setting { return c.settings() }

func loadSettings() []*Setting {
	var out []*Setting
	open("settings").each(func(v []string) {
		text := func(i int) string {
			if v[i] == null {
				return ""
			}
			return unescape(v[i])
		}
		out = append(out, &Setting{Name: v[0], Default: text(1), HasValue: v[1] != null, Unit: text(2),
			Category: text(3), ShortDesc: text(4), ExtraDesc: text(5), Context: text(6), Type: text(7),
			Min: text(8), Max: text(9), Values: text(10)})
	}, "name", "boot_val", "unit", "category", "short_desc", "extra_desc", "context", "vartype", "min_val", "max_val", "enumvals")
	return out
}

// TokenTypes are the rows of ts_token_type(): the parser's OID, then number,
// alias and description.
func (c *Catalog) TokenTypes() [][]any { return c.tokenTypes() }

// ZoneNames are the rows of pg_timezone_names(): only the name.
func (c *Catalog) ZoneNames() [][]any { return c.zoneNames() }

// ZoneAbbrevs are the rows of pg_timezone_abbrevs(): abbreviation, seconds east
// of UTC, whether it is daylight saving time.
func (c *Catalog) ZoneAbbrevs() [][]any { return c.zoneAbbrevs() }

// Keywords are the rows of pg_get_keywords(): word, catcode, barelabel, catdesc
// and baredesc.
func (c *Catalog) Keywords() [][]any { return c.keywords() }

func loadKeywords() [][]any { return open("keywords").values() }
