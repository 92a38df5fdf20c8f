//! Tests of adoption in SQLite.

use crate::database::{LuciaTestDatabase, assert_refusals, key, session};
use crate::fixture::{ACTIVE, ALICE, DatabaseKind, FILE, sessions};
use crate::tokens::token;
use lucerna_adopt::{AdoptError, Counter};
use lucerna_core::Tables;
use std::collections::HashSet;
use std::fs;

async fn with(sql: &str) -> LuciaTestDatabase {
    LuciaTestDatabase::with(DatabaseKind::Sqlite, sql).await
}

#[tokio::test]
async fn a_file_in_wal_mode_is_adopted_after_the_application_closed_it() {
    let database = LuciaTestDatabase::of(DatabaseKind::Sqlite, "").await;
    fs::write(database.file(), FILE).unwrap();
    let application = database.hold("PRAGMA journal_mode = WAL; SELECT count(*) FROM user_session").await;
    let before = database.dump().await;
    database.try_adopt(true).await.unwrap();
    let refusal = database.try_adopt(false).await.unwrap_err().to_string();
    assert!(refusal.contains("stop the application first"), "{refusal}");
    assert_eq!(database.dump().await, before);
    drop(application);
    assert_eq!(database.adopt().await.count(Counter::Sessions), 6);
    for [active, _, dead] in sessions() {
        assert!(database.find(&active).await.is_some() && database.find(&dead).await.is_none());
    }
}

/// A table of sessions with attributes, constraints and indexes of many kinds.
const BUSY: &str = r#"
    DROP TABLE user_session;
    CREATE TABLE tenant (id INTEGER PRIMARY KEY);
    INSERT INTO tenant VALUES (7);
    CREATE TABLE "user_session" (
        id TEXT NOT NULL CHECK (length(id) = 40), -- the token, (in clear)
        user_id TEXT NOT NULL,
        "say ""hi"", twice" TEXT DEFAULT 'a, ''b''' COLLATE NOCASE,
        active_expires INTEGER NOT NULL, idle_expires INTEGER NOT NULL,
        tenant INTEGER NOT NULL DEFAULT 7 REFERENCES tenant(id),
        minutes INTEGER GENERATED ALWAYS AS (idle_expires / 60000) VIRTUAL,
        device TEXT CHECK (device <> 'toaster'),
        PRIMARY KEY (id),
        CONSTRAINT owner FOREIGN KEY (user_id) REFERENCES auth_user(id),
        CONSTRAINT one_each UNIQUE (user_id, device)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX by_device ON user_session (device COLLATE NOCASE, lower(device)) WHERE device IS NOT NULL;
    CREATE TABLE log (line TEXT);
    CREATE TRIGGER on_end AFTER DELETE ON user_session BEGIN INSERT INTO log VALUES (old.device); END;
    CREATE VIEW devices AS SELECT device, minutes, tenant FROM user_session;
    CREATE VIEW broken AS SELECT * FROM nowhere;
"#;

#[tokio::test]
async fn columns_constraints_indexes_triggers_and_views_survive() {
    let insert = |name: &str, device: &str| {
        session(&token(name), ALICE)
            .replace("idle_expires)", "idle_expires, device)")
            .replace(");", &format!(", '{device}');"))
    };
    let mut database = with(&format!("{BUSY}{}{}", insert("a", "phone"), insert("b", "desk"))).await;
    // SQLite cannot rename tables while a view is broken.
    let mut tables = Tables::default();
    tables.user = "auth_user".to_owned();
    database.schema = database.schema.with_tables(tables).unwrap();
    let around = "SELECT name || sql FROM sqlite_schema WHERE name IN ('by_device', 'on_end', 'devices', 'broken', 'tenant', 'log') ORDER BY name";
    let rest = r#"SELECT concat_ws('|', "say ""hi"", twice", tenant, minutes, device, idle_expires) FROM user_session ORDER BY device"#;
    let before = (database.texts(around).await, database.texts(rest).await);
    assert_eq!(database.adopt().await.count(Counter::Sessions), 2);
    assert_eq!((database.texts(around).await, database.texts(rest).await), before);
    assert!(database.find(&token("a")).await.is_some());
    for (sql, problem) in [
        ("UPDATE user_session SET device = 'toaster'", "CHECK"),
        ("UPDATE user_session SET device = 'desk'", "UNIQUE"),
        ("UPDATE user_session SET tenant = 8", "FOREIGN KEY"),
        ("UPDATE user_session SET tenant = 'x'", "INTEGER"),
    ] {
        let failed = database.try_execute(&format!("PRAGMA foreign_keys = ON; {sql}")).await.unwrap_err();
        assert!(failed.contains(problem), "{failed}");
    }
    let folded = r#"SELECT device FROM user_session WHERE "say ""hi"", twice" = 'A, ''B'''"#;
    assert_eq!(database.texts(folded).await.len(), 2);
    database.execute("DELETE FROM user_session WHERE device = 'desk'").await;
    assert_eq!(database.texts("SELECT line FROM log").await, ["desk"]);
}

#[tokio::test]
async fn the_applications_triggers_do_not_fire() {
    let rows =
        [key("username: alice2", ALICE), key("github:1", "nobody"), session(&token("a"), "nobody")].concat();
    let database = with(&format!(
        "PRAGMA foreign_keys = OFF; {rows}
         CREATE TABLE log (line TEXT);
         CREATE TRIGGER on_rename AFTER UPDATE ON user_key BEGIN INSERT INTO log VALUES (new.id); END;
         CREATE TRIGGER on_removal AFTER DELETE ON user_key BEGIN SELECT raise(ABORT, 'never'); END;
         CREATE TABLE post (author TEXT REFERENCES auth_user(id)); INSERT INTO post VALUES ('dangling');"
    ))
    .await;
    let report = database.adopt().await;
    assert_eq!([Counter::KeysRenamed, Counter::OrphanKeys].map(|it| report.count(it)), [1, 1]);
    assert_eq!(database.texts("SELECT line FROM log").await, [""; 0]);
    assert!(database.try_execute("DELETE FROM user_key").await.unwrap_err().contains("never"));
}

#[tokio::test]
async fn drizzles_blobs_become_integers() {
    let stored = ["1900000000000", "1900000000000.0", "CAST('1900000000000' AS BLOB)", "'1900000000000'"];
    let row =
        |(at, value): (usize, &&str)| format!("('{}', '{ALICE}', {value}, {value})", token(&at.to_string()));
    let rows: Vec<_> = stored.iter().enumerate().map(row).collect();
    let table = "DROP TABLE user_session; CREATE TABLE `user_session` (`id` text PRIMARY KEY NOT NULL, `user_id` text NOT NULL,
        `active_expires` blob NOT NULL, `idle_expires` blob NOT NULL,
        FOREIGN KEY (`user_id`) REFERENCES `auth_user`(`id`) ON UPDATE no action ON DELETE no action);";
    let database = with(&format!("{table} INSERT INTO user_session VALUES {};", rows.join(", "))).await;
    assert_eq!(database.adopt().await.count(Counter::Sessions), 4);
    let limits = "SELECT DISTINCT concat_ws(' ', typeof(active_expires), active_expires, typeof(idle_expires), idle_expires) FROM user_session";
    assert_eq!(database.texts(limits).await, ["integer 1900000000000 integer 1900000000000"]);
}

#[tokio::test]
async fn a_limit_that_is_not_a_time_is_refused_without_revealing_the_session() {
    for value in ["'soon'", "1.5", "9e99", "x'00ff'", "''"] {
        let sql = format!("UPDATE user_session SET idle_expires = {value} WHERE id = '{ACTIVE}';");
        let reason = format!("is unchanged: `idle_expires` of a session of user {ALICE:?} is not a time");
        with(&sql).await.assert_refused(&reason).await;
    }
}

#[tokio::test]
async fn a_failure_at_the_end_rolls_everything_back() {
    let refused = "
        CREATE TABLE other (a); CREATE INDEX user_session_idle_expires ON other (a);
        => idle_expires already exists
        CREATE TABLE user_session_adopted (a);
        => user_session_adopted
        ALTER TABLE user_key ADD COLUMN expires INTEGER; CREATE VIEW old AS SELECT expires FROM user_key;
        => no such column: expires";
    assert_refusals(DatabaseKind::Sqlite, refused).await;
}

#[tokio::test]
async fn a_file_that_is_not_a_database_is_refused_and_stays() {
    let mut database = LuciaTestDatabase::of(DatabaseKind::Sqlite, "").await;
    let missing = database.try_adopt(false).await;
    assert!(matches!(&missing, Err(AdoptError::Database(it)) if it.to_string().contains("app.db")));
    assert!(!database.file().exists());
    let letter = "a letter to a friend, and no database".repeat(100);
    fs::write(database.file(), &letter).unwrap();
    assert!(matches!(database.try_adopt(false).await, Err(AdoptError::Database(_))));
    assert_eq!(fs::read_to_string(database.file()).unwrap(), letter);
    for url in ["", "app.db", "oracle://user:secret@host/db"] {
        database.url = url.to_owned();
        let error = database.try_adopt(false).await.unwrap_err();
        assert!(matches!(error, AdoptError::Url(_)) && !error.to_string().contains("secret"), "{error}");
    }
}

/// Counts the tokens that can be read in the files.
fn count_readable(database: &LuciaTestDatabase, tokens: &[String]) -> usize {
    let files = fs::read_dir(database.directory()).unwrap();
    let bytes: Vec<u8> = files.flat_map(|it| fs::read(it.unwrap().path()).unwrap()).collect();
    let sought: HashSet<_> = tokens.iter().map(String::as_bytes).collect();
    bytes.windows(40).filter(|it| sought.contains(it)).count()
}

#[tokio::test]
async fn no_former_id_can_be_read_in_the_files() {
    let database = with("PRAGMA journal_mode = WAL;").await;
    let tokens: Vec<_> =
        (0..6000_u32).map(|it| token(&format!("{:08x}-{it}-", 2_654_435_761_u32.wrapping_mul(it)))).collect();
    let row = |(at, token): (usize, &String)| {
        format!("('{token}', '{ALICE}', 1, {})", if at % 7 == 0 { 2 } else { 1_900_000_000_000_i64 })
    };
    let rows: Vec<_> = tokens.iter().enumerate().map(row).collect();
    // Leaves ids in free pages, in reused pages and in the log.
    let churn = "DELETE FROM user_session WHERE id < 'd'; CREATE TABLE later (a); INSERT INTO later SELECT zeroblob(1500) FROM user_session LIMIT 100;";
    let insert = format!("INSERT INTO user_session VALUES {}; {churn}", rows.join(", "));
    let _application =
        database.hold(&format!("PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 0; {insert}")).await;
    let killed = LuciaTestDatabase::of(DatabaseKind::Sqlite, "").await;
    for suffix in ["", "-wal"] {
        let file = |it: &LuciaTestDatabase| format!("{}{suffix}", it.file().display());
        fs::copy(file(&database), file(&killed)).unwrap();
    }
    let alive = killed.texts("SELECT max(id) FROM user_session WHERE idle_expires > 2").await.concat();
    assert!(count_readable(&killed, &tokens) > 3000, "there is nothing to clean");
    assert!(killed.adopt().await.count(Counter::Sessions) > 500);
    assert_eq!(count_readable(&killed, &tokens), 0);
    assert!(killed.find(&alive).await.is_some());
}
