-- Instants end in _us (controller timeline, UTC microseconds) or _ms (wall clock, UTC milliseconds).
-- Lengths of sound are frames at 48 kHz. JSON columns hold small values that are read as a whole.

CREATE TABLE city (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  city_id TEXT NOT NULL,
  time_zone TEXT NOT NULL
) STRICT;

CREATE TABLE unit (
  unit_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  parent_id TEXT,
  from_day TEXT,
  until_day TEXT,
  latitude REAL,
  longitude REAL
) STRICT, WITHOUT ROWID;

CREATE TABLE node (
  node_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  gain_db REAL NOT NULL,
  emergency_gain_db REAL NOT NULL,
  max_gain_db REAL NOT NULL,
  trim_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE zone (
  zone_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE zone_node (
  zone_id TEXT NOT NULL REFERENCES zone ON DELETE CASCADE,
  position INTEGER NOT NULL,
  node_id TEXT NOT NULL,
  PRIMARY KEY (zone_id, node_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE bulletin (
  bulletin_id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  class TEXT NOT NULL,
  category TEXT NOT NULL,
  language TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  asset_id TEXT NOT NULL,
  duration_frames INTEGER NOT NULL CHECK (duration_frames > 0),
  loudness_lufs REAL,
  true_peak_dbtp REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX bulletin_asset ON bulletin (asset_id);

-- Deferred, so that a source may be noted before its bulletin within one transaction.
CREATE TABLE bulletin_source (
  bulletin_id TEXT PRIMARY KEY
    REFERENCES bulletin ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  source_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
  item_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  bulletin_id TEXT NOT NULL,
  targets TEXT NOT NULL CHECK (json_valid(targets)),
  start TEXT NOT NULL,
  rrule TEXT,
  until TEXT,
  except_days TEXT NOT NULL CHECK (json_valid(except_days)),
  priority INTEGER NOT NULL,
  gain_db REAL NOT NULL,
  when_preempted TEXT NOT NULL,
  late_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Copies what it plays: no reference to the bulletin or the item, whose later edits or removal must
-- not change what is already dated.
CREATE TABLE occurrence (
  cue_id TEXT PRIMARY KEY,
  origin TEXT NOT NULL CHECK (origin IN ('calendar', 'sent')),
  item_id TEXT,
  sent_by TEXT,
  bulletin_id TEXT NOT NULL,
  title TEXT NOT NULL,
  asset_id TEXT NOT NULL,
  duration_frames INTEGER NOT NULL CHECK (duration_frames > 0),
  class TEXT NOT NULL,
  source TEXT NOT NULL,
  priority INTEGER NOT NULL,
  gain_db REAL NOT NULL,
  when_preempted TEXT NOT NULL,
  late_us INTEGER NOT NULL,
  start_at_us INTEGER NOT NULL,
  valid_until_us INTEGER NOT NULL CHECK (valid_until_us > start_at_us),
  targets TEXT NOT NULL CHECK (json_valid(targets)),
  authorisation_id TEXT NOT NULL,
  carried_by TEXT NOT NULL CHECK (carried_by IN ('page', 'order')),
  stopped_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrence_time ON occurrence (start_at_us, valid_until_us);
CREATE INDEX occurrence_asset ON occurrence (asset_id, valid_until_us);

CREATE TABLE head (
  node_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  envelope TEXT NOT NULL,
  content_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE page (
  hash TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE page_cue (
  cue_id TEXT NOT NULL,
  hash TEXT NOT NULL REFERENCES page ON DELETE CASCADE,
  PRIMARY KEY (cue_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_cue_hash ON page_cue (hash);

-- Which versions of a node's head listed a page: [from_version, until_version), NULL is "still".
CREATE TABLE head_page (
  node_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  from_version INTEGER NOT NULL,
  until_version INTEGER,
  PRIMARY KEY (node_id, hash, from_version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX head_page_current ON head_page (node_id, hash) WHERE until_version IS NULL;

CREATE TABLE head_applied (
  node_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  first_at_us INTEGER NOT NULL,
  last_at_us INTEGER NOT NULL,
  PRIMARY KEY (node_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorisation (
  authorisation_id TEXT PRIMARY KEY,
  envelope TEXT NOT NULL,
  bulletin_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a sequence is never given twice, not even after old orders were removed.
CREATE TABLE plan_order (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  envelope TEXT NOT NULL,
  issued_at_us INTEGER NOT NULL,
  effective_at_us INTEGER NOT NULL,
  expires_at_us INTEGER NOT NULL,
  targets TEXT NOT NULL CHECK (json_valid(targets)),
  added TEXT NOT NULL CHECK (json_valid(added)),
  cancelled TEXT CHECK (cancelled IS NULL OR json_valid(cancelled)),
  ordered_by TEXT NOT NULL
) STRICT;
CREATE INDEX plan_order_expiry ON plan_order (expires_at_us);

CREATE TABLE order_cue (
  cue_id TEXT NOT NULL,
  sequence INTEGER NOT NULL REFERENCES plan_order ON DELETE CASCADE,
  PRIMARY KEY (cue_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_cue_sequence ON order_cue (sequence);

CREATE TABLE order_applied (
  sequence INTEGER NOT NULL REFERENCES plan_order ON DELETE CASCADE,
  node_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (sequence, node_id)
) STRICT, WITHOUT ROWID;

-- Identities and receipts name nodes without a reference: they outlive a node's place in the city.
CREATE TABLE node_identity (
  node_id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  enrolled_at_ms INTEGER NOT NULL,
  connection_epoch INTEGER NOT NULL,
  last_seen_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_code (
  node_id TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  node_id TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  kind TEXT NOT NULL CHECK (kind IN ('started', 'ended', 'missed')),
  cue_id TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  position_frames INTEGER NOT NULL,
  why TEXT,
  cut_by TEXT,
  PRIMARY KEY (node_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_cue ON receipt (cue_id, node_id, sequence);
CREATE INDEX receipt_time ON receipt (at_us);

-- Outlives the receipts below it: what is acknowledged stays acknowledged after they are removed.
CREATE TABLE receipt_cursor (
  node_id TEXT PRIMARY KEY,
  through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  username TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  id_hash TEXT PRIMARY KEY,
  username TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_username ON session (username);
CREATE INDEX session_expiry ON session (expires_at_ms);

CREATE TABLE login_failure (
  failure_id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failure_key ON login_failure (key, at_ms);

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  hash TEXT NOT NULL
) STRICT;

-- The last link, kept apart from the chain, so that a cut tail is seen.
CREATE TABLE audit_tip (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is appended to, never changed'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is appended to, never shortened'); END;

CREATE TABLE job_run (
  job TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
