package sql

// encodeTypmod packs a type's modifiers as its typmodin function does; args
// are the numbers written in parentheses.
func encodeTypmod(typ uint32, name string, args []int64) (int32, *Error) {
	switch typ {
	case oidVarchar, oidBpchar:
		if len(args) != 1 {
			return 0, Errorf("22023", "invalid type modifier")
		}
		switch n := args[0]; {
		case n < 1:
			return 0, Errorf("22023", "length for type %s must be at least 1", name)
		case n > 10485760:
			return 0, Errorf("22023", "length for type %s cannot exceed 10485760", name)
		default:
			return int32(n) + 4, nil
		}
	case oidNumeric:
		return numericTypmod(args)
	case oidTime, oidTimestamp, oidTimestamptz:
		if len(args) != 1 {
			return 0, Errorf("22023", "invalid type modifier")
		}
		// More than six digits are cut to six, as PostgreSQL does with a warning.
		if args[0] < 0 {
			return 0, Errorf("22023", "%s(%d) precision must not be negative", name, args[0])
		}
		return int32(min(args[0], 6)), nil
	case oidInterval:
		const fullPrecision = 0xffff
		if len(args) == 1 {
			return int32(args[0]<<16 | fullPrecision), nil
		}
		return int32(args[0]<<16 | min(args[1], 6)), nil
	}
	return 0, Errorf("42601", "type modifier is not allowed for type \"%s\"", name)
}

func numericTypmod(args []int64) (int32, *Error) {
	p, s := args[0], int64(0)
	if len(args) > 1 {
		s = args[1]
	}
	switch {
	case len(args) > 2:
		return 0, Errorf("22023", "invalid NUMERIC type modifier")
	case p < 1 || p > 1000:
		return 0, Errorf("22023", "NUMERIC precision %d must be between 1 and 1000", p)
	case s < -1000 || s > 1000:
		return 0, Errorf("22023", "NUMERIC scale %d must be between -1000 and 1000", s)
	}
	return int32(p<<16|s&0x7ff) + 4, nil
}
