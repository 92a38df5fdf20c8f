//! Behaviour beyond the contract: several processes on one file, and group commits.

use lucerna_core::{
    Column, CredentialAction, CredentialChange, CredentialChanged, Expiry, KeyDeletion, KeyId, KeyProof,
    KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, Schema, SessionDetails, SessionId, SessionRecord,
    SessionStart, SessionStarted, SessionStore, Store, Timestamp, UserRecord, UserStore,
};
use lucerna_store_sqlite::SqliteStore;
use std::path::Path;
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_unix_millis(0);

fn open(path: &Path) -> SqliteStore {
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    SqliteStore::open(path, schema).unwrap()
}

/// Opens the store twice, as two processes would.
fn two_processes() -> (TempDir, [SqliteStore; 2]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let stores = [open(&path), open(&path)];
    (directory, stores)
}

fn user(id: &str, username: &str) -> NewUserRecord {
    let attributes = Row::new().with("username", &username.to_owned());
    NewUserRecord { user: UserRecord { id: id.into(), attributes }, key: Some(key(id, id)) }
}

fn key(name: &str, user: &str) -> KeyRecord {
    let password_hash = Some(PasswordHash::new("hash"));
    KeyRecord { id: KeyId::username(name), user_id: user.into(), password_hash }
}

fn session(token: &str, user: &str) -> SessionRecord {
    let [active, idle, absolute] = [1, 2, 3].map(Timestamp::from_unix_millis);
    let id = SessionId::of_token(&format!("{token:-<32}")).unwrap();
    let expiry = Expiry { active, idle, absolute };
    SessionRecord {
        id,
        user_id: user.into(),
        expiry,
        periods: None,
        details: SessionDetails::default(),
        attributes: Row::new(),
    }
}

#[tokio::test]
async fn a_process_reads_the_writes_of_another_at_once() {
    let (_directory, [one, other]) = two_processes();
    let (alice, a) = (user("u1", "Alice"), session("a", "u1"));
    assert!(other.find_user(&"u1".into()).await.unwrap().is_none());
    one.insert_user(alice.clone()).await.unwrap();
    one.insert_session(a.clone()).await.unwrap();
    let found = other.find_session_and_user(&a.id, NOW).await.unwrap();
    assert_eq!(found, Some((a.clone(), alice.user)));
    assert!(other.delete_session(&a.id).await.unwrap());
    assert!(one.find_session_and_user(&a.id, NOW).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_processes_deleting_the_last_two_keys_is_refused() {
    let (_directory, [one, other]) = two_processes();
    for round in 0..8 {
        let [id, first, second] = ["", "a", "b"].map(|it| format!("u{round}{it}"));
        let mut new = user(&id, &id);
        new.key = Some(key(&first, &id));
        one.insert_user(new).await.unwrap();
        one.insert_key(key(&second, &id)).await.unwrap();
        let delete = |store: &SqliteStore, name: &str| {
            let (store, name) = (store.clone(), KeyId::username(name));
            tokio::spawn(async move { store.delete_key(&name, LastKey::Keep).await.unwrap() })
        };
        let [a, b] = [delete(&one, &first), delete(&other, &second)];
        let answers = [a.await.unwrap(), b.await.unwrap()];
        assert!(
            answers.contains(&KeyDeletion::Deleted) && answers.contains(&KeyDeletion::Last),
            "{answers:?}"
        );
    }
}

#[tokio::test]
async fn a_failed_write_does_not_roll_back_its_group() {
    let (_directory, [store, _]) = two_processes();
    store.insert_user(user("u0", "Taken")).await.unwrap();
    let writes = (1..50).map(|at| {
        let store = store.clone();
        let name = if at % 3 == 0 { "Taken".to_owned() } else { format!("user {at}") };
        tokio::spawn(async move { (at, store.insert_user(user(&format!("u{at}"), &name)).await) })
    });
    for write in writes.collect::<Vec<_>>() {
        let (at, result) = write.await.unwrap();
        assert_eq!(result.is_ok(), at % 3 != 0, "{at}: {result:?}");
    }
}

/// Returns the number of commits in the write-ahead log (fileformat2.html §4.1): the frames that hold the file's size
/// after them.
///
fn commits(path: &Path) -> usize {
    let log = std::fs::read(path.with_extension("db-wal")).unwrap();
    let bytes = |at: usize, count: usize| log.get(at..at + count).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes(at, 4).try_into().unwrap());
    let frame = 24 + usize::try_from(number(8)).unwrap();
    let is_of_this_log = |at: &usize| bytes(at + 8, 8) == bytes(16, 8);
    let frames = (32..).step_by(frame).take_while(|at| at + frame <= log.len()).take_while(is_of_this_log);
    frames.filter(|at| number(at + 4) > 0).count()
}

#[tokio::test]
async fn signing_in_and_changing_the_password_are_one_commit_each() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let store = open(&path);
    store.insert_user(user("u1", "Alice")).await.unwrap();
    let proof = |hash| KeyProof { key: KeyId::username("u1"), hash: Some(PasswordHash::new(hash)) };
    let start = |new, replaces: Option<&str>| SessionStart {
        session: session(new, "u1"),
        proof: Some(proof("hash")),
        replaces: replaces.map(|it| session(it, "u1").id),
    };
    let before = commits(&path);
    let started = store.start_session(start("a", None)).await.unwrap();
    assert_eq!((commits(&path), started), (before + 1, SessionStarted::Started { replaced: false }));
    let again = store.start_session(start("b", Some("a"))).await.unwrap();
    assert_eq!((commits(&path), again), (before + 2, SessionStarted::Started { replaced: true }));
    let change = CredentialChange {
        user_id: "u1".into(),
        proof: Some(proof("hash")),
        session: None,
        action: CredentialAction::SetPassword { hash: PasswordHash::new("new"), keys: Vec::new() },
        current: Some((session("b", "u1").id, session("c", "u1").id)),
    };
    let changed = store.change_credential(change).await.unwrap();
    assert_eq!((commits(&path), changed), (before + 3, CredentialChanged::Changed { ended: 0, kept: true }));
}
