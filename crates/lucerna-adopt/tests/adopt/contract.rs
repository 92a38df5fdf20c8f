//! Tests that run on SQLite, PostgreSQL and MariaDB.

use crate::database::{
    LuciaTestDatabase, adopt_with, assert_refusals, checked, key, quoted, session, unchecked, with_store,
};
use crate::fixture::{ACCOUNTS, ACTIVE, ALICE, BOB, DatabaseKind, fixture, sessions, tables};
use crate::tokens::{NOW, id, token};
use lucerna_adopt::{AdoptError, AdoptOptions, AdoptOutcome, Counter, StoreReport, adopt_lucia};
use lucerna_core::{
    Column, Expiry, KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, Schema, SessionPolicy, Store, Tables,
    Timestamp, UserRecord, UserStore, Value,
};
use lucerna_store_mysql::MySqlStore;
use lucerna_store_postgres::PostgresStore;
use lucerna_store_sqlite::SqliteStore;

macro_rules! on_every_database {
    ($($case:ident)*) => {
        on_every_database!(@ sqlite Sqlite: $($case)*);
        on_every_database!(@ postgres Postgres: $($case)*);
        on_every_database!(@ mariadb MariaDb: $($case)*);
    };
    (@ $name:ident $kind:ident: $($case:ident)*) => {
        mod $name {
            $(#[tokio::test]
            async fn $case() {
                super::$case(super::DatabaseKind::$kind).await;
            })*
        }
    };
}

on_every_database! {
    an_adoption_changes_the_database_once_and_a_dry_run_never
    sessions_keep_lucias_limits_and_lucia_flaw_10_a_stored_id_is_not_a_token
    an_adopted_database_works_like_a_new_one
    columns_of_lucia_v1_are_dropped
    tables_may_have_other_names
    every_id_is_hashed_even_if_it_looks_like_a_hash
    unusable_rows_are_removed_and_counted
    typed_names_become_canonical_and_others_stay
    lucia_flaw_35_the_error_names_both_users_of_equal_keys
    an_invalid_key_name_is_refused
    a_username_of_two_users_is_refused
    sessions_in_another_store_get_an_empty_table
    an_adoption_that_would_lose_data_is_refused
    a_table_that_does_not_match_the_schema_is_refused
    a_database_that_is_not_lucias_is_refused
    an_adoption_times_out_while_the_application_writes
    other_tables_views_and_attributes_stay
}

fn counts<const N: usize>(report: &StoreReport, counters: [Counter; N]) -> [u64; N] {
    counters.map(|it| report.count(it))
}

async fn an_adoption_changes_the_database_once_and_a_dry_run_never(kind: DatabaseKind) {
    let database = LuciaTestDatabase::with(kind, "").await;
    let before = database.dump().await;
    let refusal = database.open().await.unwrap_err();
    let reason = "(its sessions are in `user_session`) and has to be adopted first";
    assert!(refusal.contains(reason), "{refusal}");
    assert!(!refusal.contains("cargo") && !refusal.contains("_URL"), "a library knows no command: {refusal}");
    let mut rehearsed = database.try_adopt(true).await.unwrap();
    assert!(rehearsed.to_string().starts_with("dry run, nothing was changed"));
    assert_eq!(database.dump().await, before);

    let report = database.adopt().await;
    rehearsed.outcome = AdoptOutcome::Adopted;
    assert_eq!(report, rehearsed);
    let expected = "the database was adopted:\n       4 users kept\n       7 keys kept\n       \
        0 of them renamed to their canonical name\n       0 keys without a user removed\n       0 single-use keys removed\n       \
        6 sessions kept, hashed\n       3 dead sessions removed\n       0 sessions without a user removed\n       \
        0 sessions with an unusable id removed\n         `auth_user` renamed to `user`\n";
    let report = report.to_string();
    assert!(report.starts_with(expected), "{report}");
    let columns = "it has `absolute_expires`, `active_period` and `idle_period`";
    for note in [columns, "deleted with their user", "indexed"] {
        assert!(report.contains(note), "{report}");
    }
    let new = LuciaTestDatabase::of(kind, "").await;
    new.open().await.unwrap();
    for database in [database, new] {
        let before = database.dump().await;
        for dry_run in [false, true] {
            let report = database.try_adopt(dry_run).await.unwrap();
            assert_eq!(report.to_string(), "nothing was done: the database already belongs to Lucerna");
            assert_eq!(database.dump().await, before);
        }
    }
}

async fn sessions_keep_lucias_limits_and_lucia_flaw_10_a_stored_id_is_not_a_token(kind: DatabaseKind) {
    let soon = NOW.unix_millis() + 1;
    let sql =
        format!("UPDATE user_session SET active_expires = 5, idle_expires = {soon} WHERE id = '{ACTIVE}'");
    let database = LuciaTestDatabase::with(kind, &sql).await;
    let keys =
        "SELECT concat(id, ' ', user_id, ' ', coalesce(hashed_password, '')) FROM user_key ORDER BY id";
    let before = database.texts(keys).await;
    database.adopt().await;
    assert_eq!((database.texts(keys).await, before.len()), (before, 7));
    for account in &ACCOUNTS {
        let key = database.key(KeyId::username(account.username)).await.unwrap();
        assert_eq!(key.user_id.as_str(), account.user_id);
    }
    for (account, [active, idle, dead]) in ACCOUNTS.iter().zip(sessions()) {
        for token in [active, idle] {
            let (session, found) = database.find(&token).await.unwrap();
            assert_eq!([session.user_id.as_str(), found.id.as_str()], [account.user_id; 2]);
            let username = Value::Text(account.username.to_owned());
            assert_eq!(found.attributes.value("username"), Some(&username));
        }
        assert!(database.find(&dead).await.is_none());
    }
    let (session, _) = database.find(ACTIVE).await.unwrap();
    let [active, idle] = [5, soon].map(Timestamp::from_unix_millis);
    let absolute = NOW.after(SessionPolicy::default().absolute);
    assert_eq!((session.expiry, session.periods), (Expiry { active, idle, absolute }, None));
    let Expiry { idle, absolute, .. } = database.find(&sessions()[1][0]).await.unwrap().0.expiry;
    assert_eq!((absolute, idle.unix_millis()), (idle, 4_160_605_543_149), "the later of both");
    let stored = database.texts("SELECT id FROM user_session").await;
    assert_eq!(stored.len(), 6);
    for id in stored {
        assert!(lucerna_core::SessionId::parse(&id).is_some() && database.find(&id).await.is_none());
    }
}

async fn an_adopted_database_works_like_a_new_one(kind: DatabaseKind) {
    let mut database = LuciaTestDatabase::with(kind, "").await;
    database.adopt().await;
    assert_eq!(database.adopted_until().await, ["4160605543280"], "when its last session is over");
    let [active, other, _] = &sessions()[0];
    with_store!(&database, store => {
        let key = KeyId::username("carol");
        let hash = Some(PasswordHash::new("hash"));
        let record = KeyRecord { id: key.clone(), user_id: "carol".into(), password_hash: hash };
        let carol = UserRecord { id: "carol".into(), attributes: Row::new().with("username", &"Carol".to_owned()) };
        store.insert_user(NewUserRecord { user: carol, key: Some(record) }).await.unwrap();
        assert_eq!(store.find_key(&key).await.unwrap().unwrap().user_id, "carol".into());
        let active = id(active);
        assert!(lucerna_core::SessionStore::delete_session(&store, &active).await.unwrap());
        assert!(store.find_session_and_user(&active, NOW).await.unwrap().is_none());
    })
    .unwrap();
    // Foreign keys delete the rows of a deleted user.
    let delete = format!("{} DELETE FROM {} WHERE id = '{ALICE}'", checked(kind), quoted(kind, "user"));
    database.execute(&delete).await;
    assert!(database.find(other).await.is_none());
    // Another application on Lucerna has nothing to adopt.
    let mut tables = Tables::default();
    (tables.user, tables.key, tables.session) = ("guest".into(), "guest_key".into(), "guest_session".into());
    database.schema = database.schema.with_tables(tables).unwrap();
    database.open().await.unwrap();
    assert!(database.key(KeyId::username("alice")).await.is_none());
}

async fn columns_of_lucia_v1_are_dropped(kind: DatabaseKind) {
    // Only PostgreSQL distinguishes upper and lower case in names of columns.
    let expires = if kind == DatabaseKind::Postgres { "expires" } else { "Expires" };
    let sql = fixture(kind).replace("user_key", "auth_key").replace("user_session", "auth_session");
    let sql = format!(
        "{sql} ALTER TABLE auth_key ADD COLUMN primary_key BOOLEAN NOT NULL DEFAULT false;
         ALTER TABLE auth_key ADD COLUMN {expires} BIGINT;
         INSERT INTO auth_key VALUES ('password-reset:2', '00v0ze0fyw4b7ay', NULL, false, 1);"
    );
    let database = LuciaTestDatabase::of(kind, &sql).await;
    assert!(database.open().await.unwrap_err().contains("auth_session"));
    let report = database.adopt().await;
    assert_eq!(counts(&report, [Counter::Keys, Counter::SingleUseKeys]), [7, 1]);
    assert!(report.notes.contains(&format!("`user_key`.`{expires}` of Lucia v1 dropped")), "{report}");
    database.open().await.unwrap();
}

async fn tables_may_have_other_names(kind: DatabaseKind) {
    let [user, key, session] = ["User", "Key", "Session"].map(|it| quoted(kind, it));
    let prisma = [
        (" REFERENCES auth_user(id)", " REFERENCES auth_user(id) ON DELETE CASCADE ON UPDATE CASCADE"),
        ("auth_user", &user),
        ("user_key", &key),
        ("user_session", &session),
    ];
    let notes = adopt_with(kind, &prisma).await;
    assert!(!notes.iter().any(|it| it.contains("`user_key`.`user_id` refers")), "{notes:?}");
    // The table of users is found through foreign keys.
    let unrelated = "CREATE TABLE auth_user (id INT PRIMARY KEY); CREATE TABLE user_key";
    let notes = adopt_with(kind, &[("auth_user", "member"), ("CREATE TABLE user_key", unrelated)]).await;
    assert_eq!(notes.first().unwrap(), "`member` renamed to `user`");

    let mut tables = Tables::default();
    (tables.user, tables.key, tables.session) = ("accounts".into(), "ways_in".into(), "visits".into());
    for sql in [fixture(kind), fixture(kind).replace("user_key", "ways_in").replace("user_session", "visits")]
    {
        let mut database = LuciaTestDatabase::of(kind, &sql).await;
        database.schema = database.schema.with_tables(tables.clone()).unwrap();
        assert_eq!(database.adopt().await.notes.first().unwrap(), "`auth_user` renamed to `accounts`");
        assert!(database.find(ACTIVE).await.is_some());
        assert_eq!(database.adopt().await.outcome, AdoptOutcome::Nothing);
    }
}

async fn every_id_is_hashed_even_if_it_looks_like_a_hash(kind: DatabaseKind) {
    let ids = [
        "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789ABCD".to_owned(),
        // Looks like a hash, but is a token in a database that is not adopted.
        id(&token("a")).to_string(),
        "F".repeat(64),
        "!$%&()*+,-./:;<=>?@[]^_`{|}~".to_owned(),
    ];
    let sql: String = ids.iter().map(|it| session(it, ALICE)).collect();
    let database = LuciaTestDatabase::with(kind, &format!("DELETE FROM user_session; {sql}")).await;
    assert_eq!(database.adopt().await.count(Counter::Sessions), 4);
    let hashes = database.texts("SELECT id FROM user_session").await;
    for token in &ids {
        assert!(hashes.contains(&id(token).to_string()) && database.find(token).await.is_some(), "{token}");
    }
}

async fn unusable_rows_are_removed_and_counted(kind: DatabaseKind) {
    let [last, over] = [("the_last_millisecond", 0), ("over", 1)].map(|(name, ago)| {
        let idle = NOW.unix_millis() - ago;
        format!("INSERT INTO user_session VALUES ('{}', '{ALICE}', 1, {idle});", token(name))
    });
    let sql = [
        unchecked(kind).to_owned(),
        session("short", ALICE),
        session("with a space in the midst of it", ALICE),
        session(&"é".repeat(20), ALICE),
        session(&token("orphan"), "nobody"),
        last,
        over,
        key("username:carol", "carol"),
        key("username: carol", "dave"),
    ];
    let report = LuciaTestDatabase::with(kind, &sql.concat()).await.adopt().await;
    let sessions =
        [Counter::Sessions, Counter::DeadSessions, Counter::OrphanSessions, Counter::UnusableSessions];
    assert_eq!(counts(&report, sessions), [7, 4, 1, 3], "{report}");
    assert_eq!(counts(&report, [Counter::Keys, Counter::OrphanKeys, Counter::KeysRenamed]), [7, 2, 0]);
}

async fn typed_names_become_canonical_and_others_stay(kind: DatabaseKind) {
    let stored =
        ["username:ÅSA", "email: Alice@Example.COM", "username:zoe\u{308}", "github:AbC", "auth0:a|b:C"];
    let sql: String = stored.iter().map(|it| key(it, ALICE)).collect();
    let database = LuciaTestDatabase::with(kind, &sql).await;
    assert_eq!(counts(&database.adopt().await, [Counter::Keys, Counter::KeysRenamed]), [12, 3]);
    database.execute(&key("github:abc", BOB)).await;
    for (id, user) in [
        (KeyId::username("Åsa"), ALICE),
        (KeyId::email("alice@example.com"), ALICE),
        (KeyId::username("ZOË"), ALICE),
        (KeyId::new("github", "AbC").unwrap(), ALICE),
        (KeyId::new("github", "abc").unwrap(), BOB),
        (KeyId::new("auth0", "a|b:C").unwrap(), ALICE),
    ] {
        let key = database.key(id).await.unwrap();
        assert_eq!((key.user_id.as_str(), key.password_hash.unwrap().expose()), (user, "s2:salt:hash"));
    }
}

async fn lucia_flaw_35_the_error_names_both_users_of_equal_keys(kind: DatabaseKind) {
    let keys = [key("username: alice", BOB), key("email: a@b", BOB), key("email:a@b", BOB)].concat();
    let database = LuciaTestDatabase::with(kind, &keys).await;
    database.assert_refused(&format!(r#""username:alice" would be the key of user "{ALICE}" and, stored as "username: alice", of user "{BOB}""#)).await;
    // Two equal keys of one user are not merged either, since their passwords may differ.
    database
        .assert_refused(&format!(
            r#""email:a@b" would be the key of user "{BOB}" and, stored as "email: a@b", of user "{BOB}""#
        ))
        .await;
}

async fn an_invalid_key_name_is_refused(kind: DatabaseKind) {
    let names = ["alice", "username:", "username: ", ":alice", &format!("github:{}", "x".repeat(248))];
    let sql: String = names.iter().map(|it| key(it, ALICE)).collect();
    let insert = if kind == DatabaseKind::MariaDb { "INSERT IGNORE" } else { "INSERT" };
    let refusal = LuciaTestDatabase::with(kind, &sql.replace("INSERT", insert)).await.refusal().await;
    assert!(
        refusal.contains(&format!("the key \"alice\" of user {ALICE:?} is not a valid key name")),
        "{refusal}"
    );
    assert!(refusal.matches("is not a valid key name").count() >= 3, "{refusal}");
}

async fn a_username_of_two_users_is_refused(kind: DatabaseKind) {
    let sql = fixture(kind).replace(" NOT NULL UNIQUE", " NOT NULL").replace("'Legacy'", "'Alice'");
    let database = LuciaTestDatabase::of(kind, &sql).await;
    let refusal = database.refusal().await;
    let expected = "the username \"Alice\" belongs to users '00v0ze0fyw4b7ay' and 'legacyuser00001'";
    assert!(refusal.ends_with(expected), "{refusal}");
    database.execute("UPDATE auth_user SET username = 'alice' WHERE id = 'legacyuser00001'").await;
    let report = database.adopt().await;
    assert!(report.notes.contains(&"`user`.`username` indexed".to_owned()), "{report}");
}

async fn sessions_in_another_store_get_an_empty_table(kind: DatabaseKind) {
    let adopt = async |database: &LuciaTestDatabase, dry_run| {
        let mut options = AdoptOptions::new(NOW);
        (options.sessions_elsewhere, options.dry_run) = (true, dry_run);
        adopt_lucia(&database.url, &database.schema, &options).await.map(|it| it.database)
    };
    let sql = key("username: Al", ALICE) + "DROP TABLE user_session;";
    let mut database = LuciaTestDatabase::with(kind, &sql).await;
    let columns = vec![Column::of::<String>("device"), Column::of::<Option<bool>>("remembered")];
    database.schema = database.schema.with_session_columns(columns).unwrap();
    assert!(database.open().await.unwrap_err().contains("its sessions are in `another store`"));
    database.assert_refused("If its sessions are in Redis").await;
    let before = database.dump().await;
    let rehearsal = adopt(&database, true).await.unwrap();
    assert_eq!((rehearsal.outcome, database.dump().await), (AdoptOutcome::Rehearsed, before));
    let report = adopt(&database, false).await.unwrap();
    let counters = [Counter::Users, Counter::Keys, Counter::KeysRenamed, Counter::Sessions];
    assert_eq!((counts(&report, counters), &report.notes), ([4, 8, 1, 0], &rehearsal.notes), "{report}");
    let note = "`user_session` created: it stays empty, since the sessions are in another store".to_owned();
    assert!(report.notes.contains(&note), "{report}");
    assert!(database.key(KeyId::username("AL")).await.is_some() && database.delete_user(BOB).await);
    assert_eq!(adopt(&database, false).await.unwrap().outcome, AdoptOutcome::Nothing);

    // An existing table of Lucia's sessions is still adopted, and another table of that name stays unchanged.
    assert_eq!(
        adopt(&LuciaTestDatabase::with(kind, "").await, false).await.unwrap().count(Counter::Sessions),
        6
    );
    let other =
        LuciaTestDatabase::with(kind, "DROP TABLE user_session; CREATE TABLE user_session (cart INT);").await;
    let before = other.dump().await;
    assert!(matches!(adopt(&other, false).await, Err(AdoptError::NotLucia(_))));
    assert_eq!(other.dump().await, before);
    // Empty tables are not mistaken for Lucia's.
    let unused = tables(kind).replace("user_session", "cart").replace("auth_user", &quoted(kind, "user"));
    let opened = LuciaTestDatabase::of(kind, &unused).await.open().await;
    assert!(!opened.is_err_and(|it| it.contains("adopted")));
}

async fn an_adoption_that_would_lose_data_is_refused(kind: DatabaseKind) {
    let [id, text] =
        if kind == DatabaseKind::MariaDb { ["VARCHAR(255)", "VARCHAR(127)"] } else { ["TEXT", "TEXT"] };
    let user = quoted(kind, "user");
    let refused = format!(
        "CREATE TABLE device (session {text}, FOREIGN KEY (session) REFERENCES user_session(id));
         => `device`.`session` refers to `user_session`, whose ids change
         UPDATE user_key SET id = 'username: alice' WHERE id = 'username:alice';
         CREATE TABLE invitation (by_key {id}, FOREIGN KEY (by_key) REFERENCES user_key(id) ON UPDATE CASCADE);
         => `invitation`.`by_key` refers to rows of `user_key`, and some of those change
         ALTER TABLE user_session ADD COLUMN active_period INT;
         => `user_session`.`active_period` already exists and is not Lucerna's
         ALTER TABLE user_session ADD COLUMN absolute_expires INT;
         => `user_session`.`absolute_expires` already exists and is not Lucerna's
         CREATE TABLE {user} (a INT);
         => `auth_user` cannot be renamed to `user`
         CREATE VIEW {user} AS SELECT 1 AS a;
         => `auth_user` cannot be renamed to `user`"
    );
    assert_refusals(kind, &refused).await;
}

async fn a_table_that_does_not_match_the_schema_is_refused(kind: DatabaseKind) {
    let mut database = LuciaTestDatabase::with(kind, "").await;
    let columns = vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")];
    database.schema = Schema::of_columns(columns).unwrap();
    let refusal = database.refusal().await;
    let (_, statement) = refusal.split_once("`user`.`age` is missing: ").unwrap();
    database.execute(&statement.replace("user", "auth_user")).await;
    database.adopt().await;
    database.open().await.unwrap();
}

async fn a_database_that_is_not_lucias_is_refused(kind: DatabaseKind) {
    let view = fixture(kind).replace("user_session", "visit");
    let view = format!("{view} CREATE VIEW user_session AS SELECT * FROM visit;");
    for sql in ["SELECT 'no table'", "CREATE TABLE note (a INT);", &view] {
        let refusal = LuciaTestDatabase::of(kind, sql).await.refusal().await;
        for part in ["not a database of Lucia v2", "`user_session` or `auth_session`"] {
            assert!(refusal.contains(part) && !refusal.contains("SESSION_URL"), "{refusal}");
        }
    }
}

async fn an_adoption_times_out_while_the_application_writes(kind: DatabaseKind) {
    let database = LuciaTestDatabase::with(kind, "").await;
    let application = database.hold("BEGIN; UPDATE user_session SET active_expires = 1").await;
    database.assert_refused(": stop the application first").await;
    drop(application);
    database.adopt().await;
}

async fn other_tables_views_and_attributes_stay(kind: DatabaseKind) {
    let id = if kind == DatabaseKind::MariaDb { "VARCHAR(15)" } else { "TEXT" };
    let mut database = LuciaTestDatabase::with(
        kind,
        &format!(
            "ALTER TABLE auth_user ADD COLUMN age BIGINT; UPDATE auth_user SET age = 7;
             ALTER TABLE user_session ADD COLUMN device VARCHAR(40); UPDATE user_session SET device = 'phone';
             CREATE TABLE post (id INT PRIMARY KEY, author {id} NOT NULL, FOREIGN KEY (author) REFERENCES auth_user(id));
             INSERT INTO post VALUES (1, '00v0ze0fyw4b7ay');
             CREATE VIEW posts AS SELECT author FROM post;"
        ),
    )
    .await;
    let columns = vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")];
    let device = vec![Column::of::<Option<String>>("device")];
    database.schema = Schema::of_columns(columns).unwrap().with_session_columns(device).unwrap();
    database.adopt().await;
    let (session, user) = database.find(ACTIVE).await.unwrap();
    assert_eq!(session.attributes.value("device"), Some(&Value::Text("phone".to_owned())));
    assert_eq!(user.attributes.value("age"), Some(&Value::Integer(7)));
    assert_eq!(database.texts("SELECT author FROM posts").await, ["00v0ze0fyw4b7ay"]);
    let insert = format!("{} INSERT INTO post VALUES", checked(kind));
    assert!(database.try_execute(&format!("{insert} (2, 'nobody')")).await.is_err());
    database.execute(&format!("{insert} (3, '{BOB}')")).await;
}
