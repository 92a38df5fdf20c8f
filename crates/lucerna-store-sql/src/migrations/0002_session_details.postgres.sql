ALTER TABLE {session} ADD COLUMN lucerna_started bigint;
ALTER TABLE {session} ADD COLUMN lucerna_verified bigint;
ALTER TABLE {session} ADD COLUMN lucerna_methods text;
ALTER TABLE {session} ADD COLUMN lucerna_carrier text
