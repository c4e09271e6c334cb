-- Search in the library without marks: the tokenizer takes off all but the bar of đ. Rows of the
-- index are numbered, bulletins are named: bulletin_entry joins the two.
CREATE TABLE bulletin_entry (
  entry_id INTEGER PRIMARY KEY,
  bulletin_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE VIRTUAL TABLE bulletin_text USING fts5(
  title, category, transcript, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER bulletin_text_added AFTER INSERT ON bulletin
BEGIN
  INSERT INTO bulletin_entry (bulletin_id) VALUES (new.bulletin_id);
  INSERT INTO bulletin_text (rowid, title, category, transcript)
  SELECT entry_id,
    replace(replace(new.title, 'đ', 'd'), 'Đ', 'd'),
    replace(replace(new.category, 'đ', 'd'), 'Đ', 'd'),
    replace(replace(new.transcript, 'đ', 'd'), 'Đ', 'd')
  FROM bulletin_entry WHERE bulletin_id = new.bulletin_id;
END;

CREATE TRIGGER bulletin_text_changed AFTER UPDATE ON bulletin
WHEN (old.title, old.category, old.transcript) IS NOT (new.title, new.category, new.transcript)
BEGIN
  UPDATE bulletin_text SET
    title = replace(replace(new.title, 'đ', 'd'), 'Đ', 'd'),
    category = replace(replace(new.category, 'đ', 'd'), 'Đ', 'd'),
    transcript = replace(replace(new.transcript, 'đ', 'd'), 'Đ', 'd')
  WHERE rowid = (SELECT entry_id FROM bulletin_entry WHERE bulletin_id = new.bulletin_id);
END;

CREATE TRIGGER bulletin_text_removed AFTER DELETE ON bulletin
BEGIN
  DELETE FROM bulletin_text
  WHERE rowid = (SELECT entry_id FROM bulletin_entry WHERE bulletin_id = old.bulletin_id);
  DELETE FROM bulletin_entry WHERE bulletin_id = old.bulletin_id;
END;

INSERT INTO bulletin_entry (bulletin_id) SELECT bulletin_id FROM bulletin;
INSERT INTO bulletin_text (rowid, title, category, transcript)
SELECT entry_id,
  replace(replace(title, 'đ', 'd'), 'Đ', 'd'),
  replace(replace(category, 'đ', 'd'), 'Đ', 'd'),
  replace(replace(transcript, 'đ', 'd'), 'Đ', 'd')
FROM bulletin JOIN bulletin_entry USING (bulletin_id);
