//! What changes a credential takes a proof, ends what was begun with the old one, and renews the token.

use super::kit::{Home, get_with, home};
use crate::kit::PASSWORD;
use lucerna::extend::{KeyDeletion, LastKey};
use lucerna::{
    ChangeCredentialError, ChangePasswordError, CreateKeyError, KeyId, NewKey, RenewedSession, SameOrigin,
    SessionCookie, Verified,
};

const NEW: &str = "wrong donkey generator";

/// Alice in two browsers, with a second key, and Bob.
struct People {
    home: Home,
    here: SessionCookie,
    there: SessionCookie,
    bobs: SessionCookie,
    github: KeyId,
}

async fn people() -> People {
    let home = home();
    let alice = home.user("alice").await;
    home.user("bob").await;
    let github = home.key(&alice, "github", "1234").await;
    let [here, there, bobs] =
        [home.sign_in("alice").await, home.sign_in("alice").await, home.sign_in("bob").await];
    People { home, here, there, bobs, github }
}

impl People {
    async fn current(&self) -> lucerna::SessionId {
        self.home.session(&self.here).await.unwrap().id
    }

    /// Alice is signed in under the new token alone, and Bob still.
    async fn check_renewed(&self, renewed: Option<RenewedSession>) {
        let renewed = renewed.unwrap();
        assert!(
            self.home.session(&self.here).await.is_none() && self.home.session(&self.there).await.is_none()
        );
        let session = self.home.session(&renewed.cookie).await.unwrap();
        assert_eq!((session.id, &*session.user.username), (renewed.id, "alice"));
        assert!(self.home.session(&self.bobs).await.is_some());
    }

    async fn check_untouched(&self) {
        for cookie in [&self.here, &self.there, &self.bobs] {
            assert!(self.home.session(cookie).await.is_some());
        }
    }
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions_and_renews_this_one() {
    let people = people().await;
    let auth = &people.home.auth;
    let verified = people.home.verify("alice").await;
    let renewed = auth.change_password(&verified, NEW, Some(&people.current().await)).await.unwrap();
    people.check_renewed(renewed).await;
    let alice = KeyId::username("alice");
    assert!(auth.verify_password(&alice, PASSWORD).await.is_err());
    assert!(auth.verify_password(&alice, NEW).await.is_ok());
}

#[tokio::test]
async fn who_was_verified_with_the_old_password_can_no_longer_sign_in_nor_change_it_again() {
    let people = people().await;
    let auth = &people.home.auth;
    let [first, second, third] = [
        people.home.verify("alice").await,
        people.home.verify("alice").await,
        people.home.verify("alice").await,
    ];
    auth.change_password(&first, NEW, None).await.unwrap();
    let late = auth.change_password(&second, PASSWORD, None).await;
    assert!(matches!(late, Err(ChangePasswordError::Failed(it)) if it.code() == "superseded"));
    assert!(auth.start_session(third, SameOrigin::danger_assume()).await.is_err());
}

#[tokio::test]
async fn a_removed_password_and_a_deleted_key_do_the_same() {
    let people = people().await;
    let verified = people.home.verify("alice").await;
    let current = people.current().await;
    let renewed = people.home.auth.delete_key(&verified, &people.github, Some(&current)).await.unwrap();
    people.check_renewed(renewed).await;

    let people = self::people().await;
    let verified = people.home.verify("alice").await;
    let current = people.current().await;
    let renewed = people.home.auth.remove_password(&verified, Some(&current)).await.unwrap();
    people.check_renewed(renewed).await;
    assert!(people.home.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.is_err());
}

#[tokio::test]
async fn only_its_owner_deletes_a_key_and_never_the_last_one() {
    let people = people().await;
    let auth = &people.home.auth;
    let bob = people.home.verify("bob").await;
    for key in [&people.github, &KeyId::username("alice"), &KeyId::username("nobody"), &KeyId::username(" ")]
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
    let auth = &people.home.auth;
    let [one, two] = [people.home.verify("alice").await, people.home.verify("alice").await];
    people.home.clock.turn_seconds(601);
    assert!(matches!(auth.change_password(&one, NEW, None).await, Err(ChangePasswordError::Stale)));
    let key = auth.delete_key(&two, &people.github, None).await;
    assert!(matches!(key, Err(ChangeCredentialError::Stale)));
    assert!(matches!(auth.remove_password(&two, None).await, Err(ChangeCredentialError::Stale)));
    let new = NewKey::without_password(KeyId::new("github", "2").unwrap());
    assert!(matches!(auth.create_key(&two, new).await, Err(CreateKeyError::Stale)));
    people.check_untouched().await;
}

#[tokio::test]
async fn a_session_of_somebody_else_is_never_renewed_with_a_password() {
    let people = people().await;
    let bobs = people.home.session(&people.bobs).await.unwrap().id;
    let verified = people.home.verify("alice").await;
    let renewed = people.home.auth.change_password(&verified, NEW, Some(&bobs)).await.unwrap();
    assert!(renewed.is_none());
    assert!(people.home.session(&people.bobs).await.is_some());
    assert!(people.home.session(&people.here).await.is_none());
}

#[tokio::test]
async fn a_session_begun_with_a_key_does_not_start_once_the_key_is_gone() {
    const OAUTH: lucerna::Method = lucerna::Method::new("oauth");
    let people = people().await;
    let auth = &people.home.auth;
    let user = people.home.session(&people.here).await.unwrap().user.id;
    let by_github =
        || Verified::danger_verified_by(user.clone(), OAUTH, auth.now()).with_key(people.github.clone());
    let before = auth.start_session(by_github(), SameOrigin::danger_assume()).await.unwrap();
    let late = by_github();
    auth.delete_key(&people.home.verify("alice").await, &people.github, None).await.unwrap();
    assert!(auth.authenticate(&get_with(&before)).await.unwrap().is_none());
    assert!(auth.start_session(late, SameOrigin::danger_assume()).await.is_err());
}

#[tokio::test]
async fn an_administrator_needs_no_proof_and_says_danger() {
    let people = people().await;
    let auth = &people.home.auth;
    let alice = KeyId::username("alice");
    auth.danger_set_password(&alice, NEW).await.unwrap();
    assert!(people.home.session(&people.here).await.is_none());
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
async fn a_changed_password_is_every_names_and_no_other_keys() {
    let home = home();
    let alice = home.user("alice").await;
    let address = home.key(&alice, "email", "alice@example.com").await;
    let github = home.key(&alice, "github", "1").await;
    home.auth.change_password(&home.verify("alice").await, "wrong donkey generator", None).await.unwrap();
    let keys = home.auth.user_keys(&alice).await.unwrap();
    assert!(keys.iter().all(|it| it.has_password == (it.id != github)), "{keys:?}");
    assert!(home.auth.verify_password(&address, "wrong donkey generator").await.is_ok());
    assert!(home.auth.verify_password(&github, "wrong donkey generator").await.is_err());

    // An administrator sets it for all of them as well, also where there was none.
    home.auth.danger_remove_password(&KeyId::username("alice")).await.unwrap();
    home.auth.danger_set_password(&KeyId::username("alice"), "right donkey generator").await.unwrap();
    assert!(home.auth.verify_password(&address, "right donkey generator").await.is_ok());
}
