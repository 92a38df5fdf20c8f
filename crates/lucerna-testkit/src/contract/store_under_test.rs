//! The store under test, with short calls for the cases.

use super::fixtures::{START, hash, session_id};
use lucerna_core::{Conflict, KeyId, KeyRecord, Row, SessionRecord, Store, StoreError, Timestamp};
use std::ops::Deref;
use std::sync::Arc;

pub(super) struct StoreUnderTest<S>(Arc<S>);

impl<S> Clone for StoreUnderTest<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S> Deref for StoreUnderTest<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: Store> StoreUnderTest<S> {
    pub(super) fn new(store: S) -> Self {
        Self(Arc::new(store))
    }

    /// Returns the attributes of the user with this id.
    pub(super) async fn user(&self, id: &str) -> Option<Row> {
        let found = self.find_user(&id.into()).await.unwrap()?;
        assert_eq!(found.id.as_str(), id);
        Some(found.attributes)
    }

    /// Returns the id of the user with this username.
    pub(super) async fn owner(&self, name: &str) -> Option<String> {
        let key = self.find_key(&KeyId::username(name)).await.unwrap()?;
        Some(key.user_id.to_string())
    }

    /// Returns the password hash of this username, if it has one.
    pub(super) async fn hash(&self, name: &str) -> Option<String> {
        let key = self.find_key(&KeyId::username(name)).await.unwrap()?;
        key.password_hash.map(|it| it.expose().to_owned())
    }

    /// Sets the password of a user whose id and username are the same.
    pub(super) async fn set_hash(&self, name: &str, new: Option<&str>) {
        let changed = self.set_password(&name.into(), &[KeyId::username(name)], new.map(hash)).await;
        assert_ne!(changed.unwrap(), 0);
    }

    /// Returns the keys of a user, each as text.
    pub(super) async fn keys(&self, user: &str) -> Vec<[String; 3]> {
        self.find_user_keys(&user.into()).await.unwrap().iter().map(shown).collect()
    }

    /// Returns the session of this token at [`START`].
    pub(super) async fn session(&self, token: &str) -> Option<SessionRecord> {
        self.find_session(&session_id(token), START).await.unwrap()
    }

    /// Returns the sessions of a user at [`START`].
    pub(super) async fn sessions(&self, user: &str) -> Vec<SessionRecord> {
        self.find_user_sessions(&user.into(), START).await.unwrap()
    }

    /// Returns true if the session is found, and checks that all three ways to find it agree.
    pub(super) async fn is_alive(&self, session: &SessionRecord, now: Timestamp) -> bool {
        let found = self.find_session(&session.id, now).await.unwrap().is_some();
        let joined = self.find_session_and_user(&session.id, now).await.unwrap().is_some();
        let listed = self.find_user_sessions(&session.user_id, now).await.unwrap();
        assert_eq!(joined, found, "the session alone and with its user, at {now:?}");
        assert_eq!(listed.iter().any(|it| it.id == session.id), found, "the list of sessions, at {now:?}");
        found
    }
}

/// Returns a key as text, since its hash cannot be compared.
pub(super) fn shown(key: &KeyRecord) -> [String; 3] {
    let hash = key.password_hash.as_ref().map_or("no password", |it| it.expose());
    [key.id.to_string(), key.user_id.to_string(), hash.to_owned()]
}

/// Returns the conflict of a call that has to fail with one.
pub(super) fn conflict<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Conflict {
    match result {
        Err(StoreError::Conflict(conflict)) => conflict,
        other => panic!("expected a conflict, got {other:?}"),
    }
}
