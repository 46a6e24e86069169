#include "native.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// SQLite is in the same program, compiled by its driver, whose header cannot be
// included from here: these are the declarations of its public interface.
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;
typedef void (*call)(sqlite3_context *, int, sqlite3_value **);
extern int sqlite3_create_collation_v2(sqlite3 *, const char *, int, void *,
                                       int (*)(void *, int, const void *, int, const void *), void (*)(void *));
extern int sqlite3_create_window_function(sqlite3 *, const char *, int, int, void *, call, void (*)(sqlite3_context *),
                                          void (*)(sqlite3_context *), call, void (*)(void *));
extern int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *, call, call, void (*)(sqlite3_context *),
                                      void (*)(void *));
extern void *sqlite3_user_data(sqlite3_context *);
extern void *sqlite3_aggregate_context(sqlite3_context *, int);
extern int sqlite3_value_type(sqlite3_value *);
extern double sqlite3_value_double(sqlite3_value *);
extern const unsigned char *sqlite3_value_text(sqlite3_value *);
extern int sqlite3_value_bytes(sqlite3_value *);
extern void sqlite3_result_double(sqlite3_context *, double);
extern void sqlite3_result_null(sqlite3_context *);
extern void sqlite3_result_text(sqlite3_context *, const char *, int, void (*)(void *));
extern void sqlite3_result_error(sqlite3_context *, const char *, int);
extern void sqlite3_result_error_nomem(sqlite3_context *);
extern void *sqlite3_malloc64(uint64_t);
extern void *sqlite3_realloc64(void *, uint64_t);
extern void sqlite3_free(void *);

#define TEXT 3                      // SQLITE_TEXT
#define NULL_TYPE 5                 // SQLITE_NULL
#define PURE (1 | 0x800 | 0x200000) // SQLITE_UTF8, _DETERMINISTIC, _INNOCUOUS
#define COPY ((void (*)(void *))-1) // SQLITE_TRANSIENT

// ---- the order of numeric: datum.CompareNumeric in C

static int rank(const char *s, int n) {
  if (n > 0 && s[0] == 'N') return 2;
  if (n > 0 && s[0] == 'I') return 1;
  return n > 1 && s[0] == '-' && s[1] == 'I' ? -1 : 0;
}

static int magnitude(const char *a, int an, const char *b, int bn) {
  const char *ap = memchr(a, '.', an), *bp = memchr(b, '.', bn);
  int ai = ap ? (int)(ap - a) : an, bi = bp ? (int)(bp - b) : bn;
  if (ai != bi) return ai < bi ? -1 : 1;
  int c = memcmp(a, b, ai);
  if (c) return c;
  int af = ap ? an - ai - 1 : 0, bf = bp ? bn - bi - 1 : 0, both = af < bf ? af : bf;
  if (both && (c = memcmp(ap + 1, bp + 1, both))) return c;
  for (int i = both; i < af; i++)
    if (ap[1 + i] != '0') return 1;
  for (int i = both; i < bf; i++)
    if (bp[1 + i] != '0') return -1;
  return 0;
}

static int compare_numeric(void *unused, int an, const void *av, int bn, const void *bv) {
  const char *a = av, *b = bv;
  int ra = rank(a, an), rb = rank(b, bn);
  if (ra != rb || ra) return ra - rb;
  int na = an > 0 && a[0] == '-', nb = bn > 0 && b[0] == '-';
  if (na && nb) return magnitude(b + 1, bn - 1, a + 1, an - 1);
  if (na != nb) return na ? -1 : 1;
  return magnitude(a, an, b, bn);
}

// ---- sums of numeric: pg_numeric_parts adds up the values of each scale in
// 128 bits, and keeps as they are the few that are too long for that or are no
// number. The result is the count of the values and a list of numerics with the
// same sum and the same scale, which the caller adds up.

#define DIGITS 18 // of a value that fits; 10^20 of them fit into the sum

typedef struct {
  __int128 sum[DIGITS + 1];
  int64_t count[DIGITS + 1], all;
  char *odd; // the other values, each with a blank behind it
  int len, room, gone; // gone bytes at the beginning have left the window
} parts;

// read_value gives the digits and the scale of a value that fits.
static int read_value(const char *s, int n, int64_t *value, int *scale) {
  int i = n > 0 && s[0] == '-', point = -1, digits = 0;
  int64_t v = 0;
  for (; i < n; i++) {
    if (s[i] == '.' && point < 0) {
      point = i;
    } else if (s[i] >= '0' && s[i] <= '9' && digits < DIGITS) {
      v = v * 10 + (s[i] - '0');
      digits++;
    } else {
      return 0;
    }
  }
  *scale = point < 0 ? 0 : n - point - 1;
  *value = s[0] == '-' ? -v : v;
  return digits > 0;
}

static void parts_step(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  if (sqlite3_value_type(argv[0]) == NULL_TYPE) return;
  parts *p = sqlite3_aggregate_context(ctx, sizeof(parts));
  const char *s = (const char *)sqlite3_value_text(argv[0]);
  int n = sqlite3_value_bytes(argv[0]), scale;
  int64_t v;
  if (!p || !s) return sqlite3_result_error_nomem(ctx);
  p->all++;
  if (read_value(s, n, &v, &scale)) {
    p->sum[scale] += v;
    p->count[scale]++;
    return;
  }
  if (n >= p->room - p->len) {
    if (p->len > (1 << 28)) return sqlite3_result_error(ctx, "string or blob too big", -1);
    int room = p->len * 2 + n + 64;
    char *odd = sqlite3_realloc64(p->odd, room);
    if (!odd) return sqlite3_result_error_nomem(ctx);
    p->odd = odd;
    p->room = room;
  }
  memcpy(p->odd + p->len, s, n);
  p->len += n;
  p->odd[p->len++] = ' ';
}

// parts_inverse takes back what left a window; that is always the oldest.
static void parts_inverse(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  if (sqlite3_value_type(argv[0]) == NULL_TYPE) return;
  parts *p = sqlite3_aggregate_context(ctx, sizeof(parts));
  const char *s = (const char *)sqlite3_value_text(argv[0]);
  int n = sqlite3_value_bytes(argv[0]), scale;
  int64_t v;
  if (!p || !s) return sqlite3_result_error_nomem(ctx);
  p->all--;
  if (read_value(s, n, &v, &scale)) {
    p->sum[scale] -= v;
    p->count[scale]--;
  } else {
    p->gone += n + 1;
  }
}

static int write_part(char *out, __int128 sum, int scale) {
  char digits[48];
  int n = 0, len = 0;
  unsigned __int128 v = sum < 0 ? -(unsigned __int128)sum : (unsigned __int128)sum;
  while (v || n <= scale) {
    digits[n++] = (char)('0' + (int)(v % 10));
    v /= 10;
  }
  if (sum < 0) out[len++] = '-';
  while (n > 0) {
    out[len++] = digits[--n];
    if (n == scale && n > 0) out[len++] = '.';
  }
  out[len++] = ' ';
  return len;
}

static void parts_value(sqlite3_context *ctx) {
  parts *p = sqlite3_aggregate_context(ctx, 0);
  if (!p || !p->all) return sqlite3_result_null(ctx);
  int odd = p->len - p->gone;
  char *out = sqlite3_malloc64((uint64_t)odd + (DIGITS + 2) * 48);
  if (!out) return sqlite3_result_error_nomem(ctx);
  int len = write_part(out, p->all, 0);
  for (int scale = 0; scale <= DIGITS; scale++)
    if (p->count[scale]) len += write_part(out + len, p->sum[scale], scale);
  if (odd) memcpy(out + len, p->odd + p->gone, odd);
  sqlite3_result_text(ctx, out, len + odd - 1, sqlite3_free);
}

static void parts_final(sqlite3_context *ctx) {
  parts_value(ctx);
  parts *p = sqlite3_aggregate_context(ctx, 0);
  if (p) sqlite3_free(p->odd);
}

// ---- sum of double precision and of real, in the order of the rows

typedef struct {
  double sum;
  int some, failed;
} float_sum;

static void add_float(sqlite3_context *ctx, sqlite3_value *v, int single) {
  int type = sqlite3_value_type(v);
  if (type == NULL_TYPE) return;
  float_sum *f = sqlite3_aggregate_context(ctx, sizeof(float_sum));
  if (!f) return sqlite3_result_error_nomem(ctx);
  double x = type == TEXT ? NAN : sqlite3_value_double(v), sum = f->some ? f->sum + x : x; // the text is NaN
  if (single) sum = (float)sum;
  if (f->some && isinf(sum) && !isinf(f->sum) && !isinf(x) && !f->failed) {
    f->failed = 1;
    sqlite3_result_error(ctx, sqlite3_user_data(ctx), -1);
  }
  f->sum = sum;
  f->some = 1;
}

static void float8_step(sqlite3_context *ctx, int argc, sqlite3_value **argv) { add_float(ctx, argv[0], 0); }
static void float4_step(sqlite3_context *ctx, int argc, sqlite3_value **argv) { add_float(ctx, argv[0], 1); }

static void float_final(sqlite3_context *ctx) {
  float_sum *f = sqlite3_aggregate_context(ctx, 0);
  if (!f || !f->some) return sqlite3_result_null(ctx);
  if (f->failed) return sqlite3_result_error(ctx, sqlite3_user_data(ctx), -1);
  if (isnan(f->sum)) return sqlite3_result_text(ctx, "NaN", 3, COPY);
  sqlite3_result_double(ctx, f->sum);
}

// ---- lower and upper

static int read_rune(const unsigned char *s, int n, uint32_t *c) {
  int size = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
  if (size > n) size = n;
  *c = size == 1 ? s[0] : s[0] & (0x7f >> size);
  for (int i = 1; i < size; i++) *c = *c << 6 | (s[i] & 0x3f);
  return size;
}

static int write_rune(unsigned char *out, uint32_t c) {
  if (c < 0x80) return out[0] = c, 1;
  if (c < 0x800) return out[0] = 0xc0 | c >> 6, out[1] = 0x80 | (c & 0x3f), 2;
  if (c < 0x10000) return out[0] = 0xe0 | c >> 12, out[1] = 0x80 | (c >> 6 & 0x3f), out[2] = 0x80 | (c & 0x3f), 3;
  return out[0] = 0xf0 | c >> 18, out[1] = 0x80 | (c >> 12 & 0x3f), out[2] = 0x80 | (c >> 6 & 0x3f), out[3] = 0x80 | (c & 0x3f), 4;
}

static void map_case(sqlite3_context *ctx, int argc, sqlite3_value **argv) {
  const uint32_t *cases = sqlite3_user_data(ctx);
  sqlite3_value *v = argv[0];
  if (sqlite3_value_type(v) == NULL_TYPE) return sqlite3_result_null(ctx);
  const unsigned char *s = sqlite3_value_text(v);
  int n = sqlite3_value_bytes(v), len = 0;
  unsigned char *out = s ? sqlite3_malloc64((uint64_t)n * 3 + 4) : 0; // at most 3 bytes where there was one
  if (!out) return sqlite3_result_error_nomem(ctx);
  for (int i = 0; i < n;) {
    uint32_t c;
    int size = read_rune(s + i, n - i, &c);
    if (c < PG_CASES && cases[c] != c) {
      len += write_rune(out + len, cases[c]);
    } else {
      memcpy(out + len, s + i, size);
      len += size;
    }
    i += size;
  }
  sqlite3_result_text(ctx, (char *)out, len, sqlite3_free);
}

int pg_native_register(sqlite3 *db, const uint32_t *lower, const uint32_t *upper, const char *overflow) {
  int rc = sqlite3_create_collation_v2(db, "pg_numeric", 1, 0, compare_numeric, 0);
  if (!rc) rc = sqlite3_create_window_function(db, "pg_numeric_parts", 1, PURE, 0, parts_step, parts_final, parts_value, parts_inverse, 0);
  if (!rc) rc = sqlite3_create_function_v2(db, "pg_sum_float8", 1, PURE, (void *)overflow, 0, float8_step, float_final, 0);
  if (!rc) rc = sqlite3_create_function_v2(db, "pg_sum_float4", 1, PURE, (void *)overflow, 0, float4_step, float_final, 0);
  if (!rc) rc = sqlite3_create_function_v2(db, "pg_lower_text", 1, PURE, (void *)lower, map_case, 0, 0, 0);
  if (!rc) rc = sqlite3_create_function_v2(db, "pg_upper_text", 1, PURE, (void *)upper, map_case, 0, 0, 0);
  return rc;
}
