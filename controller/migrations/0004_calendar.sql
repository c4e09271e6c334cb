-- The programme's documents (campaigns, sessions, rules …), one row each; `body` is the document as it
-- stands in the city file and in the API. `origin` is who owns it: applying a file replaces its own.
CREATE TABLE document (
  kind TEXT NOT NULL,
  document_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('file', 'console')),
  body TEXT NOT NULL CHECK (json_valid(body)),
  author TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, document_id)
) STRICT, WITHOUT ROWID;

-- What the calendar had is a campaign of one bulletin.
INSERT INTO document (kind, document_id, unit_id, origin, body, author, changed_at_ms)
SELECT 'campaign', item_id, coalesce(unit_id, city_id, ''), 'file', json_object(
    'id', item_id,
    'unit', coalesce(unit_id, city_id, ''),
    'title', coalesce(title, item_id),
    'bulletins', json_array(item.bulletin_id),
    'order', 'sequence',
    'separationSeconds', 0,
    'chime', NULL,
    'targets', json(targets),
    'timing', json_object(
      'start', start, 'rule', rrule, 'until', until, 'except', json(except_days), 'extra', json('[]')),
    'placement', json_object('kind', 'times'),
    'repeats', json_object('times', 1, 'gapSeconds', 0),
    'priority', priority,
    'gainDb', CASE gain_db WHEN CAST(gain_db AS INTEGER) THEN CAST(gain_db AS INTEGER) ELSE gain_db END,
    'lateMinutes', CASE late_us % 60000000 WHEN 0 THEN late_us / 60000000 ELSE late_us / 60e6 END,
    'whenPreempted', when_preempted,
    'override', NULL),
  'schedule-file', 0
FROM item LEFT JOIN bulletin USING (bulletin_id) LEFT JOIN city;
DROP TABLE item;

-- Units that have ended in which a node stood, from the latest to the first.
ALTER TABLE node ADD COLUMN former_units TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(former_units));

-- Digest of the documents of the file that was applied last.
ALTER TABLE city ADD COLUMN applied_documents TEXT NOT NULL DEFAULT '';
-- The lines above its reports, the hosts that relays may fetch from, how it speaks.
ALTER TABLE city ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));

-- Bulletins on their way to the air.
ALTER TABLE bulletin ADD COLUMN origin TEXT NOT NULL DEFAULT 'upload';
ALTER TABLE bulletin ADD COLUMN state TEXT NOT NULL DEFAULT 'approved'
  CHECK (state IN ('draft', 'submitted', 'approved', 'returned'));
ALTER TABLE bulletin ADD COLUMN transcript TEXT NOT NULL DEFAULT '';
ALTER TABLE bulletin ADD COLUMN valid_from TEXT;
ALTER TABLE bulletin ADD COLUMN valid_through TEXT;
-- The bulletin of which this is another language's version.
ALTER TABLE bulletin ADD COLUMN version_of TEXT;
-- What happened on the way: who submitted, who decided and how.
ALTER TABLE bulletin ADD COLUMN review TEXT NOT NULL DEFAULT '{"submittedBy":null,"submittedAtMs":null,"decidedBy":null,"decidedAtMs":null,"how":null,"reason":"","reviewedBy":null,"reviewedAtMs":null,"paper":null,"templateId":null}'
  CHECK (json_valid(review));
UPDATE bulletin SET origin = 'file' WHERE bulletin_id IN (SELECT bulletin_id FROM bulletin_source);

-- Who listened to which sound, and how much of it (thousandths).
CREATE TABLE bulletin_heard (
  bulletin_id TEXT NOT NULL REFERENCES bulletin ON DELETE CASCADE,
  asset_id TEXT NOT NULL,
  username TEXT NOT NULL,
  heard_permille INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (bulletin_id, asset_id, username)
) STRICT, WITHOUT ROWID;

-- Who may read the calendar from another program, by the SHA-256 of a secret address; one each.
CREATE TABLE calendar_link (
  username TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  made_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Occurrences say whose they are and what keeps them from the air, as it was when they were planned.
ALTER TABLE occurrence ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE occurrence ADD COLUMN unit_id TEXT NOT NULL DEFAULT '';
ALTER TABLE occurrence ADD COLUMN block_start_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE occurrence ADD COLUMN exceptions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(exceptions));
ALTER TABLE occurrence ADD COLUMN withheld TEXT CHECK (withheld IS NULL OR json_valid(withheld));
UPDATE occurrence SET
  block_start_us = start_at_us,
  unit_id = coalesce((SELECT city_id FROM city), ''),
  category = coalesce((SELECT category FROM bulletin WHERE bulletin.bulletin_id = occurrence.bulletin_id), '');
