CREATE TABLE IF NOT EXISTS {user} (id VARCHAR(255) {collation} NOT NULL PRIMARY KEY{user_attributes}) ENGINE = InnoDB;
CREATE TABLE IF NOT EXISTS {key} (
    id VARCHAR(255) {collation} NOT NULL PRIMARY KEY,
    user_id VARCHAR(255) {collation} NOT NULL,
    hashed_password VARCHAR(1024) {collation},
    INDEX (user_id),
    CONSTRAINT {key_user_id} FOREIGN KEY (user_id) REFERENCES {user} (id) ON DELETE CASCADE
) ENGINE = InnoDB;
CREATE TABLE IF NOT EXISTS {session} (
    id VARCHAR(255) {collation} NOT NULL PRIMARY KEY,
    user_id VARCHAR(255) {collation} NOT NULL,
    active_expires BIGINT NOT NULL,
    idle_expires BIGINT NOT NULL,
    absolute_expires BIGINT NOT NULL,
    active_period BIGINT,
    idle_period BIGINT{session_attributes},
    INDEX (user_id),
    INDEX (idle_expires),
    INDEX (absolute_expires),
    CONSTRAINT {session_user_id} FOREIGN KEY (user_id) REFERENCES {user} (id) ON DELETE CASCADE
) ENGINE = InnoDB
