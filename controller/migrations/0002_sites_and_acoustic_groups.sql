-- A site is a local network that nodes share. What a technician set on the spot stands over what the
-- city file says and outlives its next application; NULL is as the file says. `acoustic` is a JSON
-- column: which nodes of a zone hear each other, and how their sound is set off.

ALTER TABLE node ADD COLUMN site_id TEXT;
ALTER TABLE node ADD COLUMN tuned_gain_db REAL;
ALTER TABLE node ADD COLUMN tuned_trim_us INTEGER;
ALTER TABLE zone ADD COLUMN acoustic TEXT;
