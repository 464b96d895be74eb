-- The tables of Reprise, version 1. Reprise makes them by itself where it may; else somebody who may runs this, with the types of the database
-- in the places of {name} (64 bytes), {content} (1,048,576 bytes) and {keys} (1,048,576 bytes). Running it again changes nothing.

-- Names are keyed hashes, contents are sealed: nothing in here is secret. Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS reprise_sessions (
  name {name} NOT NULL PRIMARY KEY,
  content {content} NOT NULL,
  expires_at BIGINT NOT NULL,
  durable SMALLINT NOT NULL
);

CREATE INDEX IF NOT EXISTS reprise_sessions_expiry ON reprise_sessions (expires_at);

-- The ticket keys that nodes share, wrapped under the fleet's secret: one row, which changes by compare and set.
CREATE TABLE IF NOT EXISTS reprise_keys (
  id SMALLINT NOT NULL PRIMARY KEY,
  content {keys} NOT NULL
);

-- Who tidies up: 1 for what expired, 2 for what is too much. No node does before that time, and the one that moves it does.
CREATE TABLE IF NOT EXISTS reprise_turns (
  id SMALLINT NOT NULL PRIMARY KEY,
  next_at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS reprise_schema (
  version SMALLINT NOT NULL PRIMARY KEY
);
