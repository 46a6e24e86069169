package datum

// JSONString is the value of a JSON string literal, quotes included, as ->>
// gives it.
func JSONString(literal string) (string, error) {
	p := jsonParser{s: literal, jsonb: true}
	if p.peek() != '"' {
		return "", errJSON("Expected string.")
	}
	return p.str()
}
