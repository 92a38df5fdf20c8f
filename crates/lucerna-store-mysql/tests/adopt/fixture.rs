//! The accounts that Lucia 2.7 itself wrote.

use crate::kit::{Database, FIXTURE, LATER, NOW, session, token};
use lucerna_core::{
    Expiry, KeyId, KeyRecord, NewUserRecord, Row, SessionId, SessionPolicy, UserRecord, UserStore, Value,
};
use lucerna_store_mysql::{AdoptOutcome, ConnectError, MySqlStore};

/// User id, name, key, and the ids of an active, an idle and a dead session.
const ACCOUNTS: [[&str; 6]; 3] = [
    [
        "00v0ze0fyw4b7ay",
        "Alice",
        "alice",
        "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle",
        "663i4eaxxfff4ecokw35mk1uumjrh53n193lbng9",
        "l86oiihdturxa8uau3k93urn6p343lpxejr1e5pf",
    ],
    [
        "1xyxx5drff4o4wh",
        "Bob_99",
        "bob_99",
        "ruzb3uxrogrsmselbngnt3mm4eu1f2h7q0la7quq",
        "7zslv7aozx03gh0lnwtqbo5y27eyc3h6oiq45tw1",
        "468fzuwx1n6d3etz2btzoia8htb8im1ud61t7lun",
    ],
    [
        "plbss4utt6d5zpg",
        "José",
        "josé",
        "1ujrs7u6bn17dstdvkod9mhalpqnb078grnocqtq",
        "sesemlcp6807i2tnistjgb6eda50nh3qqs7mkqwe",
        "0fo0cpbvbgys0jxsp4wyvtetxqjb0s8cb91sl945",
    ],
];

#[tokio::test]
async fn the_report_says_what_was_done_with_counts() {
    let database = Database::with("").await;
    let report = database.adopt().await.to_string();
    let expected = "\
the database was adopted:
       4 users kept
       7 keys kept
       0 of them given their canonical name
       0 keys without a user removed
       0 single-use keys removed
       6 sessions kept, hashed
       3 dead sessions removed
       0 sessions without a user removed
       0 sessions that no cookie can name removed
         `auth_user` renamed to `user`
         `user`.`id` is varchar(255) in BINARY instead of varchar(15) in utf8mb4_general_ci
         `user_key`.`id` is varchar(255) in BINARY instead of varchar(255) in utf8mb4_general_ci
         `user_key`.`user_id` is varchar(255) in BINARY instead of varchar(15) in utf8mb4_general_ci
         `user_key`.`hashed_password` is varchar(1024) in BINARY instead of varchar(255) in utf8mb4_general_ci
         `user_session`.`id` is varchar(255) in BINARY instead of varchar(127) in utf8mb4_general_ci
         `user_session`.`user_id` is varchar(255) in BINARY instead of varchar(15) in utf8mb4_general_ci
         `user`.`username` is varchar(31) in BINARY instead of varchar(31) in utf8mb4_general_ci
         `user_session`.`active_expires` is bigint instead of bigint unsigned
         `user_session`.`idle_expires` is bigint instead of bigint unsigned
         `user_session` rewritten: it has `absolute_expires`, `active_period` and `idle_period`
         `user_key`.`user_id` refers to `user`: keys end with their user
         `user_session`.`user_id` refers to `user`: sessions end with their user
         `user_session`.`idle_expires` indexed
         `user_session`.`absolute_expires` indexed";
    // MySQL leaves out the width of what is shown.
    assert_eq!(report.replace("bigint(20)", "bigint"), database.said(expected).await);
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_a_second_run_does_nothing() {
    let database = Database::with("").await;
    let before = database.dump().await;
    let rehearsal = database.try_adopt(true).await.unwrap();
    assert_eq!(database.dump().await, before);
    assert_eq!(rehearsal.outcome, AdoptOutcome::Rehearsed);
    let report = database.adopt().await;
    assert_eq!((report.tables, report.sessions), (rehearsal.tables, rehearsal.sessions));
    let done = database.dump().await;
    for dry_run in [true, false] {
        assert_eq!(database.try_adopt(dry_run).await.unwrap().outcome, AdoptOutcome::Nothing);
    }
    database.open().await;
    assert_eq!(database.dump().await, done);
}

#[tokio::test]
async fn whoever_was_signed_in_stays_so_and_nobody_else() {
    let database = Database::with("").await;
    database.adopt().await;
    for [user, name, _, active, idle, dead] in ACCOUNTS {
        for token in [active, idle] {
            let (session, found) = database.find(token).await.unwrap();
            assert_eq!((session.user_id.as_str(), found.id.as_str()), (user, user));
            assert_eq!(found.attributes.value("username"), Some(&Value::Text(name.to_owned())));
            let absolute = NOW.after(SessionPolicy::default().absolute).max(session.expiry.idle);
            assert_eq!(session.expiry, Expiry { absolute, ..session.expiry });
        }
        assert!(database.find(dead).await.is_none());
    }
}

#[tokio::test]
async fn lucia_flaw_10_a_stored_id_is_no_token() {
    let database = Database::with("").await;
    let refused = MySqlStore::connect(&database.url, database.schema.clone()).await.unwrap_err();
    assert!(matches!(refused, ConnectError::NotAdopted { .. }), "{refused}");
    database.adopt().await;
    let stored = database.texts("SELECT id FROM user_session").await;
    assert_eq!(stored.len(), 6);
    for id in stored {
        assert!(SessionId::parse(&id).is_some());
        assert!(database.find(&id).await.is_none());
    }
}

#[tokio::test]
async fn no_id_that_was_is_left_in_the_file_of_the_table() {
    let sql = "INSERT INTO user_session SELECT concat('many', left(sha2(concat(a.id, b.id, c.id), 256), 36)), '00v0ze0fyw4b7ay', 1, 1900000000000
                   FROM user_session a, user_session b, user_session c;
               DELETE FROM user_session WHERE id LIKE 'many0%';";
    let database = Database::with(sql).await;
    let one = database.texts("SELECT max(id) FROM user_session WHERE id LIKE 'many%'").await.concat();
    assert!(
        file_of_sessions(&database).await.windows(4).any(|it| it == b"many"),
        "there is nothing to clean"
    );
    assert!(database.adopt().await.sessions > 400);
    assert!(!file_of_sessions(&database).await.windows(4).any(|it| it == b"many"));
    assert!(database.find(&one).await.is_some());
}

/// All of it on the disk, and as it is then.
async fn file_of_sessions(database: &Database) -> Vec<u8> {
    let mut connection = database.connect().await;
    sqlx::raw_sql("FLUSH TABLES user_session FOR EXPORT").execute(&mut connection).await.unwrap();
    let directory = database.texts("SELECT @@datadir").await.concat();
    std::fs::read(format!("{directory}/{}/user_session.ibd", database.name())).unwrap()
}

#[tokio::test]
async fn keys_keep_their_hashes_to_the_letter() {
    let database = Database::with("").await;
    let keys = "SELECT concat_ws(' ', id, user_id, hashed_password) FROM user_key ORDER BY BINARY id";
    let before = database.texts(keys).await;
    database.adopt().await;
    assert_eq!((database.texts(keys).await, before.len()), (before.clone(), 7));
    let store = database.open().await;
    for [user, _, name, ..] in ACCOUNTS {
        let key = store.find_key(&KeyId::username(name)).await.unwrap().unwrap();
        assert_eq!(key.user_id.as_str(), user);
        assert!(key.password_hash.unwrap().expose().starts_with("s2:"));
    }
}

#[tokio::test]
async fn an_adopted_database_is_as_good_as_a_new_one() {
    let database = Database::with("").await;
    database.adopt().await;
    let store = database.open().await;
    let attributes = Row::new().with("username", &"Carol".to_owned());
    let key = KeyRecord { id: KeyId::username("carol"), user_id: "carol".into(), password_hash: None };
    let user = UserRecord { id: "carol".into(), attributes };
    store.insert_user(NewUserRecord { user, key: Some(key) }).await.unwrap();
    let [alice, _, name, active, ..] = ACCOUNTS[0];
    assert!(store.delete_user(&alice.into()).await.unwrap());
    assert!(store.find_key(&KeyId::username(name)).await.unwrap().is_none());
    assert!(database.find(active).await.is_none());
}

#[tokio::test]
async fn what_nobody_can_use_is_removed_and_counted() {
    let alone = FIXTURE.replace(",\n    FOREIGN KEY (user_id) REFERENCES auth_user(id)", "");
    let alone = alone.replace("VARCHAR(127)", "VARCHAR(160)");
    let unusable = ["short", &"x".repeat(129), "with a space in the midst of it", &"é".repeat(20)];
    let mut sql: String = unusable.iter().map(|it| session(it, "00v0ze0fyw4b7ay")).collect();
    sql += &session(&token("orphan"), "nobody");
    // As a hash looks, and other letters than Lucia's: they are tokens like any other.
    let hash = SessionId::of_token(&token("a")).unwrap().to_string();
    let usable = [hash, "!$%&()*+,-./:;<=>?@[]^_`{|}~".to_owned(), "Z".repeat(128)];
    sql += &usable.iter().map(|it| session(it, "00v0ze0fyw4b7ay")).collect::<String>();
    sql += &format!(
        "INSERT INTO user_session VALUES ('{}', '00v0ze0fyw4b7ay', 1, {});
         INSERT INTO user_key VALUES ('github:1', 'nobody', NULL), ('email: A@Example.com', '00v0ze0fyw4b7ay', NULL);",
        token("last"),
        NOW.unix_millis()
    );
    let database = Database::of(&format!("{alone}{sql}")).await;
    let report = database.adopt().await;
    assert_eq!((report.sessions, report.dead_sessions_removed), (10, 3));
    assert_eq!((report.orphan_sessions_removed, report.unusable_sessions_removed), (1, 4));
    assert_eq!((report.orphan_keys_removed, report.keys_renamed, report.keys), (1, 1, 8));
    for id in &usable {
        let (found, _) = database.find(id).await.unwrap();
        assert_eq!(found.expiry.idle.unix_millis(), LATER);
    }
    assert!(database.find(&token("last")).await.is_some());
    assert!(database.open().await.find_key(&KeyId::email("a@example.com")).await.unwrap().is_some());
}
