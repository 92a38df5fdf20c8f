//! Cases about credential changes: each ends every other session of the user.

use super::concurrency::{BoxedCall, MANY, assert_one, at_once, race};
use super::environment::Environment;
use super::fixtures::{START, hash, key, session, session_id};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{
    CredentialAction, CredentialChange, CredentialChanged, KeyId, KeyProof, KeyRecord, LastKey,
    SessionRecord, SessionStart, SessionStarted, Store,
};

const ROUNDS: usize = 16;

/// The number of sign-ins during the change.
const OTHERS: usize = 4;

fn alices(action: CredentialAction) -> CredentialChange {
    CredentialChange { user_id: "alice".into(), proof: None, session: None, action, current: None }
}

fn keeping(token: &str, change: CredentialChange) -> CredentialChange {
    CredentialChange { current: Some((session_id(token), session_id("new"))), ..change }
}

fn proven(name: &str, hash_of: Option<&str>, change: CredentialChange) -> CredentialChange {
    let proof = KeyProof { key: KeyId::username(name), hash: hash_of.map(hash) };
    CredentialChange { proof: Some(proof), ..change }
}

fn set(text: &str) -> CredentialAction {
    CredentialAction::SetPassword { hash: hash(text), keys: Vec::new() }
}

fn delete(name: &str, last: LastKey) -> CredentialAction {
    CredentialAction::DeleteKey { key: KeyId::username(name), last }
}

fn github() -> KeyRecord {
    KeyRecord { id: KeyId::new("github", "1").unwrap(), password_hash: None, ..key("x", "alice") }
}

/// Opens a store with Alice's names `alice` and `amy`, a key without a password, her sessions `a1` and `a2`, and
/// Bob's `b1`.
async fn opened<S: Store>(env: &Environment<S>) -> StoreUnderTest<S> {
    let store = env.signed_in().await;
    store.insert_key(key("amy", "alice")).await.unwrap();
    store.insert_key(github()).await.unwrap();
    store
}

const KEYS: [[&str; 3]; 3] = [
    ["github:1", "alice", "no password"],
    ["username:alice", "alice", "hash of alice"],
    ["username:amy", "alice", "hash of amy"],
];

/// Checks that `a1` has its new id and is Alice's only session.
async fn assert_only_the_current_one_is_left<S: Store>(store: &StoreUnderTest<S>) {
    let renamed = SessionRecord { id: session_id("new"), ..session("a1", "alice") };
    assert_eq!((store.session("a1").await, store.session("a2").await), (None, None));
    let joined = store.find_session_and_user(&renamed.id, START).await.unwrap();
    assert_eq!(joined.as_ref().map(|(session, _)| session), Some(&renamed));
    assert_eq!(store.sessions("alice").await, [renamed]);
    assert_bob_is_as_he_was(store).await;
}

async fn assert_bob_is_as_he_was<S: Store>(store: &StoreUnderTest<S>) {
    assert_eq!(store.keys("bob").await, [["username:bob", "bob", "hash of bob"]]);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

async fn assert_nothing_changed<S: Store>(store: &StoreUnderTest<S>) {
    assert_eq!(store.keys("alice").await, KEYS);
    let mut sessions = [session("a1", "alice"), session("a2", "alice")];
    sessions.sort_by_key(|it| it.id);
    assert_eq!(store.sessions("alice").await, sessions);
    assert_eq!(store.session("new").await, None);
    assert_bob_is_as_he_was(store).await;
}

const KEPT: CredentialChanged = CredentialChanged::Changed { ended: 1, kept: true };

pub(super) async fn a_new_password_ends_the_other_sessions<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    let change = proven("alice", Some("hash of alice"), keeping("a1", alices(set("NEW"))));
    assert_eq!(store.change_credential(change).await.unwrap(), KEPT);
    let mut expected = KEYS;
    (expected[1][2], expected[2][2]) = ("NEW", "NEW");
    assert_eq!(store.keys("alice").await, expected);
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn a_first_password_is_set_on_the_named_key<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.set_hash("alice", None).await;
    let action = CredentialAction::SetPassword { hash: hash("NEW"), keys: vec![KeyId::username("alice")] };
    let change = proven("alice", None, keeping("a1", alices(action)));
    assert_eq!(store.change_credential(change).await.unwrap(), KEPT);
    assert_eq!(store.hash("alice").await.as_deref(), Some("NEW"));
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn a_first_password_is_set_on_every_named_key<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    store.change_credential(alices(CredentialAction::RemovePassword)).await.unwrap();
    store.insert_session(session("a1", "alice")).await.unwrap();
    let keys = ["alice", "bob", "amy"].map(KeyId::username).to_vec();
    let action = CredentialAction::SetPassword { hash: hash("NEW"), keys };
    let expected = CredentialChanged::Changed { ended: 0, kept: true };
    assert_eq!(store.change_credential(keeping("a1", alices(action))).await.unwrap(), expected);
    let mut keys = KEYS;
    (keys[1][2], keys[2][2]) = ("NEW", "NEW");
    assert_eq!(store.keys("alice").await, keys);
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn a_removed_password_ends_the_other_sessions<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    let change = keeping("a1", alices(CredentialAction::RemovePassword));
    assert_eq!(store.change_credential(change).await.unwrap(), KEPT);
    assert!(store.keys("alice").await.iter().all(|[.., hash]| hash == "no password"));
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn a_deleted_key_ends_the_other_sessions<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    let change =
        proven("alice", Some("hash of alice"), keeping("a1", alices(delete("alice", LastKey::Keep))));
    assert_eq!(store.change_credential(change).await.unwrap(), KEPT);
    assert_eq!(store.keys("alice").await, [KEYS[0], KEYS[2]]);
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn a_change_without_a_session_ends_every_session_of_the_user<S: Store>(
    env: &Environment<S>,
) {
    let store = opened(env).await;
    let change = alices(set("NEW"));
    let expected = CredentialChanged::Changed { ended: 2, kept: false };
    assert_eq!(store.change_credential(change).await.unwrap(), expected);
    assert!(store.sessions("alice").await.is_empty());
    assert_bob_is_as_he_was(&store).await;
    // A user without a session has none left to end.
    let change = keeping("a1", alices(delete("amy", LastKey::Keep)));
    let expected = CredentialChanged::Changed { ended: 0, kept: false };
    assert_eq!(store.change_credential(change).await.unwrap(), expected);
    assert!(store.session("a1").await.is_none() && store.session("new").await.is_none());
}

pub(super) async fn the_session_of_another_user_is_not_the_current_one<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    let change = keeping("b1", alices(set("NEW")));
    let expected = CredentialChanged::Changed { ended: 2, kept: false };
    assert_eq!(store.change_credential(change).await.unwrap(), expected);
    assert_eq!(store.session("new").await, None);
    assert!(store.sessions("alice").await.is_empty());
    assert_bob_is_as_he_was(&store).await;
}

pub(super) async fn a_change_on_a_proof_that_no_longer_holds_changes_nothing<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    let actions = [set("NEW"), CredentialAction::RemovePassword, delete("amy", LastKey::Delete)];
    let proofs = [
        ("alice", Some("another")),
        ("alice", Some("HASH OF ALICE")),
        ("carol", Some("hash of alice")),
        ("carol", None),
        ("bob", Some("hash of bob")),
        ("bob", None),
    ];
    for action in actions {
        for (name, hash) in proofs {
            let change = proven(name, hash, keeping("a1", alices(action.clone())));
            let answer = store.change_credential(change).await.unwrap();
            assert_eq!(answer, CredentialChanged::Superseded, "{name} {hash:?}");
            assert_nothing_changed(&store).await;
        }
    }
}

pub(super) async fn a_change_from_a_session_that_is_not_the_users_changes_nothing<S: Store>(
    env: &Environment<S>,
) {
    let store = opened(env).await;
    let from = |token: &str, change| CredentialChange { session: Some(session_id(token)), ..change };
    for action in [set("NEW"), CredentialAction::RemovePassword, delete("amy", LastKey::Delete)] {
        for token in ["b1", "a3"] {
            let change = from(token, keeping("a1", alices(action.clone())));
            let proven = proven("alice", Some("hash of alice"), change.clone());
            for change in [change, proven] {
                let answer = store.change_credential(change).await.unwrap();
                assert_eq!(answer, CredentialChanged::Superseded, "{token}");
                assert_nothing_changed(&store).await;
            }
        }
    }
    // The user's own session allows one change, which gives it another id.
    let change = from("a1", keeping("a1", alices(set("NEW"))));
    assert_eq!(store.change_credential(change.clone()).await.unwrap(), KEPT);
    assert_only_the_current_one_is_left(&store).await;
    assert_eq!(store.change_credential(change).await.unwrap(), CredentialChanged::Superseded);
    assert_eq!(store.hash("amy").await.as_deref(), Some("NEW"));
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn a_change_of_an_unknown_key_changes_nothing<S: Store>(env: &Environment<S>) {
    let store = opened(env).await;
    let of_carol = CredentialChange { user_id: "carol".into(), ..alices(set("NEW")) };
    let missing = [
        keeping("a1", alices(delete("carol", LastKey::Delete))),
        keeping("a1", alices(delete("bob", LastKey::Delete))),
        keeping("a1", alices(delete("bob", LastKey::Keep))),
        keeping("a1", of_carol),
    ];
    for change in missing {
        assert_eq!(store.change_credential(change).await.unwrap(), CredentialChanged::Missing);
        assert_nothing_changed(&store).await;
    }
    // A password that does not exist cannot be set or removed either.
    let bobs = |action| CredentialChange { user_id: "bob".into(), ..alices(action) };
    store.set_hash("bob", None).await;
    let keys = vec![KeyId::username("alice")];
    let anothers = CredentialAction::SetPassword { hash: hash("NEW"), keys };
    for action in [CredentialAction::RemovePassword, set("NEW"), anothers] {
        assert_eq!(store.change_credential(bobs(action)).await.unwrap(), CredentialChanged::Missing);
        assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
        assert_eq!(store.hash("bob").await, None);
        assert_eq!(store.keys("alice").await, KEYS);
    }
}

pub(super) async fn a_change_deletes_the_last_key_only_on_request<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let change = |last| keeping("a1", alices(delete("alice", last)));
    assert_eq!(store.change_credential(change(LastKey::Keep)).await.unwrap(), CredentialChanged::Last);
    assert_eq!(store.keys("alice").await, KEYS[1..2]);
    assert_eq!(store.sessions("alice").await.len(), 2);
    assert_eq!(store.session("new").await, None);
    assert_eq!(store.change_credential(change(LastKey::Delete)).await.unwrap(), KEPT);
    assert!(store.keys("alice").await.is_empty());
    assert_only_the_current_one_is_left(&store).await;
}

pub(super) async fn one_of_many_concurrent_changes_with_one_proof_succeeds<S: Store>(env: &Environment<S>) {
    let store = &opened(env).await;
    let answers = race(MANY, |at| {
        let (store, change) = (store.clone(), alices(set(&format!("NEW {at}"))));
        async move {
            let change = proven("alice", Some("hash of alice"), change);
            store.change_credential(change).await.unwrap()
        }
    });
    let answers = answers.await;
    let is_made = |it: &CredentialChanged| matches!(it, CredentialChanged::Changed { kept: false, .. });
    assert_one(&answers, is_made);
    assert!(answers.iter().all(|it| is_made(it) || *it == CredentialChanged::Superseded), "{answers:?}");
    let winner = answers.iter().position(is_made).unwrap();
    assert_eq!(store.hash("alice").await, Some(format!("NEW {winner}")));
    assert_eq!(store.hash("amy").await, Some(format!("NEW {winner}")));
    assert!(store.sessions("alice").await.is_empty());
    assert_bob_is_as_he_was(store).await;
}

pub(super) async fn one_of_many_concurrent_changes_from_one_session_succeeds<S: Store>(env: &Environment<S>) {
    let store = &opened(env).await;
    let new = |at: usize| session_id(&format!("n{at}"));
    let answers = race(MANY, |at| {
        let (store, change) = (store.clone(), alices(set(&format!("NEW {at}"))));
        async move {
            let from = session_id("a1");
            let change = CredentialChange { session: Some(from), current: Some((from, new(at))), ..change };
            store.change_credential(change).await.unwrap()
        }
    });
    let answers = answers.await;
    let is_made = |it: &CredentialChanged| matches!(it, CredentialChanged::Changed { kept: true, .. });
    assert_one(&answers, is_made);
    assert!(answers.iter().all(|it| is_made(it) || *it == CredentialChanged::Superseded), "{answers:?}");
    let winner = answers.iter().position(is_made).unwrap();
    assert_eq!(store.hash("alice").await, Some(format!("NEW {winner}")));
    let left: Vec<_> = store.sessions("alice").await.into_iter().map(|it| it.id).collect();
    assert_eq!(left, [new(winner)]);
    assert_bob_is_as_he_was(store).await;
}

pub(super) async fn a_concurrent_change_leaves_no_session_of_the_old_credential<S: Store>(
    env: &Environment<S>,
) {
    let store = &opened(env).await;
    for round in 0..ROUNDS {
        store.set_hash("alice", Some("old")).await;
        let extra = format!("k{round}");
        store.insert_key(key(&extra, "alice")).await.unwrap();
        let (action, proof) = match round % 3 {
            0 => (set("NEW"), KeyProof { key: KeyId::username("alice"), hash: Some(hash("old")) }),
            1 => (
                CredentialAction::RemovePassword,
                KeyProof { key: KeyId::username("alice"), hash: Some(hash("old")) },
            ),
            _ => (delete(&extra, LastKey::Keep), KeyProof { key: KeyId::username(&extra), hash: None }),
        };
        let sign_in = |at| {
            let (store, proof) = (store.clone(), Some(proof.clone()));
            Box::pin(async move {
                let session = session(&format!("s{at}"), "alice");
                let answer =
                    store.start_session(SessionStart { session, proof, replaces: None }).await.unwrap();
                assert!(matches!(answer, SessionStarted::Started { .. } | SessionStarted::Superseded));
            }) as BoxedCall<()>
        };
        let mut calls: Vec<_> = (0..OTHERS).map(sign_in).collect();
        let changer = store.clone();
        let change = Box::pin(async move {
            let answer = changer.change_credential(alices(action)).await.unwrap();
            assert!(matches!(answer, CredentialChanged::Changed { kept: false, .. }), "{answer:?}");
        });
        calls.insert(round % (OTHERS + 1), change);
        at_once(calls).await;
        assert!(store.sessions("alice").await.is_empty(), "round {round}");
    }
    assert_bob_is_as_he_was(store).await;
}
