package builtin

// addJSONBCasts enters the casts from jsonb.
func (r *registry) addJSONBCasts() {
	names := map[string]string{"int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real", "float8": "double precision", "numeric": "numeric"}
	for t, name := range names {
		convert := r.funcs[t+"(numeric)"]
		r.fn(t+"(jsonb)", func(a []any) (any, error) {
			s := str(a[0])
			if k := jsonKind(s); k != '-' && (k < '0' || k > '9') {
				return nil, errJSONBCast(s, name)
			}
			if t == "numeric" {
				return s, nil
			}
			return convert.Go([]any{s})
		})
	}
	r.fn("bool(jsonb)", func(a []any) (any, error) {
		switch k := jsonKind(str(a[0])); k {
		case 't', 'f':
			return k == 't', nil
		}
		return nil, errJSONBCast(str(a[0]), "boolean")
	})
}

func errJSONBCast(s, to string) error {
	kind := "numeric"
	switch jsonKind(s) {
	case 'n':
		kind = "null"
	case '"':
		kind = "string"
	case 't', 'f':
		kind = "boolean"
	case '[':
		kind = "array"
	case '{':
		kind = "object"
	}
	return errorf("22023", "cannot cast jsonb %s to type %s", kind, to)
}
