//! Tests of `Auth`: users, passwords and sessions.

use crate::kit::{DAY, PASSWORD, Profile, SqliteApp, alice, app_with, builder, get, sqlite_app};
use lucerna::{
    Attributes, AuthBuilder, AuthenticateError, Column, ConfigError, Conflict, CookieOptions,
    CreateUserError, KeyId, NewKey, PasswordError, Row, SameOrigin, Schema, SessionOptions, SqliteStore,
    Timestamp, Value, Verified, VerifyPasswordError,
};
use rusqlite::Connection;

#[derive(Attributes, Clone, Debug, Default, PartialEq)]
struct NamedDevice {
    name: Option<String>,
}

#[tokio::test]
async fn a_user_signs_up_out_and_in_again() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let session = app.session(&cookie).await.unwrap();
    assert_eq!(session.user.username, "Alice");
    let verified = app.auth.verify_password(&KeyId::username(" ALICE"), PASSWORD).await.unwrap();
    assert_eq!(verified.user_id(), &session.user.id);
    let _cleared = app.auth.end_session(&session.id).await.unwrap();
    assert!(app.session(&cookie).await.is_none());
}

#[tokio::test]
async fn an_active_session_writes_nothing_and_an_idle_one_is_renewed() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let log = app.path.with_extension("db-wal");
    let size = || std::fs::metadata(&log).unwrap().len();
    let before = size();
    assert!(!app.session(&cookie).await.unwrap().renewed);
    assert_eq!(size(), before);
    app.clock.turn(2);
    let session = app.session(&cookie).await.unwrap();
    assert!(session.renewed && size() > before);
    assert_eq!(session.expiry.idle.unix_millis(), 17 * DAY);
    assert!(!app.session(&cookie).await.unwrap().renewed);
}

#[tokio::test]
async fn rt_066_a_session_expires_unused_after_fifteen_days_and_used_after_ninety() {
    let app = sqlite_app();
    let (used, unused) = (app.sign_up().await, app.sign_in().await);
    app.clock.turn(15);
    assert!(app.session(&used).await.is_some(), "alive after 15 days to the millisecond");
    app.clock.turn_seconds(1);
    assert!(app.session(&unused).await.is_none());
    app.clock.turn_seconds(-1);
    let mut days = 15;
    while app.session(&used).await.is_some() {
        app.clock.turn(15);
        days += 15;
    }
    assert_eq!(days, 105, "alive after 90 days to the millisecond, and not after 105");
}

#[tokio::test]
async fn a_failed_renewal_keeps_the_visitor_signed_in() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    app.clock.turn(2);
    let other = Connection::open(&app.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let session = app.session(&cookie).await.unwrap();
    assert!(!session.renewed);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(app.session(&cookie).await.unwrap().renewed);
}

#[tokio::test]
async fn rt_123_a_failing_store_is_an_error_and_never_signed_out() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    Connection::open(&app.path)
        .unwrap()
        .execute_batch("DROP TABLE user_session; DROP TABLE user_key")
        .unwrap();
    let failed = app.auth.authenticate(&get(&cookie)).await;
    assert!(matches!(failed, Err(AuthenticateError::Failed(_))), "{failed:?}");
    let failed = app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await;
    assert!(matches!(failed, Err(VerifyPasswordError::Failed(_))), "{failed:?}");
}

#[tokio::test]
async fn an_unsafe_cross_site_request_is_refused_before_the_look_up() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let request = get(&cookie).method("POST").with("origin", "https://evil.example");
    let refused = app.auth.authenticate(&request).await;
    assert!(matches!(refused, Err(AuthenticateError::CrossOrigin(_))));
}

#[tokio::test]
async fn a_user_that_cannot_be_created_is_an_error_with_the_reason() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let create = async |name: &str, shown: &str, password: &str| {
        let profile = Profile { username: shown.to_owned() };
        app.auth.create_user(NewKey::username(name, password), profile).await.unwrap_err()
    };
    assert!(matches!(create("ALICE", "x", PASSWORD).await, CreateUserError::Taken(Conflict::Key)));
    let column = Conflict::Column("username".to_owned());
    assert!(matches!(create("bob", "Alice", PASSWORD).await, CreateUserError::Taken(it) if it == column));
    let short = PasswordError::TooShort { min: 8 };
    assert!(matches!(create("bob", "Bob", "1234567").await, CreateUserError::Password(it) if it == short));
    assert!(matches!(create(" ", "Bob", PASSWORD).await, CreateUserError::InvalidKey(_)));
    assert!(matches!(create("a\0b", "Bob", PASSWORD).await, CreateUserError::InvalidKey(_)));
}

#[tokio::test]
async fn rt_131_a_key_without_a_password_matches_none() {
    let app = sqlite_app();
    let key = NewKey::without_password(KeyId::new("github", "1234").unwrap());
    app.auth.create_user(key, Profile { username: "Alice".to_owned() }).await.unwrap();
    for password in ["", "null", PASSWORD, &"x".repeat(5000)] {
        let refused = app.auth.verify_password(&KeyId::new("github", "1234").unwrap(), password).await;
        assert!(matches!(refused, Err(VerifyPasswordError::InvalidCredentials)));
    }
}

#[tokio::test]
async fn a_session_for_a_deleted_user_does_not_start() {
    let app = sqlite_app();
    let verified = Verified::danger_assume("missing", Timestamp::from_unix_millis(0));
    let error = app.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap_err();
    assert_eq!(error.code(), "superseded");
}

#[tokio::test]
async fn a_session_has_attributes_of_its_own() {
    let schema = Schema::of::<Profile>().unwrap().with_sessions::<NamedDevice>().unwrap();
    let app: SqliteApp<Profile, NamedDevice> = app_with(schema);
    let (key, profile) = alice();
    let created = app.auth.create_user(key, profile).await.unwrap();
    let device = NamedDevice { name: Some("laptop".to_owned()) };
    let proof = SameOrigin::danger_assume();
    let cookie = app
        .auth
        .start_session_with(created.verified, proof, SessionOptions::new(device.clone()))
        .await
        .unwrap();
    let session = app.auth.authenticate(&get(&cookie)).await.unwrap().unwrap();
    assert_eq!((session.attributes, session.user.username.as_str()), (device, "Alice"));
}

#[tokio::test]
async fn attributes_known_only_at_run_time_can_be_a_row() {
    let columns =
        vec![Column::of::<String>("name".to_owned()).unique(), Column::of::<Option<i64>>("age".to_owned())];
    let app: SqliteApp<Row, ()> = app_with(Schema::of_columns(columns).unwrap());
    // The row has another order than the columns, and a column that the table does not have.
    let row =
        Row::new().with("role", &"admin".to_owned()).with("age", &7_i64).with("name", &"Alice".to_owned());
    let created = app.auth.create_user(NewKey::username("alice", PASSWORD), row).await.unwrap();
    let cookie = app.auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let session = app.auth.authenticate(&get(&cookie)).await.unwrap().unwrap();
    assert_eq!(session.user.attributes.value("age"), Some(&Value::Integer(7)));
    assert_eq!(session.user.attributes.value("role"), None);
}

#[tokio::test]
async fn session_attributes_known_only_at_run_time_can_be_a_row() {
    let columns = vec![Column::of::<Option<String>>("country".to_owned())];
    let schema = Schema::of::<Profile>().unwrap().with_session_columns(columns).unwrap();
    let app: SqliteApp<Profile, Row> = app_with(schema);
    let (key, profile) = alice();
    let created = app.auth.create_user(key, profile).await.unwrap();
    let options = SessionOptions::new(Row::new().with("country", &Some("FR".to_owned())));
    let started = app.auth.start_session_with(created.verified, SameOrigin::danger_assume(), options);
    let cookie = started.await.unwrap();
    let country = async || {
        let session = app.auth.authenticate(&get(&cookie)).await.unwrap().unwrap();
        (session.id, session.attributes.value("country").cloned())
    };
    let (id, there) = country().await;
    assert_eq!(there, Some(Value::Text("FR".to_owned())));
    let moved = |it: &mut Row| *it = Row::new().with("country", &None::<String>);
    assert!(app.auth.update_session(&id, moved).await.unwrap());
    assert_eq!(country().await, (id, Some(Value::Null)));
}

#[test]
fn debug_shows_the_configuration_and_no_data() {
    let (app, other) = (sqlite_app(), sqlite_app());
    assert!(app.auth.is(&app.auth.clone()) && !app.auth.is(&other.auth));
    assert_eq!(app.auth.sign_in_path(), "/login");
    let store = SqliteStore::open(&app.path, Schema::of::<Profile>().unwrap()).unwrap();
    let builder: AuthBuilder<Profile, ()> = builder(store, "https://app.example").sign_in_path("/enter");
    let shown = format!("{builder:?} {:?}", app.auth);
    assert!(
        shown.contains("AuthBuilder") && shown.contains("Auth {") && shown.contains("app.example"),
        "{shown}"
    );
    assert_eq!(builder.build().unwrap().sign_in_path(), "/enter");
}

#[test]
fn a_wrong_configuration_is_refused() {
    let SqliteApp { path, .. } = &sqlite_app();
    let open = || SqliteStore::open(path, Schema::of::<Profile>().unwrap()).unwrap();
    let build = |builder: AuthBuilder<Profile, ()>| builder.build().map(drop);
    assert_eq!(build(builder(open(), "http://app.example")), Err(ConfigError::InsecureOrigin));
    assert_eq!(build(builder(open(), "http://app.example").danger_allow_plain_http()), Ok(()));
    assert_eq!(build(builder(open(), "http://[::1]:3000")), Ok(()));
    for name in ["", "a b", "a=b", "a;b", "é"] {
        let mut options = CookieOptions::default();
        options.name = name.to_owned();
        let named = builder(open(), "https://app.example").cookie(options);
        assert_eq!(build(named), Err(ConfigError::CookieName), "{name}");
    }
    let other: AuthBuilder<NamedDevice, ()> = builder(open(), "https://app.example");
    assert_eq!(other.build().map(drop), Err(ConfigError::OtherSchema));
}
