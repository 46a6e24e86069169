package builtin

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// oracle is a live PostgreSQL 15 that says what the right answers are.
type oracle struct {
	conn *pgconn.PgConn
	zone string
}

// openOracle connects to the server that PGCONFLUENCE_ORACLE names ("host:port"
// or a connection string) and skips the test if there is none.
func openOracle(t testing.TB) *oracle {
	dsn := os.Getenv("PGCONFLUENCE_ORACLE")
	if dsn == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("PGCONFLUENCE_ORACLE must name a PostgreSQL 15 when CI=true")
		}
		t.Skip("PGCONFLUENCE_ORACLE is not set: no PostgreSQL 15 to compare with")
	}
	if !strings.ContainsAny(dsn, "=/") {
		host, port, _ := strings.Cut(dsn, ":")
		dsn = fmt.Sprintf("host=%s port=%s user=postgres database=postgres", host, port)
	}
	conn, err := pgconn.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	o := &oracle{conn: conn}
	o.setZone(t, "UTC")
	return o
}

func (o *oracle) setZone(t testing.TB, zone string) {
	if o.zone == zone {
		return
	}
	if _, err := o.conn.Exec(context.Background(), "SET timezone = '"+zone+"'").ReadAll(); err != nil {
		t.Fatal(err)
	}
	o.zone = zone
}

// rows runs a query and gives its rows as text.
func (o *oracle) rows(t testing.TB, query string) [][]string {
	res, err := o.conn.Exec(context.Background(), query).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var out [][]string
	for _, r := range res[0].Rows {
		row := make([]string, len(r))
		for i := range r {
			row[i] = string(r[i])
		}
		out = append(out, row)
	}
	return out
}

// outcome is a value in package datum's representation, or an SQLSTATE.
type outcome struct {
	value any
	state string
}

func (o outcome) String() string {
	if o.state != "" {
		return "!" + o.state
	}
	return literal(o.value)
}

// literal writes a stored value for golden files and messages.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case int64:
		return fmt.Sprintf("%d", v)
	case float64:
		return fmt.Sprintf("f%x", v)
	case []byte:
		return "x" + hex.EncodeToString(v)
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf("?%T", v)
}

// query evaluates one expression with text parameters (nil is NULL).
func (o *oracle) query(t testing.TB, query string, params [][]byte) outcome {
	r := o.conn.ExecParams(context.Background(), query, params, nil, nil, []int16{1}).Read()
	if r.Err != nil {
		var e *pgconn.PgError
		if !errors.As(r.Err, &e) {
			t.Fatalf("%s: %v", query, r.Err)
		}
		return outcome{state: e.Code}
	}
	if len(r.Rows) == 0 {
		return outcome{state: "no rows"}
	}
	v, err := stored(r.FieldDescriptions[0].DataTypeOID, r.Rows[0][0])
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return outcome{value: v}
}

// stored turns a binary value into the representation, without using package
// datum, so that an error there is seen here.
func stored(oid uint32, b []byte) (any, error) {
	if b == nil {
		return nil, nil
	}
	switch oid {
	case pgtype.BoolOID:
		return int64(b[0]), nil
	case pgtype.Int2OID:
		return int64(int16(binary.BigEndian.Uint16(b))), nil
	case pgtype.Int4OID, pgtype.DateOID:
		return int64(int32(binary.BigEndian.Uint32(b))), nil
	case pgtype.OIDOID, pgtype.XIDOID, pgtype.CIDOID, 2205:
		return int64(binary.BigEndian.Uint32(b)), nil
	case pgtype.Int8OID, pgtype.TimeOID, pgtype.TimestampOID, pgtype.TimestamptzOID:
		return int64(binary.BigEndian.Uint64(b)), nil
	case pgtype.Float4OID:
		return nanText(float64(math.Float32frombits(binary.BigEndian.Uint32(b)))), nil
	case pgtype.Float8OID:
		return nanText(math.Float64frombits(binary.BigEndian.Uint64(b))), nil
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.QCharOID, pgtype.JSONOID:
		return strings.TrimRight(string(b), "\x00"), nil
	case pgtype.JSONBOID:
		return string(b[1:]), nil // behind a version number
	case pgtype.ByteaOID:
		return b, nil
	case pgtype.UUIDOID:
		h := hex.EncodeToString(b)
		return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:], nil
	case pgtype.IntervalOID:
		return fmt.Sprintf("%d %d %d", int32(binary.BigEndian.Uint32(b[12:])), int32(binary.BigEndian.Uint32(b[8:])),
			int64(binary.BigEndian.Uint64(b))), nil
	}
	return nil, fmt.Errorf("no rule for a binary value of type %d", oid)
}

func nanText(f float64) any {
	if f != f {
		return "NaN"
	}
	return f
}
