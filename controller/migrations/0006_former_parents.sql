-- Below what a unit stood before, and until when: reports of the past go by it.
ALTER TABLE unit ADD COLUMN former_parents TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(former_parents));
