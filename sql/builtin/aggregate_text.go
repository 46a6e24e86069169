package builtin

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

func (r *registry) addStringAggregates() {
	r.agg("string_agg(text,text)", Aggregate{
		SQL:             "@group_concat($1, $2)",
		Distinct:        "@pg_string_agg_distinct($1, $2)",
		DistinctOrdered: "@pg_string_agg_distinct_ordered($1, $2)",
	})
	r.internalAggs["pg_string_agg_distinct_ordered"] = &Aggregate{New: func() Accumulator {
		return &distinctConcat{seen: map[[2]string]bool{}, ordered: true}
	}}
	r.internalAggs["pg_string_agg_distinct"] = &Aggregate{New: func() Accumulator { return &distinctConcat{seen: map[[2]string]bool{}} }}
	r.agg("string_agg(bytea,bytea)", Aggregate{
		NoWindow: true,
		SQL:      "CAST(@pg_string_agg_bytea_bytea($1, $2) AS BLOB)", // the driver cannot return an empty blob
		New:      func() Accumulator { return &blobConcat{} },
	})
	r.agg("array_agg(anynonarray)", Aggregate{
		SQL: "CASE WHEN @count(*) > 0 THEN @json_group_array(" + jsonElement + ") END",
		New: func() Accumulator { return &arrayConcat{} },
	})
	r.agg("array_agg(anyarray)", Aggregate{New: func() Accumulator { return &arrayConcat{nested: true} }})
}

// jsonElement is $1 as json_group_array is to take it: SQLite would cut reals
// to 15 digits and refuses blobs.
const jsonElement = "CASE typeof($1) WHEN 'real' THEN json(pg_json_real($1)) WHEN 'blob' THEN lower(hex($1)) ELSE $1 END"

// distinctConcat is string_agg(DISTINCT …): PostgreSQL sorts to find the
// distinct, so the result is in order too. ordered says that the rows come in
// the order that was asked for.
type distinctConcat struct {
	seen    map[[2]string]bool
	rows    [][2]string
	ordered bool
}

func (d *distinctConcat) Step(a []any) error {
	value, ok := a[0].(string)
	if !ok {
		return nil
	}
	delimiter, _ := a[1].(string)
	row := [2]string{value, delimiter}
	if !d.seen[row] {
		d.seen[row] = true
		d.rows = append(d.rows, row)
	}
	return nil
}

func (d *distinctConcat) Done() (any, error) {
	if d.rows == nil {
		return nil, nil
	}
	if !d.ordered {
		slices.SortFunc(d.rows, func(a, b [2]string) int {
			if c := strings.Compare(a[0], b[0]); c != 0 {
				return c
			}
			return strings.Compare(a[1], b[1])
		})
	}
	var b strings.Builder
	for i, row := range d.rows {
		if i > 0 {
			b.WriteString(row[1])
		}
		b.WriteString(row[0])
	}
	return b.String(), nil
}

type blobConcat struct {
	some bool
	all  []byte
}

func (c *blobConcat) Step(a []any) error {
	value, ok := a[0].([]byte)
	if !ok {
		return nil
	}
	if c.some {
		delimiter, _ := a[1].([]byte)
		c.all = append(c.all, delimiter...)
	}
	c.some = true
	c.all = append(c.all, value...)
	return nil
}

func (c *blobConcat) Done() (any, error) {
	if !c.some {
		return nil, nil
	}
	return c.all, nil
}

// arrayConcat is array_agg: the JSON array of the values' representations.
type arrayConcat struct {
	nested bool
	dims   []int
	text   []byte
}

func (c *arrayConcat) Step(a []any) error {
	if c.nested {
		if err := c.checkDimensions(a[0]); err != nil {
			return err
		}
	}
	if c.text == nil {
		c.text = append(c.text, '[')
	} else {
		c.text = append(c.text, ',')
	}
	if c.nested {
		c.text = append(c.text, a[0].(string)...)
		return nil
	}
	c.text = appendJSON(c.text, a[0])
	return nil
}

func (c *arrayConcat) checkDimensions(v any) error {
	if v == nil {
		return errorf("22004", "cannot accumulate null arrays")
	}
	elems, err := decodeArray(v)
	if err != nil {
		return err
	}
	dims := dimensions(elems)
	if len(dims) == 0 {
		return errorf("2202E", "cannot accumulate empty arrays")
	}
	if c.dims != nil && !slices.Equal(c.dims, dims) {
		return errorf("2202E", "cannot accumulate arrays of different dimensionality")
	}
	c.dims = dims
	return nil
}

func (c *arrayConcat) Done() (any, error) {
	if c.text == nil {
		return nil, nil
	}
	return string(append(c.text, ']')), nil
}

// appendJSON appends a stored value as an element of a stored array.
func appendJSON(dst []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendJSONReal(dst, v)
	case string:
		return appendJSONString(dst, v)
	case []byte:
		return appendJSONString(dst, hex.EncodeToString(v))
	case []any:
		return appendJSONArray(dst, v)
	}
	return append(dst, "null"...)
}

// appendJSONReal writes a float so that it reads back the same: infinity,
// which JSON lacks, as a number too big for any double.
func appendJSONReal(dst []byte, f float64) []byte {
	switch {
	case f != f:
		return append(dst, `"NaN"`...)
	case f > 1.7976931348623157e308:
		return append(dst, "9e999"...)
	case f < -1.7976931348623157e308:
		return append(dst, "-9e999"...)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', -1, 64)
	if !strings.ContainsAny(string(dst[start:]), ".e") {
		dst = append(dst, ".0"...)
	}
	return dst
}

func appendJSONString(dst []byte, s string) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return append(dst, `""`...)
	}
	return append(dst, strings.TrimSuffix(b.String(), "\n")...)
}
