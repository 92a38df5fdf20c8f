//! The schemas of Lucia's documentation, and what was left of v1.

use crate::kit::{Database, LATER, LUCIA, key, session, token};
use lucerna_core::{KeyId, UserStore};
use lucerna_store_sqlite::{AdoptOutcome, OpenError, SqliteStore};

/// Fills Lucia's tables, wherever they are, with a user who has a key and a session.
fn populate(sql: &str, [user, key, session]: [&str; 3]) -> Database {
    let token = token("Alice");
    Database::of(&format!(
        r#"{sql}
           INSERT INTO "{user}" (id, username) VALUES ('alice', 'Alice');
           INSERT INTO "{key}" (id, user_id, hashed_password) VALUES ('username:alice', 'alice', 'hash');
           INSERT INTO "{session}" (id, user_id, active_expires, idle_expires) VALUES ('{token}', 'alice', {LATER}, {LATER});"#
    ))
}

async fn assert_adoptable(database: &Database) {
    let refused = SqliteStore::open(&database.path, database.schema.clone()).unwrap_err();
    assert!(matches!(refused, OpenError::NotAdopted { .. }), "{refused}");
    let report = database.adopt();
    assert_eq!((report.users, report.keys, report.sessions), (1, 1, 1), "{report}");
    let key = database.open().find_key(&KeyId::username("ALICE")).await.unwrap().unwrap();
    assert_eq!(key.password_hash.unwrap().expose(), "hash");
    let (session, _) = database.find(&token("Alice")).await.unwrap();
    assert_eq!(session.user_id, "alice".into());
    assert_eq!(database.adopt().outcome, AdoptOutcome::Nothing);
}

#[tokio::test]
async fn libsql_and_d1() {
    let sql = "
        CREATE TABLE user (id VARCHAR(15) NOT NULL PRIMARY KEY, username VARCHAR(31) NOT NULL UNIQUE);
        CREATE TABLE user_key (
            id VARCHAR(255) NOT NULL PRIMARY KEY,
            user_id VARCHAR(15) NOT NULL,
            hashed_password VARCHAR(255),
            FOREIGN KEY (user_id) REFERENCES user(id)
        );
        CREATE TABLE user_session (
            id VARCHAR(127) NOT NULL PRIMARY KEY,
            user_id VARCHAR(15) NOT NULL,
            active_expires BIGINT NOT NULL,
            idle_expires BIGINT NOT NULL,
            FOREIGN KEY (user_id) REFERENCES user(id)
        );";
    assert_adoptable(&populate(sql, ["user", "user_key", "user_session"])).await;
}

#[tokio::test]
async fn prisma() {
    let sql = r#"
        CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "username" TEXT NOT NULL);
        CREATE TABLE "Session" (
            "id" TEXT NOT NULL PRIMARY KEY,
            "user_id" TEXT NOT NULL,
            "active_expires" BIGINT NOT NULL,
            "idle_expires" BIGINT NOT NULL,
            CONSTRAINT "Session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE TABLE "Key" (
            "id" TEXT NOT NULL PRIMARY KEY,
            "hashed_password" TEXT,
            "user_id" TEXT NOT NULL,
            CONSTRAINT "Key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE UNIQUE INDEX "User_id_key" ON "User"("id");
        CREATE UNIQUE INDEX "User_username_key" ON "User"("username");
        CREATE UNIQUE INDEX "Session_id_key" ON "Session"("id");
        CREATE INDEX "Session_user_id_idx" ON "Session"("user_id");
        CREATE UNIQUE INDEX "Key_id_key" ON "Key"("id");
        CREATE INDEX "Key_user_id_idx" ON "Key"("user_id");"#;
    let database = populate(sql, ["User", "Key", "Session"]);
    let report = database.try_adopt(true).unwrap();
    assert_eq!(
        report.tables,
        [
            "`key` renamed to `user_key`",
            "`session` renamed to `user_session`",
            "`user_session` rebuilt: it has `absolute_expires`, `active_period` and `idle_period`, and sessions end with their user",
            "`user_session`.`idle_expires` indexed",
        ]
    );
    assert_adoptable(&database).await;
    let indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    assert_eq!(
        database.texts(indexes),
        [
            "Key_id_key",
            "Key_user_id_idx",
            "Session_id_key",
            "Session_user_id_idx",
            "User_id_key",
            "User_username_key",
            "user_session_idle_expires",
        ]
    );
}

const V1: &str = "
    CREATE TABLE auth_user (id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL UNIQUE);
    CREATE TABLE auth_key (
        id TEXT NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL,
        primary_key INT NOT NULL DEFAULT 0,
        hashed_password TEXT,
        expires BIGINT,
        FOREIGN KEY (user_id) REFERENCES auth_user(id)
    );
    CREATE TABLE auth_session (
        id TEXT NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL,
        active_expires BIGINT NOT NULL,
        idle_expires BIGINT NOT NULL,
        FOREIGN KEY (user_id) REFERENCES auth_user(id)
    );";

const V1_NAMES: [&str; 3] = ["auth_user", "auth_key", "auth_session"];

#[tokio::test]
async fn v1() {
    let database = populate(V1, V1_NAMES);
    database.execute(
        "INSERT INTO auth_key VALUES ('email-verification:1', 'alice', 0, NULL, 1), ('password-reset:2', 'alice', 0, NULL, 4102444800000);",
    );
    let report = database.try_adopt(true).unwrap();
    assert_eq!((report.keys, report.single_use_keys_removed), (1, 2));
    assert_eq!(
        report.tables[..5],
        [
            "`auth_user` renamed to `user`",
            "`auth_key` renamed to `user_key`",
            "`auth_session` renamed to `user_session`",
            "`user_key`.`primary_key` of Lucia v1 dropped",
            "`user_key`.`expires` of Lucia v1 dropped",
        ]
    );
    assert_adoptable(&database).await;
    let columns = database.texts("SELECT name FROM pragma_table_info('user_key')");
    assert_eq!(columns, ["id", "user_id", "hashed_password"]);
}

#[tokio::test]
async fn v1_under_names_that_stay() {
    let database = populate(V1, V1_NAMES).named(V1_NAMES);
    assert!(!database.try_adopt(true).unwrap().to_string().contains("renamed"));
    assert_adoptable(&database).await;
}

#[tokio::test]
async fn views_triggers_and_other_tables_follow_a_table_to_its_new_name() {
    let sql = format!(
        "{V1}
         CREATE TABLE post (id INTEGER PRIMARY KEY, author TEXT NOT NULL REFERENCES auth_user(id));
         CREATE TABLE log (line TEXT);
         CREATE VIEW signed_in AS SELECT u.username, s.idle_expires FROM auth_session s JOIN auth_user u ON u.id = s.user_id;
         CREATE TRIGGER on_post AFTER INSERT ON post BEGIN INSERT INTO log SELECT username FROM auth_user WHERE id = new.author; END;
         CREATE TRIGGER on_sign_in AFTER INSERT ON auth_session BEGIN INSERT INTO log VALUES (new.user_id); END;"
    );
    let database = populate(&sql, V1_NAMES);
    let logged = database.rows("SELECT * FROM log");
    assert_adoptable(&database).await;
    assert_eq!(database.rows("SELECT * FROM log"), logged, "the application's triggers ran");
    assert_eq!(database.texts("SELECT username FROM signed_in"), ["Alice"]);
    let new = session(&token("new"), "alice").replace("active_expires,", "absolute_expires, active_expires,");
    let new = new.replace("'alice',", "'alice', 1,");
    database.execute(&format!("PRAGMA foreign_keys = ON; INSERT INTO post VALUES (1, 'alice'); {new}"));
    assert_eq!(database.texts("SELECT line FROM log"), ["alice", "Alice", "alice"]);
    assert!(
        database
            .connect()
            .execute_batch("PRAGMA foreign_keys = ON; INSERT INTO post VALUES (2, 'nobody')")
            .is_err()
    );
}

#[tokio::test]
async fn other_names_are_as_good() {
    let sql = LUCIA.replace("INSERT INTO user VALUES ('alice', 'Alice'), ('bob', 'Bob');", "");
    let names = ["accounts", "ways_in", "visits"];
    // Lucia's default names, given to ours.
    assert_adoptable(&populate(&sql, ["user", "user_key", "user_session"]).named(names)).await;
    // Ours, given to Lucia's.
    let sql = sql
        .replace("user_session", "visits")
        .replace("user_key", "ways_in")
        .replace("user(id)", "accounts(id)");
    let sql = sql.replace("TABLE user (", "TABLE accounts (");
    assert_adoptable(&populate(&sql, names).named(names)).await;
}

#[test]
fn users_are_whom_the_others_refer_to() {
    let sql = "
        CREATE TABLE member (id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL UNIQUE);
        CREATE TABLE auth_user (id TEXT NOT NULL PRIMARY KEY, legacy TEXT);
        CREATE TABLE user_key (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL REFERENCES member(id), hashed_password TEXT);
        CREATE TABLE user_session (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL REFERENCES member(id),
                                   active_expires INTEGER NOT NULL, idle_expires INTEGER NOT NULL);
        INSERT INTO member VALUES ('alice', 'Alice');";
    let database =
        Database::of(&format!("{sql}{}{}", key("username:alice", "alice"), session(&token("a"), "alice")));
    let report = database.adopt();
    assert_eq!(report.tables.first().unwrap(), "`member` renamed to `user`");
    assert_eq!((report.users, report.keys, report.sessions), (1, 1, 1));
}
