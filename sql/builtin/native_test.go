package builtin

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/pgconfluence/pgconfluence/sql/datum"
)

// TestNativeOrder compares the collation of numerics in C with the one in Go.
func TestNativeOrder(t *testing.T) {
	conn := openSQLite(t)
	stmt, err := conn.PrepareContext(context.Background(), "SELECT (?1 > ?2 COLLATE pg_numeric) - (?1 < ?2 COLLATE pg_numeric)")
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	r := rand.New(rand.NewPCG(7, 8))
	number := func() string {
		if r.IntN(10) == 0 {
			return []string{"NaN", "Infinity", "-Infinity", "0", "0.00"}[r.IntN(5)]
		}
		n := &strings.Builder{}
		for range 1 + r.IntN(3) {
			n.WriteByte("0129"[r.IntN(4)])
		}
		n.WriteString([]string{"", ".", ".0"}[r.IntN(3)] + "15")
		s, err := datum.ParseNumeric([]string{"", "-"}[r.IntN(2)] + n.String())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for range 3000 {
		a, b := number(), number()
		var got int
		if err := stmt.QueryRow(a, b).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if want := datum.CompareNumeric(a, b); got != max(min(want, 1), -1) {
			t.Errorf("%s and %s: C says %d, Go %d", a, b, got, want)
		}
	}
}

// TestNativeCase compares lower and upper in C with those in Go, for every
// character.
func TestNativeCase(t *testing.T) {
	conn := openSQLite(t)
	var b strings.Builder
	for c := rune(1); c <= unicode.MaxRune; c++ {
		if c >= 0xd800 && c < 0xe000 {
			continue
		}
		b.WriteRune(c)
		if b.Len() < 4000 && c != unicode.MaxRune {
			continue
		}
		var low, up string
		if err := conn.QueryRowContext(context.Background(), "SELECT pg_lower_text(?1), pg_upper_text(?1)", b.String()).Scan(&low, &up); err != nil {
			t.Fatal(err)
		}
		if low != lower(b.String()) || up != upper(b.String()) {
			t.Errorf("before %U: C and Go differ", c)
		}
		b.Reset()
	}
}

// TestNativeSums compares sums over moving windows with those over the same
// rows alone.
func TestNativeSums(t *testing.T) {
	conn := openSQLite(t)
	ctx := context.Background()
	if _, err := conn.ExecContext(ctx, `CREATE TABLE v (i INTEGER PRIMARY KEY, n TEXT);
		INSERT INTO v (n) VALUES ('1.50'), ('-2'), (NULL), ('12345678901234567890.5'), ('NaN'), ('999999999999999999'), ('0.00'), ('Infinity'),
		('0.123456789012345678'), ('-0.5'), ('999999999999999999'), ('-12345678901234567890'), ('7')`); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.QueryContext(ctx, `SELECT i, coalesce(pg_sum_parts(pg_numeric_parts(n) OVER (ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)), ''),
		coalesce((SELECT pg_sum_numeric(n) FROM v w WHERE w.i BETWEEN v.i - 2 AND v.i), '') FROM v`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var i, got, want string
		if err := rows.Scan(&i, &got, &want); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("row %s: the window says %s, the rows %s", i, got, want)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
