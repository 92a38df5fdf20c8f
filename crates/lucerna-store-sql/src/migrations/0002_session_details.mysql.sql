ALTER TABLE {session} ADD COLUMN lucerna_started BIGINT;
ALTER TABLE {session} ADD COLUMN lucerna_verified BIGINT;
ALTER TABLE {session} ADD COLUMN lucerna_methods VARCHAR(255) {collation};
ALTER TABLE {session} ADD COLUMN lucerna_carrier VARCHAR(255) {collation}
