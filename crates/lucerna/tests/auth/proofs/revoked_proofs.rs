//! Requests that began before their proof was revoked, such as a thief's slow upload.

use super::kit::{MemoryApp, member, memory_app};
use lucerna::{
    Auth, ChangeCredentialError, ChangePasswordError, CreateKeyError, Error, KeyId, MemoryStore, NewKey,
    Schema, UpdateUserError, UserId, Verified,
};
use lucerna_testkit::{SpyStore, quick_passwords};

const NEW: &str = "wrong donkey generator";

/// Asserts that every change of a credential is refused with this proof.
async fn check_refused(app: &MemoryApp, alice: &UserId, verified: &Verified, password: &str) {
    let auth = &app.auth;
    let superseded = |it: &Error| it.code() == "superseded";
    let github = KeyId::new("github", "1").unwrap();

    let key = auth.create_key(verified, NewKey::without_password(KeyId::new("thief", "1").unwrap())).await;
    assert!(matches!(&key, Err(CreateKeyError::Failed(it)) if superseded(it)), "{key:?}");
    let name = auth.create_key(verified, NewKey::same_password(KeyId::username("thief"))).await;
    assert!(matches!(&name, Err(CreateKeyError::Failed(it)) if superseded(it)), "{name:?}");
    let changed = auth.change_password(verified, "the thief's own choice", None).await;
    assert!(matches!(&changed, Err(ChangePasswordError::Failed(it)) if superseded(it)), "{changed:?}");
    let removed = auth.remove_password(verified, None).await;
    assert!(matches!(&removed, Err(ChangeCredentialError::Failed(it)) if superseded(it)), "{removed:?}");
    let deleted = auth.delete_key(verified, &github, None).await;
    assert!(matches!(&deleted, Err(ChangeCredentialError::Failed(it)) if superseded(it)), "{deleted:?}");
    let renamed = auth.rename_user(verified, |it| *it = member("thief")).await;
    assert!(matches!(&renamed, Err(UpdateUserError::Failed(it)) if superseded(it)), "{renamed:?}");
    let renamed = auth.rename_key(verified, &github, &KeyId::new("github", "2").unwrap()).await;
    assert!(matches!(&renamed, Err(UpdateUserError::Failed(it)) if superseded(it)), "{renamed:?}");

    let keys: Vec<_> = auth.user_keys(alice).await.unwrap().iter().map(|it| it.id.to_string()).collect();
    assert_eq!(keys, ["github:1", "username:alice"]);
    assert!(auth.verify_password(&KeyId::username("alice"), password).await.is_ok());
}

#[tokio::test]
async fn rt_054_the_proof_of_a_session_that_has_ended_changes_nothing() {
    let app = memory_app();
    let alice = app.user("alice").await;
    app.key(&alice, "github", "1").await;
    let auth = &app.auth;

    let stolen = app.session(&app.sign_in("alice").await).await.unwrap();
    let proof = auth.recent_proof(&stolen).unwrap();
    auth.end_user_sessions(&alice, None).await.unwrap();
    check_refused(&app, &alice, &proof, crate::kit::PASSWORD).await;

    let stolen = app.session(&app.sign_in("alice").await).await.unwrap();
    let proof = auth.recent_proof(&stolen).unwrap();
    auth.change_password(&app.verify("alice").await, NEW, None).await.unwrap();
    check_refused(&app, &alice, &proof, NEW).await;
}

#[tokio::test]
async fn rt_058_a_concurrently_changed_password_revokes_the_proof() {
    let app = memory_app();
    let alice = app.user("alice").await;
    app.key(&alice, "github", "1").await;
    let proof = app.verify("alice").await;
    app.auth.danger_set_password(&KeyId::username("alice"), NEW).await.unwrap();
    check_refused(&app, &alice, &proof, NEW).await;
}

#[tokio::test]
async fn a_key_that_now_belongs_to_another_user_revokes_the_proof() {
    let app = memory_app();
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let github = app.key(&alice, "github", "1").await;
    let oauth = lucerna::Method::new("oauth");
    let proof = Verified::danger_verified_by(alice.clone(), oauth, app.auth.now()).with_key(github.clone());
    app.auth.danger_delete_key(&github, lucerna::extend::LastKey::Keep).await.unwrap();
    app.key(&bob, "github", "1").await;
    let thief = NewKey::without_password(KeyId::new("thief", "1").unwrap());
    let key = app.auth.create_key(&proof, thief).await;
    assert!(matches!(&key, Err(CreateKeyError::Failed(it)) if it.code() == "superseded"), "{key:?}");
    let changed = app.auth.change_password(&proof, NEW, None).await;
    assert!(
        matches!(&changed, Err(ChangePasswordError::Failed(it)) if it.code() == "superseded"),
        "{changed:?}"
    );
}

#[tokio::test]
async fn a_proof_of_the_future_changes_nothing() {
    let app = memory_app();
    app.user("alice").await;
    app.clock.turn_seconds(100);
    let session = app.session(&app.sign_in("alice").await).await.unwrap();
    let proof = app.auth.recent_proof(&session).unwrap();
    // The clocks of two servers may differ by up to a minute.
    app.clock.turn_seconds(-60);
    assert!(app.auth.recent_proof(&session).is_ok());
    app.clock.turn_seconds(-1);
    assert!(app.auth.recent_proof(&session).is_err());
    let changed = app.auth.change_password(&proof, NEW, Some(&session.id)).await;
    assert!(matches!(changed, Err(ChangePasswordError::Stale)), "{changed:?}");
}

#[tokio::test]
async fn rt_058_a_key_added_during_a_password_change_is_refused() {
    let schema = Schema::of::<()>().unwrap();
    let store = SpyStore::new(MemoryStore::new(schema));
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth = Auth::builder(store.clone(), quick_passwords(), origin).build().unwrap();
    let created = auth.create_user(NewKey::username("alice", crate::kit::PASSWORD), ()).await.unwrap();
    let (owner, alice) = (auth.clone(), created.user.id.clone());
    // The owner changes the password between the check of the proof and the write.
    store.before_once("insert_key", move || {
        let change = async move { owner.danger_set_password(&KeyId::username("alice"), NEW).await };
        let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
        std::thread::spawn(move || runtime().block_on(change)).join().unwrap().unwrap();
    });
    let thiefs = NewKey::without_password(KeyId::new("thief", "1").unwrap());
    let added = auth.create_key(&created.verified, thiefs).await;
    assert!(matches!(&added, Err(CreateKeyError::Failed(it)) if it.code() == "superseded"), "{added:?}");
    let keys: Vec<_> = auth.user_keys(&alice).await.unwrap().iter().map(|it| it.id.to_string()).collect();
    assert_eq!(keys, ["username:alice"]);
}
