-- A ledger as schema version 1 made it, with one page that was read.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS portals (id TEXT PRIMARY KEY, name TEXT NOT NULL, division TEXT) STRICT;
CREATE TABLE IF NOT EXISTS addresses (
    url TEXT PRIMARY KEY, portal TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('list', 'report', 'robots', 'other')),
    column TEXT NOT NULL DEFAULT '', list_url TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', list_date TEXT, agency_hint TEXT,
    outcome TEXT NOT NULL DEFAULT 'new' CHECK (outcome IN ('new', 'fetched', 'unchanged', 'revised', 'duplicate', 'superseded', 'not_a_report', 'robots', 'blocked', 'soft_404', 'not_found', 'fetch_failed', 'offsite', 'out_of_range', 'gone')), reason TEXT, detail TEXT,
    status INTEGER, etag TEXT, last_modified TEXT, sha256 TEXT, context_digest TEXT,
    file TEXT, offset INTEGER, length INTEGER,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, checked_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS captures (
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, context_digest TEXT NOT NULL,
    content_type TEXT, fetched_at TEXT NOT NULL, seen_at TEXT NOT NULL, division TEXT, list_date TEXT, title TEXT,
    body_file TEXT NOT NULL, body_offset INTEGER NOT NULL, body_length INTEGER NOT NULL,
    meta_file TEXT NOT NULL, meta_offset INTEGER NOT NULL, meta_length INTEGER NOT NULL,
    parsed_by TEXT, UNIQUE (url, sha256, context_digest)
) STRICT;
CREATE INDEX IF NOT EXISTS captures_parsed_by ON captures (parsed_by);
CREATE VIEW IF NOT EXISTS current_captures AS SELECT * FROM captures AS c WHERE NOT EXISTS (
    SELECT 1 FROM captures AS d WHERE d.url = c.url AND d.sha256 = c.sha256
    AND (d.seen_at, d.meta_file, d.meta_offset) > (c.seen_at, c.meta_file, c.meta_offset)
);
CREATE TABLE IF NOT EXISTS records (
    capture INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE, item INTEGER NOT NULL,
    agency TEXT, agency_name TEXT, agency_kind TEXT, place TEXT, place_name TEXT, printed_name TEXT,
    year INTEGER, scope TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('parsed', 'partial', 'failed', 'not_a_report')), reason TEXT,
    title TEXT, corrected INTEGER NOT NULL, published_on TEXT, page_date TEXT,
    content TEXT NOT NULL, digest TEXT NOT NULL, report BLOB NOT NULL,
    PRIMARY KEY (capture, item)
) STRICT;
CREATE INDEX IF NOT EXISTS records_agency_year ON records (agency, year);
INSERT INTO meta VALUES ('schema_version', '1');
INSERT INTO addresses (url, portal, kind, first_seen, last_seen) VALUES ('http://a.test/1', 'p', 'report', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
INSERT INTO captures VALUES (7, 'p', 'http://a.test/1', 's', 'c', NULL, 't', 't', NULL, NULL, NULL, 'f', 1, 2, 'f', 3, 4, '0.1.0');
INSERT INTO records VALUES (7, 0, NULL, NULL, NULL, NULL, NULL, NULL, 2021, 'own', 'parsed', NULL, NULL, 0, NULL, NULL, 'c', 'd', x'00');
