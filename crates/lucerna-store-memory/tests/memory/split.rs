//! A `Split` of users in one store, and sessions and passing records in another that knows no users.

use crate::store_without_users::StoreWithoutUsers;
use lucerna_core::{
    CredentialAction, CredentialChange, CredentialChanged, Expiry, KeyId, KeyProof, KeyRecord, NewUserRecord,
    PasswordHash, Row, Schema, SessionDetails, SessionId, SessionRecord, SessionStart, SessionStarted,
    SessionStore, Split, Store, Timestamp, UserRecord, UserStore,
};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;
use std::sync::mpsc::channel;

fn open(schema: Schema) -> Split<MemoryStore, StoreWithoutUsers> {
    let sessions = StoreWithoutUsers::new(&schema);
    Split::new(MemoryStore::new(schema), sessions)
}

lucerna_testkit::store_contract!(async |schema, _| open(schema));

/// A change of the password takes several steps here. The sign-in happens between them.
///
#[test]
fn rt_058_a_sign_in_just_before_the_password_is_written_leaves_no_session() {
    block_on(a_sign_in_just_before_the_password_is_written());
}

async fn a_sign_in_just_before_the_password_is_written() {
    let schema = Schema::of::<()>().unwrap();
    let sessions = SpyStore::new(StoreWithoutUsers::new(&schema));
    let users = SpyStore::new(MemoryStore::new(schema));
    let store = Split::new(users.clone(), sessions);
    let (key, old) = (KeyId::username("alice"), PasswordHash::new("old"));
    let user = UserRecord { id: "u1".into(), attributes: Row::new() };
    let record = KeyRecord { id: key.clone(), user_id: "u1".into(), password_hash: Some(old.clone()) };
    store.insert_user(NewUserRecord { user, key: Some(record) }).await.unwrap();
    let proof = KeyProof { key, hash: Some(old) };

    let limit = Timestamp::from_unix_millis(1_000);
    let session = SessionRecord {
        id: SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap(),
        user_id: "u1".into(),
        expiry: Expiry { active: limit, idle: limit, absolute: limit },
        periods: None,
        details: SessionDetails::default(),
        attributes: Row::new(),
    };
    let (send, started) = channel();
    let (other, id) = (store.clone(), session.id);
    let start = SessionStart { session, proof: Some(proof.clone()), replaces: None };
    users.before_once("change_credential", move || {
        let start = std::thread::spawn(move || block_on(other.start_session(start)));
        send.send(start.join().unwrap().unwrap()).unwrap();
    });
    let action = CredentialAction::SetPassword { hash: PasswordHash::new("new"), keys: Vec::new() };
    let (user_id, proof) = ("u1".into(), Some(proof));
    let change = CredentialChange { user_id, proof, session: None, action, current: None };
    let changed = store.change_credential(change).await.unwrap();
    assert_eq!(started.try_recv().unwrap(), SessionStarted::Started { replaced: false });
    assert_eq!(changed, CredentialChanged::Changed { ended: 1, kept: false });
    assert!(store.find_session(&id, Timestamp::from_unix_millis(0)).await.unwrap().is_none());
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
