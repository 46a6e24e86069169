#ifndef PGCONFLUENCE_NATIVE_H
#define PGCONFLUENCE_NATIVE_H

#include <stdint.h>

typedef struct sqlite3 sqlite3;

// PG_CASES is the end of the characters that have another case.
#define PG_CASES 0x1e944

// pg_native_register enters what native.c has on a connection. lower and upper
// are tables of PG_CASES characters; overflow is the message with which a sum of
// floats fails. All must live as long as the connection. It returns SQLite's
// code.
int pg_native_register(sqlite3 *db, const uint32_t *lower, const uint32_t *upper, const char *overflow);

#endif
