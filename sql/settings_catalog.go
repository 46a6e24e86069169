package sql

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/pgconfluence/pgconfluence/sql/catalog"
)

// The parameters of PostgreSQL that have no meaning here are there all the
// same, with PostgreSQL's defaults: clients read them, and set those that a user
// may set.

// unitSizes are the units of pg_settings in their base unit: bytes or
// milliseconds.
var unitSizes = map[string]int64{"B": 1, "kB": 1 << 10, "8kB": 8 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40,
	"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}

// shown is a raw value of a parameter as SHOW prints it: in the largest unit
// that divides it.
func shown(k *catalog.Setting, raw string) string {
	size, ok := unitSizes[k.Unit]
	n, err := strconv.ParseInt(raw, 10, 64)
	if !ok || err != nil || n <= 0 {
		return raw
	}
	units := []string{"TB", "GB", "MB", "kB", "B"}
	if size < 1024 && k.Unit != "B" || strings.Contains("ms s min h d", k.Unit) {
		units = []string{"d", "h", "min", "s", "ms"}
	}
	for _, u := range units {
		if total := n * size; total%unitSizes[u] == 0 {
			return strconv.FormatInt(total/unitSizes[u], 10) + u
		}
	}
	return raw + k.Unit
}

// rawValue is a value as SHOW prints it in the unit of pg_settings.
func rawValue(k *catalog.Setting, value string) string {
	size, ok := unitSizes[k.Unit]
	if !ok {
		return value
	}
	i := strings.IndexFunc(value, func(r rune) bool { return (r < '0' || r > '9') && r != '-' })
	if i <= 0 {
		return value
	}
	n, err := strconv.ParseInt(value[:i], 10, 64)
	unit := unitSizes[strings.TrimSpace(value[i:])]
	if err != nil || unit == 0 {
		return value
	}
	return strconv.FormatInt(n*unit/size, 10)
}

// catalogSetting makes a setting of one that only the catalog knows.
func catalogSetting(k *catalog.Setting) *setting {
	s := &setting{name: k.Name, def: shown(k, k.Default), comment: k.ShortDesc, common: true}
	switch k.Context {
	case "user", "superuser":
		s.privileged = k.Context == "superuser"
		s.check = func(v string) (string, error) { return checkCatalogValue(k, v) }
	default:
		s.fixed = true
	}
	return s
}

func checkCatalogValue(k *catalog.Setting, v string) (string, error) {
	switch k.Type {
	case "bool":
		return checkBool(v)
	case "enum":
		var values []string
		if err := json.Unmarshal([]byte(k.Values), &values); err != nil {
			return "", err
		}
		for _, have := range values {
			if strings.EqualFold(have, v) {
				return have, nil
			}
		}
		return "", fmt.Errorf("Available values: %s.", strings.Join(values, ", "))
	case "integer", "real":
		raw := rawValue(k, strings.TrimSpace(v))
		n, err := strconv.ParseFloat(raw, 64)
		if err != nil {
			return "", fmt.Errorf("")
		}
		low, _ := strconv.ParseFloat(k.Min, 64)
		high, _ := strconv.ParseFloat(k.Max, 64)
		if n < low || n > high {
			return "", Errorf("22023", "%s is outside the valid range for parameter \"%s\" (%s .. %s)", raw, k.Name, k.Min, k.Max)
		}
		return shown(k, raw), nil
	}
	return asIs(v)
}
