-- What was taken off the programme stays on file: a node that was cut off may have sounded it all the same.
ALTER TABLE occurrence ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));
