ALTER TABLE {session} ADD COLUMN lucerna_started INTEGER;
ALTER TABLE {session} ADD COLUMN lucerna_verified INTEGER;
ALTER TABLE {session} ADD COLUMN lucerna_methods TEXT;
ALTER TABLE {session} ADD COLUMN lucerna_carrier TEXT
