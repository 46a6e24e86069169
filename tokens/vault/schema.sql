-- Times are milliseconds since 1970, 0 for none. What is secret is in the
-- columns named sealed; what stands beside them is bound into it, except
-- refused_at and used_at, which change.

CREATE TABLE meta (
    name   TEXT PRIMARY KEY,
    value  BLOB NOT NULL
);

CREATE TABLE token (
    id           TEXT PRIMARY KEY,
    site         TEXT NOT NULL,
    account      TEXT NOT NULL,
    email        TEXT NOT NULL,
    display_name TEXT NOT NULL,
    fingerprint  TEXT NOT NULL,
    last_four    TEXT NOT NULL,
    lacks        TEXT NOT NULL,
    saved_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    refused_at   INTEGER NOT NULL DEFAULT 0,
    sealed       BLOB NOT NULL,
    UNIQUE (site, account),
    UNIQUE (site, email)
);

CREATE TABLE tool (
    id         TEXT PRIMARY KEY,
    site       TEXT NOT NULL,
    account    TEXT NOT NULL,
    name       TEXT NOT NULL,
    spaces     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL DEFAULT 0,
    sealed     BLOB NOT NULL,
    UNIQUE (site, account, name)
);

CREATE TABLE lock (
    site      TEXT NOT NULL,
    email     TEXT NOT NULL,
    account   TEXT NOT NULL,
    locked_at INTEGER NOT NULL,
    PRIMARY KEY (site, email)
);
