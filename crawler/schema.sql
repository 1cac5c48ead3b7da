-- The ledger, version 2; run at every opening, so that a table added here comes to older ledgers too.
-- {…} lists come from crawler/outcomes.py. Moments are `2027-01-05T01:02:03Z`, dates `2027-01-05`.
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS portals (id TEXT PRIMARY KEY, name TEXT NOT NULL, division TEXT) STRICT;

-- `committed`: bytes of the archive file that the ledger vouches for; what stands behind them is a killed run's tail.
CREATE TABLE IF NOT EXISTS files (file TEXT PRIMARY KEY, committed INTEGER NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS addresses (
    url TEXT PRIMARY KEY, portal TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ({kinds})),
    column TEXT NOT NULL DEFAULT '', list_url TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', list_date TEXT, agency_hint TEXT,
    outcome TEXT NOT NULL DEFAULT 'new' CHECK (outcome IN ({outcomes})), reason TEXT, detail TEXT,
    status INTEGER, etag TEXT, last_modified TEXT, sha256 TEXT, context_digest TEXT,
    file TEXT, offset INTEGER, length INTEGER,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, checked_at TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS attachments_of ON addresses (list_url) WHERE kind = 'attachment';

-- Every distinct body of every address that was fetched (redirect targets and lists too): what a revisit refers to.
CREATE TABLE IF NOT EXISTS bodies (
    portal TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, record_id TEXT NOT NULL,
    file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, content_type TEXT, fetched_at TEXT NOT NULL,
    PRIMARY KEY (portal, url, sha256)
) STRICT;
CREATE INDEX IF NOT EXISTS bodies_position ON bodies (file, offset);

-- A body with a context, in which it was last seen at `seen_at`, and the files attached to it: `attached` is JSON, '' while nobody has looked
-- for them, [] where there are none. `parsed_by`: the parser version whose records stand in `records`.
CREATE TABLE IF NOT EXISTS captures (
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL, context_digest TEXT NOT NULL,
    content_type TEXT, fetched_at TEXT NOT NULL, seen_at TEXT NOT NULL, division TEXT, list_date TEXT, title TEXT,
    body_file TEXT NOT NULL, body_offset INTEGER NOT NULL, body_length INTEGER NOT NULL,
    meta_file TEXT NOT NULL, meta_offset INTEGER NOT NULL, meta_length INTEGER NOT NULL,
    attached TEXT NOT NULL DEFAULT '', parsed_by TEXT, UNIQUE (url, sha256, context_digest, attached)
) STRICT;
CREATE INDEX IF NOT EXISTS captures_parsed_by ON captures (parsed_by);

-- Of the contexts of one body with the same attachments the one seen last: what parsing is given. A body whose attachments are had does
-- not count without them.
CREATE VIEW IF NOT EXISTS current_captures AS SELECT * FROM captures AS c WHERE NOT EXISTS (
    SELECT 1 FROM captures AS d WHERE d.url = c.url AND d.sha256 = c.sha256
    AND (d.attached > '[]') >= (c.attached > '[]') AND (d.attached = c.attached OR c.attached <= '[]')
    AND ((d.attached > '[]') > (c.attached > '[]') OR (d.seen_at, d.meta_file, d.meta_offset) > (c.seen_at, c.meta_file, c.meta_offset))
);

-- What the readers made of a capture: the parse cache. `content` tells one revision from another, `digest` one report object from another;
-- `report` is what crawler/packing.py makes of it.
CREATE TABLE IF NOT EXISTS records (
    capture INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE, item INTEGER NOT NULL,
    agency TEXT, agency_name TEXT, agency_kind TEXT, place TEXT, place_name TEXT, printed_name TEXT,
    year INTEGER, scope TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ({statuses})), reason TEXT,
    title TEXT, corrected INTEGER NOT NULL, published_on TEXT, page_date TEXT,
    content TEXT NOT NULL, digest TEXT NOT NULL, report BLOB NOT NULL,
    PRIMARY KEY (capture, item)
) STRICT;
CREATE INDEX IF NOT EXISTS records_agency_year ON records (agency, year);

CREATE TABLE IF NOT EXISTS agencies (
    agency TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, place TEXT, place_name TEXT, names TEXT NOT NULL,
    first_year INTEGER, last_year INTEGER
) STRICT;

CREATE TABLE IF NOT EXISTS agency_years (
    agency TEXT NOT NULL, year INTEGER NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ({agency_year_outcomes})),
    reason TEXT, detail TEXT, url TEXT, report_id TEXT, PRIMARY KEY (agency, year)
) STRICT;

CREATE TABLE IF NOT EXISTS partitions (agency TEXT NOT NULL, year INTEGER NOT NULL, inputs TEXT NOT NULL, PRIMARY KEY (agency, year)) STRICT;

-- How a host is reached and whether it wants us. `scheme`, `tls` (usual, legacy): what answered last; `certificate`: self_signed where it is.
-- `blocked_until`: before this moment it is left alone; `strikes`: how often in a row it had to be.
CREATE TABLE IF NOT EXISTS hosts (
    host TEXT PRIMARY KEY, scheme TEXT, tls TEXT, certificate TEXT,
    blocked_until TEXT, blocked_by TEXT, strikes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- How many entries the lists of a portal held when it was last crawled to the end.
CREATE TABLE IF NOT EXISTS portal_counts (portal TEXT PRIMARY KEY, listed INTEGER NOT NULL, counted_at TEXT NOT NULL) STRICT;

-- The columns of every portal: those of the catalogue once they were walked, and those that discovery found. `entries`: what the last walk
-- listed; `drift`: why a column that was known does not serve any more, until it lists something again.
CREATE TABLE IF NOT EXISTS columns (
    portal TEXT NOT NULL, url TEXT NOT NULL, source TEXT NOT NULL CHECK (source IN ('catalogue', 'discovery')),
    family TEXT NOT NULL, layout TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '', found_at TEXT NOT NULL,
    entries INTEGER, walked_at TEXT, drift TEXT, drifted_at TEXT, PRIMARY KEY (portal, url)
) STRICT;

-- The last search for a portal's columns: when, with how many requests, and how many columns it found.
CREATE TABLE IF NOT EXISTS searches (
    portal TEXT PRIMARY KEY, searched_at TEXT NOT NULL, requests INTEGER NOT NULL, found INTEGER NOT NULL
) STRICT;
