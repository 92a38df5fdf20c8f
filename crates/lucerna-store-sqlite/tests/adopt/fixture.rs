//! The database that Lucia 2.7 itself wrote.

use crate::kit::{Database, NOW};
use lucerna_core::{
    Expiry, KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, SessionId, SessionPolicy, SessionStore,
    Timestamp, UserRecord, UserStore, Value,
};
use lucerna_store_sqlite::{AdoptOutcome, OpenError, SqliteStore};

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

#[test]
fn the_report_says_what_was_done_with_counts() {
    let report = Database::fixture().adopt();
    assert_eq!(
        report.to_string(),
        "\
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
         `user_key` rebuilt: keys end with their user
         `user_session` rebuilt: it has `absolute_expires`, `active_period` and `idle_period`, and sessions end with their user
         `user_key`.`user_id` indexed
         `user_session`.`user_id` indexed
         `user_session`.`idle_expires` indexed"
    );
}

#[tokio::test]
async fn whoever_was_signed_in_stays_so_and_nobody_else() {
    let database = Database::fixture();
    database.adopt();
    for [user, name, _, active, idle, dead] in ACCOUNTS {
        for token in [active, idle] {
            let (session, found) = database.find(token).await.unwrap();
            assert_eq!((session.user_id.as_str(), found.id.as_str()), (user, user));
            assert_eq!(found.attributes.value("username"), Some(&Value::Text(name.to_owned())));
        }
        assert!(database.find(dead).await.is_none());
    }
}

#[tokio::test]
async fn lucia_flaw_10_a_stored_id_is_no_token() {
    let database = Database::fixture();
    database.adopt();
    let stored = database.texts("SELECT id FROM user_session");
    assert_eq!(stored.len(), 6);
    for id in stored {
        assert!(SessionId::parse(&id).is_some());
        assert!(database.find(&id).await.is_none());
    }
}

#[tokio::test]
async fn keys_keep_their_hashes_to_the_letter() {
    let database = Database::fixture();
    let keys = "SELECT id, user_id, hashed_password FROM user_key ORDER BY id";
    let before = database.rows(keys);
    database.adopt();
    assert_eq!((database.rows(keys), before.len()), (before.clone(), 7));
    let store = database.open();
    for (at, [user, _, name, ..]) in ACCOUNTS.into_iter().enumerate() {
        let key = store.find_key(&KeyId::username(name)).await.unwrap().unwrap();
        assert_eq!(key.user_id.as_str(), user);
        assert!(key.password_hash.unwrap().expose().starts_with("s2:"));
        let github = KeyId::new("github", &format!("{}", 1000 + at)).unwrap();
        assert!(store.find_key(&github).await.unwrap().unwrap().password_hash.is_none());
    }
}

#[tokio::test]
async fn limits_are_lucias_and_the_absolute_one_is_never_before_them() {
    let database = Database::fixture();
    let idle: i64 = NOW.unix_millis() + 1;
    let [_, _, _, active, ..] = ACCOUNTS[0];
    database.execute(&format!(
        "UPDATE user_session SET active_expires = 5, idle_expires = {idle} WHERE id = '{active}'"
    ));
    database.adopt();
    let (session, _) = database.find(active).await.unwrap();
    let (start, idle) = (Timestamp::from_unix_millis(5), Timestamp::from_unix_millis(idle));
    let absolute = NOW.after(SessionPolicy::default().absolute);
    assert_eq!(session.expiry, Expiry { active: start, idle, absolute });
    assert_eq!(session.periods, None);
    let (session, _) = database.find(ACCOUNTS[1][3]).await.unwrap();
    assert_eq!(session.expiry.absolute, session.expiry.idle);
    assert_eq!(session.expiry.idle.unix_millis(), 4_160_605_543_149);
}

#[tokio::test]
async fn an_adopted_database_is_as_good_as_a_new_one() {
    let database = Database::fixture();
    database.adopt();
    let store = database.open();
    let id = KeyId::username("carol");
    let attributes = Row::new().with("username", &"Carol".to_owned());
    let hash = Some(PasswordHash::new("hash"));
    let key = KeyRecord { id: id.clone(), user_id: "carol".into(), password_hash: hash };
    let user = UserRecord { id: "carol".into(), attributes };
    store.insert_user(NewUserRecord { user, key: Some(key) }).await.unwrap();
    assert_eq!(store.find_key(&id).await.unwrap().unwrap().user_id, "carol".into());

    let [user, _, _, active, idle, _] = ACCOUNTS[0];
    let active = SessionId::of_token(active).unwrap();
    assert!(store.delete_session(&active).await.unwrap());
    assert!(store.find_session(&active, NOW).await.unwrap().is_none());
    // The tables themselves let nothing survive its user.
    let connection = database.connect();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    connection.execute("DELETE FROM user WHERE id = ?", [user]).unwrap();
    assert!(database.find(idle).await.is_none());
    assert!(store.find_user_keys(&user.into()).await.unwrap().is_empty());
}

#[test]
fn without_adoption_it_is_not_opened_but_told_how() {
    let database = Database::fixture();
    let before = database.bytes();
    let error = SqliteStore::open(&database.path, database.schema.clone()).unwrap_err();
    assert!(matches!(&error, OpenError::NotAdopted { sessions } if sessions == "user_session"), "{error:?}");
    assert!(error.to_string().contains("has to be adopted first"), "{error}");
    assert_eq!(database.bytes(), before);
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let database = Database::fixture();
    let before = database.bytes();
    let mut rehearsed = database.try_adopt(true).unwrap();
    assert_eq!(rehearsed.outcome, AdoptOutcome::Rehearsed);
    assert!(rehearsed.to_string().starts_with("dry run, nothing was changed"));
    assert_eq!(database.bytes(), before);
    rehearsed.outcome = AdoptOutcome::Adopted;
    assert_eq!(database.adopt(), rehearsed);
}

#[test]
fn a_second_run_does_nothing_and_says_so() {
    let database = Database::fixture();
    database.adopt();
    let before = database.bytes();
    for dry_run in [false, true] {
        let report = database.try_adopt(dry_run).unwrap();
        assert_eq!(report.outcome, AdoptOutcome::Nothing);
        assert_eq!(report.to_string(), "nothing was done: the database is Lucerna's already");
        assert_eq!(database.bytes(), before);
    }
    // Nor is there anything to do in a database of our own.
    let new = Database::empty();
    drop(new.open());
    assert_eq!(new.adopt().outcome, AdoptOutcome::Nothing);
}
