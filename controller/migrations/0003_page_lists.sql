-- Thousands of nodes share a few hundred lists of pages: a head names its list, and a list its pages.
-- What was known a page and node becomes lists of one page.
CREATE TABLE page_list (
  list_id INTEGER PRIMARY KEY,
  -- Hash of the hashes, in order; of a single page it is that page's own.
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE page_list_entry (
  list_id INTEGER NOT NULL REFERENCES page_list ON DELETE CASCADE,
  hash TEXT NOT NULL,
  PRIMARY KEY (list_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_list_entry_hash ON page_list_entry (hash);

-- Which versions of a node's head named a list: [from_version, until_version), NULL is "still".
CREATE TABLE head_list (
  node_id TEXT NOT NULL,
  list_id INTEGER NOT NULL REFERENCES page_list ON DELETE CASCADE,
  from_version INTEGER NOT NULL,
  until_version INTEGER,
  PRIMARY KEY (node_id, list_id, from_version)
) STRICT, WITHOUT ROWID;
CREATE INDEX head_list_list ON head_list (list_id);
CREATE INDEX head_list_current ON head_list (list_id) WHERE until_version IS NULL;

INSERT INTO page_list (name) SELECT DISTINCT hash FROM head_page;
INSERT INTO page_list_entry SELECT list_id, name FROM page_list;
INSERT INTO head_list
  SELECT node_id, list_id, from_version, until_version
  FROM head_page JOIN page_list ON page_list.name = head_page.hash;
DROP TABLE head_page;

-- A page's own text says which cues it has.
DROP TABLE page_cue;

-- Texts of several KB in the leaves of a key's tree are copied with each insertion beside them.
ALTER TABLE page RENAME TO old_page;
CREATE TABLE page (
  hash TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
INSERT INTO page SELECT hash, day, text FROM old_page;
DROP TABLE old_page;
CREATE INDEX page_day ON page (day);

ALTER TABLE head RENAME TO old_head;
CREATE TABLE head (
  node_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  content_hash TEXT NOT NULL
) STRICT;
INSERT INTO head SELECT node_id, version, envelope, content_hash FROM old_head;
DROP TABLE old_head;

-- The version each node confirmed last; head_applied has every one.
CREATE TABLE node_applied (
  node_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO node_applied SELECT node_id, version, last_at_us FROM head_applied
  WHERE true ORDER BY last_at_us, version
  ON CONFLICT DO UPDATE SET version = excluded.version, at_us = excluded.at_us;
