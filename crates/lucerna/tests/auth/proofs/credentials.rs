//! Changing a credential needs a proof, ends sessions of the old credential, and rotates the token.

use super::kit::{MemoryApp, get_with, memory_app};
use crate::kit::PASSWORD;
use lucerna::extend::{KeyDeletion, LastKey};
use lucerna::{
    ChangeCredentialError, ChangePasswordError, CreateKeyError, KeyId, NewKey, RenewedSession, SameOrigin,
    SessionCookie, Verified,
};

const NEW: &str = "wrong donkey generator";

/// Alice with two sessions and two keys, and Bob.
struct TwoUsers {
    app: MemoryApp,
    here: SessionCookie,
    there: SessionCookie,
    bobs: SessionCookie,
    github: KeyId,
}

async fn people() -> TwoUsers {
    let app = memory_app();
    let alice = app.user("alice").await;
    app.user("bob").await;
    let github = app.key(&alice, "github", "1234").await;
    let [here, there, bobs] =
        [app.sign_in("alice").await, app.sign_in("alice").await, app.sign_in("bob").await];
    TwoUsers { app, here, there, bobs, github }
}

impl TwoUsers {
    async fn current(&self) -> lucerna::SessionId {
        self.app.session(&self.here).await.unwrap().id
    }

    /// Asserts that Alice has only the session with the new token, and Bob is still signed in.
    async fn check_renewed(&self, renewed: Option<RenewedSession>) {
        let renewed = renewed.unwrap();
        assert!(
            self.app.session(&self.here).await.is_none() && self.app.session(&self.there).await.is_none()
        );
        let session = self.app.session(&renewed.cookie).await.unwrap();
        assert_eq!((session.id, &*session.user.username), (renewed.id, "alice"));
        assert!(self.app.session(&self.bobs).await.is_some());
    }

    async fn check_untouched(&self) {
        for cookie in [&self.here, &self.there, &self.bobs] {
            assert!(self.app.session(cookie).await.is_some());
        }
    }
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions_and_renews_this_one() {
    let people = people().await;
    let auth = &people.app.auth;
    let verified = people.app.verify("alice").await;
    let renewed = auth.change_password(&verified, NEW, Some(&people.current().await)).await.unwrap();
    people.check_renewed(renewed).await;
    let alice = KeyId::username("alice");
    assert!(auth.verify_password(&alice, PASSWORD).await.is_err());
    assert!(auth.verify_password(&alice, NEW).await.is_ok());
}

#[tokio::test]
async fn a_proof_of_the_old_password_can_neither_sign_in_nor_change_the_password() {
    let people = people().await;
    let auth = &people.app.auth;
    let [first, second, third] = [
        people.app.verify("alice").await,
        people.app.verify("alice").await,
        people.app.verify("alice").await,
    ];
    auth.change_password(&first, NEW, None).await.unwrap();
    let late = auth.change_password(&second, PASSWORD, None).await;
    assert!(matches!(late, Err(ChangePasswordError::Failed(it)) if it.code() == "superseded"));
    assert!(auth.start_session(third, SameOrigin::danger_assume()).await.is_err());
}

#[tokio::test]
async fn a_removed_password_and_a_deleted_key_also_end_sessions() {
    let people = people().await;
    let verified = people.app.verify("alice").await;
    let current = people.current().await;
    let renewed = people.app.auth.delete_key(&verified, &people.github, Some(&current)).await.unwrap();
    people.check_renewed(renewed).await;

    let people = self::people().await;
    let verified = people.app.verify("alice").await;
    let current = people.current().await;
    let renewed = people.app.auth.remove_password(&verified, Some(&current)).await.unwrap();
    people.check_renewed(renewed).await;
    assert!(people.app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.is_err());
}

#[tokio::test]
async fn only_the_owner_deletes_a_key_and_the_last_key_is_kept() {
    let people = people().await;
    let auth = &people.app.auth;
    let bob = people.app.verify("bob").await;
    for key in [&people.github, &KeyId::username("alice"), &KeyId::username("missing"), &KeyId::username(" ")]
    {
        let refused = auth.delete_key(&bob, key, None).await;
        assert!(matches!(refused, Err(ChangeCredentialError::NotOwner)), "{key}");
    }
    let last = auth.delete_key(&bob, &KeyId::username("bob"), None).await;
    assert!(matches!(last, Err(ChangeCredentialError::LastKey)));
    people.check_untouched().await;
}

#[tokio::test]
async fn an_old_proof_changes_nothing() {
    let people = people().await;
    let auth = &people.app.auth;
    let [one, two] = [people.app.verify("alice").await, people.app.verify("alice").await];
    people.app.clock.turn_seconds(601);
    assert!(matches!(auth.change_password(&one, NEW, None).await, Err(ChangePasswordError::Stale)));
    let key = auth.delete_key(&two, &people.github, None).await;
    assert!(matches!(key, Err(ChangeCredentialError::Stale)));
    assert!(matches!(auth.remove_password(&two, None).await, Err(ChangeCredentialError::Stale)));
    let new = NewKey::without_password(KeyId::new("github", "2").unwrap());
    assert!(matches!(auth.create_key(&two, new).await, Err(CreateKeyError::Stale)));
    people.check_untouched().await;
}

#[tokio::test]
async fn another_users_session_is_not_renewed_by_a_password_change() {
    let people = people().await;
    let bobs = people.app.session(&people.bobs).await.unwrap().id;
    let verified = people.app.verify("alice").await;
    let renewed = people.app.auth.change_password(&verified, NEW, Some(&bobs)).await.unwrap();
    assert!(renewed.is_none());
    assert!(people.app.session(&people.bobs).await.is_some());
    assert!(people.app.session(&people.here).await.is_none());
}

#[tokio::test]
async fn a_proof_of_a_deleted_key_starts_no_session() {
    const OAUTH: lucerna::Method = lucerna::Method::new("oauth");
    let people = people().await;
    let auth = &people.app.auth;
    let user = people.app.session(&people.here).await.unwrap().user.id;
    let by_github =
        || Verified::danger_verified_by(user.clone(), OAUTH, auth.now()).with_key(people.github.clone());
    let before = auth.start_session(by_github(), SameOrigin::danger_assume()).await.unwrap();
    let late = by_github();
    auth.delete_key(&people.app.verify("alice").await, &people.github, None).await.unwrap();
    assert!(auth.authenticate(&get_with(&before)).await.unwrap().is_none());
    assert!(auth.start_session(late, SameOrigin::danger_assume()).await.is_err());
}

#[tokio::test]
async fn danger_calls_need_no_proof() {
    let people = people().await;
    let auth = &people.app.auth;
    let alice = KeyId::username("alice");
    auth.danger_set_password(&alice, NEW).await.unwrap();
    assert!(people.app.session(&people.here).await.is_none());
    assert!(auth.verify_password(&alice, NEW).await.is_ok());
    auth.danger_remove_password(&alice).await.unwrap();
    assert!(auth.verify_password(&alice, NEW).await.is_err());
    let delete = async |key: &KeyId, last| auth.danger_delete_key(key, last).await.unwrap();
    assert_eq!(delete(&people.github, LastKey::Keep).await, KeyDeletion::Deleted);
    assert_eq!(delete(&alice, LastKey::Keep).await, KeyDeletion::Last);
    assert_eq!(delete(&alice, LastKey::Delete).await, KeyDeletion::Deleted);
    assert_eq!(delete(&alice, LastKey::Delete).await, KeyDeletion::Missing);
}

#[tokio::test]
async fn a_changed_password_applies_to_all_names_and_to_no_other_key() {
    let app = memory_app();
    let alice = app.user("alice").await;
    let address = app.key(&alice, "email", "alice@example.com").await;
    let github = app.key(&alice, "github", "1").await;
    app.auth.change_password(&app.verify("alice").await, "wrong donkey generator", None).await.unwrap();
    let keys = app.auth.user_keys(&alice).await.unwrap();
    assert!(keys.iter().all(|it| it.has_password == (it.id != github)), "{keys:?}");
    assert!(app.auth.verify_password(&address, "wrong donkey generator").await.is_ok());
    assert!(app.auth.verify_password(&github, "wrong donkey generator").await.is_err());

    // An administrator's new password applies to all names as well, also to those without one.
    app.auth.danger_remove_password(&KeyId::username("alice")).await.unwrap();
    app.auth.danger_set_password(&KeyId::username("alice"), "right donkey generator").await.unwrap();
    assert!(app.auth.verify_password(&address, "right donkey generator").await.is_ok());
}
