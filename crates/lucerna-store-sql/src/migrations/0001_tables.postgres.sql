CREATE TABLE IF NOT EXISTS {user} (id text COLLATE "C" PRIMARY KEY{user_attributes});
CREATE TABLE IF NOT EXISTS {key} (
    id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES {user} (id) ON DELETE CASCADE,
    hashed_password text
);
CREATE INDEX IF NOT EXISTS {key_user_id} ON {key} (user_id);
CREATE TABLE IF NOT EXISTS {session} (
    id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES {user} (id) ON DELETE CASCADE,
    active_expires bigint NOT NULL,
    idle_expires bigint NOT NULL,
    absolute_expires bigint NOT NULL,
    active_period bigint,
    idle_period bigint{session_attributes}
);
CREATE INDEX IF NOT EXISTS {session_user_id} ON {session} (user_id);
CREATE INDEX IF NOT EXISTS {session_idle_expires} ON {session} (idle_expires);
CREATE INDEX IF NOT EXISTS {session_absolute_expires} ON {session} (absolute_expires)
