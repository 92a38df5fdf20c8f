//! Cases about hostile text: it is kept exactly in every field, and similar text is not equal.

use super::environment::Environment;
use super::fixtures::{hash, key, session, text, user_called};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, Row, SessionRecord, Store, Value};

/// Texts that break a statement, a pattern, a line or a page that does not escape them.
pub(super) const HOSTILE: [&str; 16] = [
    "'; DROP TABLE user; --",
    "\"; DELETE FROM user_session; --",
    "' OR '1'='1",
    "\\'; --",
    "`user`",
    "$1 ?1 :id @id {}",
    "%_*?[a-z]",
    "NULL",
    "\u{202e}gnp.exe",
    "\u{feff}\u{200b}\u{200d}",
    "👩‍👩‍👧‍👦🦀",
    "Zalgo\u{316}\u{317}\u{318}\u{319}",
    "<script>alert(1)</script>",
    "{\"$gt\": \"\"}",
    "session:x\u{a0}user_sessions:y",
    "İıẞß",
];

/// Pairs that a collation, a trim or a cut makes equal.
pub(super) fn alike() -> Vec<[String; 2]> {
    let long = |last| format!("{}{last}", "x".repeat(240));
    let pairs = [
        ["a", "A"],
        ["é", "e"],
        ["ö", "o\u{308}"],
        ["x", "x "],
        ["y", " y"],
        ["ß", "ss"],
        ["ı", "i"],
        ["1", "1.0"],
        ["1e1", "10"],
        ["007", "7"],
        ["ａ", "ａ\u{200b}"],
    ];
    let mut pairs: Vec<_> = pairs.map(|pair| pair.map(str::to_owned)).to_vec();
    pairs.push([long('1'), long('2')]);
    pairs
}

/// Inserts a user with this text in every field, a key and a session.
async fn insert<S: Store>(store: &StoreUnderTest<S>, text: &str, token: &str) {
    let mut new = user_called(text, text);
    let id = KeyId::new("saml", text).unwrap();
    new.key = Some(KeyRecord { id, user_id: text.into(), password_hash: Some(hash(text)) });
    store.insert_user(new).await.unwrap();
    store.insert_session(signed_in(text, token)).await.unwrap();
}

fn signed_in(text: &str, token: &str) -> SessionRecord {
    let new = session(token, text);
    let attributes = super::fixtures::with_changes(&new.attributes, &super::fixtures::text("country", text));
    SessionRecord { attributes, ..new }
}

/// Checks that everything of this user is found.
async fn assert_there<S: Store>(store: &StoreUnderTest<S>, text: &str, token: &str) {
    assert_eq!(store.user(text).await, Some(user_called(text, text).user.attributes));
    let found = store.find_key(&KeyId::new("saml", text).unwrap()).await.unwrap().unwrap();
    assert_eq!((found.id.subject(), found.user_id.as_str()), (text, text));
    assert_eq!(found.password_hash.unwrap().expose(), text);
    assert_eq!(store.keys(text).await.len(), 1);
    assert_eq!(store.sessions(text).await, [signed_in(text, token)]);
}

pub(super) async fn rt_213_hostile_text_is_kept_exactly<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for (at, text) in HOSTILE.into_iter().enumerate() {
        insert(&store, text, &format!("s{at}")).await;
    }
    for (at, text) in HOSTILE.into_iter().enumerate() {
        assert_there(&store, text, &format!("s{at}")).await;
    }
}

pub(super) async fn rt_213_hostile_text_in_an_update_is_kept_exactly<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for text_of in HOSTILE {
        let changes = text("username", text_of).with("email", &Some(text_of.to_owned()));
        assert!(store.update_user(&"alice".into(), changes).await.unwrap());
        let found = store.user("alice").await.unwrap();
        let expected = Value::Text(text_of.to_owned());
        assert_eq!((found.value("username"), found.value("email")), (Some(&expected), Some(&expected)));
        let (id, old) = (KeyId::username("alice"), hash(text_of));
        store.set_hash("alice", Some(text_of)).await;
        assert_eq!(store.hash("alice").await.as_deref(), Some(text_of));
        assert!(store.replace_password_hash(&id, &old, hash("new")).await.unwrap());
    }
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of bob"));
}

pub(super) async fn hostile_text_matches_only_itself<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for text in HOSTILE {
        assert!(store.user(text).await.is_none() && store.keys(text).await.is_empty());
        assert!(!store.update_user(&text.into(), Row::new().with("age", &1_i64)).await.unwrap());
        assert_eq!(store.delete_user_sessions(&text.into(), None).await.unwrap(), 0);
        assert!(!store.delete_user(&text.into()).await.unwrap());
        let id = KeyId::new("saml", text).unwrap();
        assert_eq!(store.delete_key(&id, LastKey::Delete).await.unwrap(), KeyDeletion::Missing);
    }
    assert_eq!((store.keys("alice").await.len(), store.sessions("alice").await.len()), (1, 2));
}

pub(super) async fn lucia_flaw_49_similar_text_is_not_equal<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for (at, pair) in alike().iter().enumerate() {
        for (half, text) in pair.iter().enumerate() {
            insert(&store, text, &format!("s{at}{half}")).await;
        }
    }
    for (at, pair) in alike().iter().enumerate() {
        for (half, text) in pair.iter().enumerate() {
            assert_there(&store, text, &format!("s{at}{half}")).await;
        }
    }
}

pub(super) async fn deleting_a_user_keeps_users_with_similar_ids<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for [one, other] in alike() {
        insert(&store, &one, "s1").await;
        insert(&store, &other, "s2").await;
        assert_eq!(store.delete_user_sessions(&one.as_str().into(), None).await.unwrap(), 1);
        assert!(store.delete_user(&one.as_str().into()).await.unwrap());
        assert_there(&store, &other, "s2").await;
        assert!(store.delete_user(&other.as_str().into()).await.unwrap());
    }
}

pub(super) async fn an_id_with_a_nul_finds_no_user<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for id in ["alice\0", "\0alice", "alice\0bob", "\0"] {
        // A database may refuse such an id, but must not find a user.
        let found = store.find_user(&id.into()).await;
        assert!(!matches!(found, Ok(Some(_))), "{id:?}");
        let deleted = store.delete_user(&id.into()).await;
        assert!(!matches!(deleted, Ok(true)), "{id:?}");
    }
    assert_eq!((store.keys("alice").await.len(), store.sessions("alice").await.len()), (1, 2));
}

pub(super) async fn the_longest_names_are_kept_whole<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    let (id, subject) = ("é".repeat(127), "🦀".repeat(61));
    let name = KeyId::new("provider", &format!("{subject}12")).unwrap();
    let other = KeyId::new("provider", &format!("{subject}13")).unwrap();
    let long = hash(&"h".repeat(1024));
    let record = KeyRecord { id: name.clone(), user_id: id.as_str().into(), password_hash: Some(long) };
    store.insert_user(NewUserRecord { key: Some(record), ..user_called(&id, "long") }).await.unwrap();
    store.insert_key(KeyRecord { id: other.clone(), ..key("x", &id) }).await.unwrap();
    for expected in [&name, &other] {
        let found = store.find_key(expected).await.unwrap().unwrap();
        assert_eq!((&found.id, found.user_id.as_str()), (expected, id.as_str()));
    }
    let found = store.find_key(&name).await.unwrap().unwrap();
    assert_eq!(found.password_hash.unwrap().expose().len(), 1024);
}
