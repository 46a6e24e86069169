package page

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// uriKind is a secret once the password stands in it.
func uriKind(t target) kind {
	if t.Placeholder {
		return text
	}
	return secret
}

func onOff(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

// shellQuote is for POSIX shells; conninfoQuote for a value within a libpq
// connection string.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func conninfoQuote(s string) string {
	if s != "" && !strings.ContainsAny(s, ` '\`) {
		return s
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// odbcQuote braces a value where ODBC wants it.
func odbcQuote(s string) string {
	if !strings.ContainsAny(s, `;{}[]()?*=!@`) {
		return s
	}
	return "{" + strings.ReplaceAll(s, "}", "}}") + "}"
}

var guides = []guide{
	{ID: "tableau", Name: "Tableau", About: "In Tableau choose Connect, To a Server, PostgreSQL.",
		Fields: func(t target) []field {
			return []field{{"Server", t.Host, text}, {"Port", t.Port, text}, {"Database", t.Database, text},
				{"Authentication", "Username and Password", choice}, {"Username", t.User, text}, secretField("Password", t),
				{"Require SSL", onOff(t.TLS(), "ticked", "not ticked"), choice}}
		},
		Notes: func(target) []string {
			return []string{"On Tableau Server or Cloud, embed the password when you publish, so that extracts can be refreshed."}
		}},
	{ID: "power-bi", Name: "Power BI", About: "In Power BI Desktop choose Get data, PostgreSQL database; or save the file below and open it.",
		Fields: func(t target) []field {
			return []field{{"Server", t.Server(), text}, {"Database", t.Database, text}, {"Data connectivity mode", "Import", choice},
				{"Sign in with", "Database", choice}, {"User name", t.User, text}, secretField("Password", t)}
		},
		File: func(t target) file { return file{"confluence.pbids", "application/json", pbids(t)} },
		Notes: func(t target) []string {
			if !t.TLS() {
				return []string{"When it asks about an encrypted connection, accept an unencrypted one."}
			}
			return []string{"Power BI needs a server certificate that Windows trusts."}
		}},
	{ID: "metabase", Name: "Metabase", About: "In Metabase open Admin settings, Databases, Add database.",
		Fields: func(t target) []field {
			return []field{{"Database type", "PostgreSQL", choice}, {"Display name", "Confluence", text}, {"Host", t.Host, text}, {"Port", t.Port, text},
				{"Database name", t.Database, text}, {"Username", t.User, text}, secretField("Password", t),
				{"Use a secure connection (SSL)", onOff(t.TLS(), "on, SSL mode "+t.SSLMode, "off"), choice}}
		}},
	{ID: "superset", Name: "Superset", About: "In Superset open Settings, Database connections, + Database, PostgreSQL, and choose to connect with a SQLAlchemy URI.",
		Fields: func(t target) []field {
			return []field{{"Display name", "Confluence", text}, {"SQLAlchemy URI", t.uri("postgresql+psycopg2"), uriKind(t)}}
		},
		Notes: func(t target) []string {
			if t.Placeholder {
				return []string{"Put the password in the place of PASSWORD."}
			}
			return nil
		}},
	{ID: "excel", Name: "Excel", About: "Install the PostgreSQL ODBC driver (psqlODBC), then choose Data, Get Data, From Other Sources, From ODBC, Advanced options.",
		Fields: func(t target) []field {
			conn := fmt.Sprintf("Driver={PostgreSQL Unicode(x64)};Server=%s;Port=%s;Database=%s;SSLmode=%s;", odbcQuote(t.Host), t.Port, odbcQuote(t.Database), t.SSLMode)
			return []field{{"Data source name", "(None)", choice}, {"Connection string", conn, text}, {"Sign in with", "Database", choice},
				{"User name", t.User, text}, secretField("Password", t)}
		}},
	{ID: "grafana", Name: "Grafana", About: "In Grafana open Connections, Data sources, Add, PostgreSQL.",
		Fields: func(t target) []field {
			return []field{{"Host URL", t.Server(), text}, {"Database name", t.Database, text}, {"Username", t.User, text}, secretField("Password", t),
				{"TLS/SSL Mode", t.SSLMode, choice}, {"Version", "15", choice}}
		}},
	{ID: "dbeaver", Name: "DBeaver", About: "In DBeaver choose Database, New Database Connection, PostgreSQL.",
		Fields: func(t target) []field {
			return append(plainFields(t), field{"SSL", onOff(t.TLS(), "Use SSL, mode "+t.SSLMode, "off"), choice},
				field{"Or as JDBC URL", "jdbc:postgresql://" + t.Server() + "/" + t.Database + "?sslmode=" + t.SSLMode, text})
		}},
	{ID: "psql", Name: "psql", About: "Paste this into a terminal; psql asks for the password.",
		Snippet: func(t target) snippet {
			parts := []string{"host=" + conninfoQuote(t.Host), "port=" + conninfoQuote(t.Port), "dbname=" + conninfoQuote(t.Database),
				"user=" + conninfoQuote(t.User), "sslmode=" + t.SSLMode}
			return snippet{"Terminal", "psql " + shellQuote(strings.Join(parts, " "))}
		},
		Fields: func(t target) []field { return []field{secretField("Password", t)} }},
	{ID: "python", Name: "Python", About: "With psycopg 3; the password comes from the environment, not from the script.",
		Snippet: func(t target) snippet {
			return snippet{"Python", fmt.Sprintf(`# pip install "psycopg[binary]"
import os
import psycopg

with psycopg.connect(
    host=%s, port=%s, dbname=%s,
    user=%s,
    password=os.environ["PGPASSWORD"],
    sslmode=%s,
) as connection:
    rows = connection.execute("select title, url from pages limit 5")
    print(rows.fetchall())`, quote(t.Host), t.Port, quote(t.Database), quote(t.User), quote(t.SSLMode))}
		},
		Fields: func(t target) []field { return []field{secretField("PGPASSWORD", t)} }},
	{ID: "r", Name: "R", About: "With DBI and RPostgres; the password comes from the environment, not from the script.",
		Snippet: func(t target) snippet {
			return snippet{"R", fmt.Sprintf(`# install.packages(c("DBI", "RPostgres"))
library(DBI)

connection <- dbConnect(
  RPostgres::Postgres(),
  host = %s, port = %s, dbname = %s,
  user = %s,
  password = Sys.getenv("PGPASSWORD"),
  sslmode = %s
)
dbGetQuery(connection, "select title, url from pages limit 5")`, quote(t.Host), t.Port, quote(t.Database), quote(t.User), quote(t.SSLMode))}
		},
		Fields: func(t target) []field { return []field{secretField("PGPASSWORD", t)} }},
}

// quote writes a string as Python and R both read it.
func quote(s string) string { return strconv.QuoteToASCII(s) }

// pbids is a Power BI data source file. It holds no credential: Power BI asks.
func pbids(t target) string {
	type details struct {
		Server   string `json:"server"`
		Database string `json:"database"`
	}
	type source struct {
		Protocol string  `json:"protocol"`
		Address  details `json:"address"`
	}
	type connection struct {
		Details source `json:"details"`
		Mode    string `json:"mode"`
	}
	b, _ := json.MarshalIndent(map[string]any{"version": "0.1", "connections": []connection{{source{"postgresql", details{t.Server(), t.Database}}, "Import"}}}, "", "  ")
	return string(b)
}
