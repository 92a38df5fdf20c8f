//! Assertions that users and sessions of an old database are unchanged.

use crate::expected::{KeptKey, KeptSession, KeptState, KeptUser, values};
use crate::fixtures::FixtureDatabase;
use lucerna::{
    Argon2Cost, Auth, PasswordPool, Row, Session, SessionOptions, Store, Timestamp, UserId,
    VerifyPasswordError,
};
use lucerna_testkit::TurnedClock;

/// Asserts that all users are found with attributes and keys, and sign in only with their present passwords.
pub(crate) async fn assert_users(kept: &FixtureDatabase, store: impl Store) {
    let auth = auth(kept, store);
    for user in &kept.expected.users {
        let found = auth.find_user(&user.id.as_str().into()).await.unwrap();
        let attributes = found.map(|it| values(&it.attributes).unwrap());
        assert_eq!(attributes.as_ref(), Some(&user.attributes), "{} of {}", user.id, kept.name());
        assert_keys(&auth, user).await;
        for key in &user.keys {
            assert_password(&auth, user, key).await;
        }
    }
}

/// Asserts the state of every session: live ones are found and used, idle ones are renewed, and the others have expired. New
/// sessions can start.
pub(crate) async fn assert_sessions(kept: &FixtureDatabase, store: impl Store) {
    let auth = auth(kept, store);
    let now = kept.expected.now;
    for user in &kept.expected.users {
        let alive = user.sessions.iter().filter(|it| it.state != KeptState::Over);
        let listed = auth.user_sessions(&UserId::from(user.id.as_str())).await.unwrap();
        assert_eq!(listed.len(), alive.count(), "sessions of {} of {}", user.id, kept.name());
        for session in &user.sessions {
            let found = auth.find_session(&session.id().unwrap()).await.unwrap();
            assert_found(session, user, found.as_ref());
            let used = session.authenticate(&auth).await.unwrap();
            assert_used(session, user, used.as_ref(), now);
            if let Some(used) = used {
                assert_another_starts(&auth, user, &used).await;
            }
        }
    }
}

fn auth(kept: &FixtureDatabase, store: impl Store) -> Auth<Row, Row> {
    let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1).unwrap()).build().unwrap();
    let clock = TurnedClock::default();
    clock.set(Timestamp::from_unix_millis(kept.expected.now));
    Auth::builder(store, pool, "https://app.example".parse().unwrap()).clock(clock).build().unwrap()
}

async fn assert_keys(auth: &Auth<Row, Row>, user: &KeptUser) {
    let found = auth.user_keys(&user.id.as_str().into()).await.unwrap();
    let mut found: Vec<_> = found.iter().map(|it| (it.id.to_string(), it.has_password)).collect();
    let of = |it: &KeptKey| (it.id().unwrap().to_string(), it.password.is_some());
    let mut kept: Vec<_> = user.keys.iter().map(of).collect();
    found.sort();
    kept.sort();
    assert_eq!(found, kept, "{}", user.id);
}

async fn assert_password(auth: &Auth<Row, Row>, user: &KeptUser, key: &KeptKey) {
    let id = key.id().unwrap();
    if let Some(password) = &key.password {
        let verified = auth.verify_password(&id, password).await.unwrap();
        assert_eq!(verified.user_id().as_str(), user.id, "{id}");
    }
    for wrong in key.former.iter().map(String::as_str).chain(["a wrong password"]) {
        let refused = auth.verify_password(&id, wrong).await;
        assert!(matches!(refused, Err(VerifyPasswordError::InvalidCredentials)), "{id}: {refused:?}");
    }
}

/// Asserts that a session is the same as when the database was written.
fn assert_found(kept: &KeptSession, user: &KeptUser, found: Option<&Session<Row, Row>>) {
    let limits = found.map(|it| [it.expiry.active, it.expiry.idle, it.expiry.absolute]);
    let limits = limits.map(|it| it.map(Timestamp::unix_millis));
    assert_eq!(limits, kept.limits, "{kept:?}");
    assert_eq!(found.is_some(), kept.state != KeptState::Over, "{kept:?}");
    if let Some(found) = found {
        assert_eq!(found.user.id.as_str(), user.id, "{kept:?}");
        assert_eq!(values(&found.user.attributes).unwrap(), user.attributes, "{kept:?}");
        assert_eq!(values(&found.attributes).unwrap(), kept.attributes, "{kept:?}");
    }
}

/// Asserts the state of a session after its use: an idle one is renewed with its own periods, up to its absolute limit.
fn assert_used(kept: &KeptSession, user: &KeptUser, used: Option<&Session<Row, Row>>, now: i64) {
    let Some([active, _, absolute]) = kept.limits else {
        assert!(used.is_none(), "{kept:?}");
        return;
    };
    let used = used.unwrap();
    let is_idle = kept.state == KeptState::Idle;
    let active = if is_idle { absolute.min(now + kept.active_period) } else { active };
    assert_eq!(used.renewed, is_idle, "{kept:?}");
    assert_eq!(used.expiry.active.unix_millis(), active, "{kept:?}");
    assert_eq!(used.expiry.absolute.unix_millis(), absolute, "{kept:?}");
    assert_eq!(used.user.id.as_str(), user.id, "{kept:?}");
}

/// Asserts that a new session can start and end beside the old ones.
async fn assert_another_starts(auth: &Auth<Row, Row>, user: &KeptUser, beside: &Session<Row, Row>) {
    let known = user.keys.iter().find_map(|key| Some((key, key.password.as_ref()?)));
    let Some((key, password)) = known else { return };
    let verified = auth.verify_password(&key.id().unwrap(), password).await.unwrap();
    let options = SessionOptions::new(beside.attributes.clone());
    let id = auth.start_bearer_session(verified, options).await.unwrap().id;
    assert_eq!(auth.find_session(&id).await.unwrap().unwrap().attributes, beside.attributes);
    assert!(auth.end_session_of(&beside.user.id, &id).await.unwrap());
}
