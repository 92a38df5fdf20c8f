//! What an application has in and around Lucia's tables: it is there afterwards, and does what it did.

use crate::kit::{Database, LATER, key, session, token};
use lucerna_core::{Attributes, Column, Row, Schema, Value};

/// Sessions with attributes, in a table that uses what SQLite has.
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
        CONSTRAINT owner FOREIGN KEY (user_id) REFERENCES user(id),
        CONSTRAINT one_each UNIQUE (user_id, device)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX by_device ON user_session (device COLLATE NOCASE, lower(device)) WHERE device IS NOT NULL;
    CREATE TABLE log (line TEXT);
    CREATE TRIGGER on_end AFTER DELETE ON user_session BEGIN INSERT INTO log VALUES (old.device); END;
    CREATE VIEW devices AS SELECT device, minutes, tenant FROM user_session;
    CREATE VIEW broken AS SELECT * FROM nowhere;
"#;

fn busy() -> Database {
    let insert = |name: &str, device: &str| {
        format!(
            "INSERT INTO user_session (id, user_id, active_expires, idle_expires, device) VALUES ('{}', 'alice', 1, {LATER}, '{device}');",
            token(name)
        )
    };
    Database::with(&format!("{BUSY}{}{}", insert("a", "phone"), insert("b", "desk")))
}

#[tokio::test]
async fn columns_constraints_indexes_triggers_and_views_survive() {
    let database = busy();
    let around = "SELECT name, sql FROM sqlite_schema WHERE name IN ('by_device', 'on_end', 'devices', 'broken', 'tenant', 'log') ORDER BY name";
    let rest = r#"SELECT "say ""hi"", twice", tenant, minutes, device, idle_expires FROM user_session ORDER BY device"#;
    let before =
        (database.rows(around), database.rows(rest), database.rows("SELECT * FROM devices ORDER BY 1"));
    assert_eq!(database.adopt().sessions, 2);
    let after =
        (database.rows(around), database.rows(rest), database.rows("SELECT * FROM devices ORDER BY 1"));
    assert_eq!(after, before);
    assert_eq!(before.0.len(), 6);
    assert!(database.find(&token("a")).await.is_some());

    let fails = |sql: &str| {
        database.connect().execute_batch(&format!("PRAGMA foreign_keys = ON; {sql}")).unwrap_err().to_string()
    };
    assert!(fails("UPDATE user_session SET device = 'toaster'").contains("CHECK"));
    assert!(fails("UPDATE user_session SET device = 'desk'").contains("UNIQUE"));
    assert!(fails("UPDATE user_session SET tenant = 8").contains("FOREIGN KEY"));
    assert!(fails("UPDATE user_session SET tenant = 'x'").contains("INTEGER"));
    assert!(fails("SELECT rowid FROM user_session").contains("rowid"));
    assert_eq!(
        database.texts("SELECT device FROM user_session WHERE \"say \"\"hi\"\", twice\" = 'A, ''B'''").len(),
        2
    );
    database.execute("DELETE FROM user_session WHERE device = 'desk'");
    assert_eq!(database.texts("SELECT line FROM log"), ["desk"]);
}

#[tokio::test]
async fn attributes_of_sessions_are_kept() {
    #[derive(Debug)]
    struct Device;
    impl Attributes for Device {
        fn columns() -> Vec<Column> {
            vec![Column::of::<Option<String>>("device")]
        }
        fn to_row(&self) -> Row {
            Row::new()
        }
        fn from_row(_: &mut Row) -> Result<Self, lucerna_core::ColumnError> {
            Ok(Self)
        }
    }
    let mut database = busy();
    database.schema = database.schema.with_sessions::<Device>().unwrap();
    database.adopt();
    let (session, _) = database.find(&token("b")).await.unwrap();
    assert_eq!(session.attributes.value("device"), Some(&Value::Text("desk".to_owned())));
}

#[tokio::test]
async fn attributes_of_users_are_kept_whatever_they_are() {
    let mut database = Database::with(&session(&token("a"), "alice"));
    database.execute(
        "ALTER TABLE user ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 0;
         ALTER TABLE user ADD COLUMN avatar BLOB;
         UPDATE user SET email_verified = 1, avatar = x'00ff' WHERE id = 'alice';",
    );
    let users = "SELECT * FROM user ORDER BY id";
    let before = database.rows(users);
    let username = Column::of::<String>("username").unique();
    let columns =
        vec![username, Column::of::<bool>("email_verified"), Column::of::<Option<Vec<u8>>>("avatar")];
    database.schema = Schema::of_columns(columns).unwrap();
    database.adopt();
    assert_eq!(database.rows(users), before);
    let (_, user) = database.find(&token("a")).await.unwrap();
    assert_eq!(user.attributes.value("email_verified"), Some(&Value::Boolean(true)));
    assert_eq!(user.attributes.value("avatar"), Some(&Value::Bytes(vec![0, 255])));
}

#[test]
fn what_already_dangled_elsewhere_does_not_stop_it() {
    let database = Database::with(
        "PRAGMA foreign_keys = OFF;
         CREATE TABLE post (author TEXT REFERENCES user(id));
         INSERT INTO post VALUES ('nobody'), ('alice');",
    );
    database.adopt();
    assert_eq!(database.texts("SELECT author FROM post"), ["nobody", "alice"]);
}

#[test]
fn the_applications_triggers_rest_meanwhile() {
    let rows =
        [key("username:ALICE", "alice"), key("github:1", "nobody"), session(&token("a"), "nobody")].concat();
    let database = Database::with(&format!(
        "PRAGMA foreign_keys = OFF; {rows}
         CREATE TABLE log (line TEXT);
         CREATE TRIGGER on_rename AFTER UPDATE ON user_key BEGIN INSERT INTO log VALUES (new.id); END;
         CREATE TRIGGER on_removal AFTER DELETE ON user_key BEGIN SELECT raise(ABORT, 'never'); END;"
    ));
    let report = database.adopt();
    assert_eq!((report.keys_renamed, report.orphan_keys_removed, report.orphan_sessions_removed), (1, 1, 1));
    assert_eq!(database.texts("SELECT line FROM log"), [""; 0]);
    assert!(
        database.connect().execute_batch("DELETE FROM user_key").unwrap_err().to_string().contains("never")
    );
}
