CREATE TABLE IF NOT EXISTS {user} (id TEXT NOT NULL PRIMARY KEY{user_attributes}) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS {key} (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES {user} (id) ON DELETE CASCADE,
    hashed_password TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS {key_user_id} ON {key} (user_id);
CREATE TABLE IF NOT EXISTS {session} (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES {user} (id) ON DELETE CASCADE,
    active_expires INTEGER NOT NULL,
    idle_expires INTEGER NOT NULL,
    absolute_expires INTEGER NOT NULL,
    active_period INTEGER,
    idle_period INTEGER{session_attributes}
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS {session_user_id} ON {session} (user_id);
CREATE INDEX IF NOT EXISTS {session_idle_expires} ON {session} (idle_expires);
CREATE INDEX IF NOT EXISTS {session_absolute_expires} ON {session} (absolute_expires)
