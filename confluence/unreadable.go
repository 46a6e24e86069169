package confluence

import (
	"fmt"
	"reflect"
	"strings"
)

// wants says of each type of value what a field of it should have held.
var wants = map[reflect.Type]string{
	reflect.TypeFor[ID]():   "a numeric id",
	reflect.TypeFor[Int]():  "a whole number",
	reflect.TypeFor[Text](): "a string",
	reflect.TypeFor[Bool](): "true or false",
	reflect.TypeFor[Time](): "a time",
}

// unreadable returns an error that names the first field of the struct to which
// v points that was there but could not be understood.
func unreadable(v any) error {
	s := reflect.ValueOf(v).Elem()
	if !hasBad(s) {
		return nil
	}
	return badField(s, "")
}

// hasBad is badField without names, which take time: it sees every row.
func hasBad(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Struct:
		if _, ok := wants[v.Type()]; ok {
			return v.Field(v.NumField()-1).Len() > 0
		}
		for i := range v.NumField() {
			if hasBad(v.Field(i)) {
				return true
			}
		}
	case reflect.Slice:
		if e := v.Type().Elem().Kind(); e != reflect.Struct && e != reflect.Pointer {
			return false
		}
		for i := range v.Len() {
			if hasBad(v.Index(i)) {
				return true
			}
		}
	case reflect.Pointer:
		return !v.IsNil() && hasBad(v.Elem())
	}
	return false
}

func badField(v reflect.Value, name string) error {
	switch v.Kind() {
	case reflect.Struct:
	case reflect.Slice:
		for i := range v.Len() {
			if err := badField(v.Index(i), name); err != nil {
				return err
			}
		}
		return nil
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return badField(v.Elem(), name)
	default:
		return nil
	}
	t := v.Type()
	if want, ok := wants[t]; ok {
		if bad := v.Field(t.NumField() - 1).String(); bad != "" {
			return fmt.Errorf("%s is %q, which is not %s", name, bad, want)
		}
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		path := name
		if !f.Anonymous {
			path = strings.TrimPrefix(name+"."+fieldName(f), ".")
		}
		if err := badField(v.Field(i), path); err != nil {
			return err
		}
	}
	return nil
}

// fieldName is the field's name in answers.
func fieldName(f reflect.StructField) string {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
		return name
	}
	return strings.ToLower(f.Name[:1]) + f.Name[1:]
}
