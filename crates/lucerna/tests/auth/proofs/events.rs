//! Events are typed, have the caller's address, and have no secret.

use super::kit::{MemberProfile, member, memory_app_with, post};
use crate::kit::PASSWORD;
use lucerna::{
    Argon2Cost, Auth, Event, KeyId, MemoryStore, Observer, Outcome, PasswordPool, PepperKey, RequestHead,
    Schema, VerifyPasswordError,
};
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

struct ChannelObserver(Mutex<Sender<Event>>);

impl Observer for ChannelObserver {
    fn observe(&self, event: &Event) {
        self.0.lock().unwrap().send(event.clone()).unwrap();
    }
}

/// A request through a trusted proxy.
struct Proxied;

impl RequestHead for Proxied {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let value = match name {
            "user-agent" => Some("curl/8.5"),
            "x-forwarded-for" => Some("203.0.113.9, 198.51.100.7"),
            "origin" => Some("https://app.example"),
            _ => None,
        };
        value.map(str::as_bytes).into_iter()
    }

    fn peer(&self) -> Option<IpAddr> {
        "10.0.0.1".parse().ok()
    }
}

pub(super) fn observed() -> (super::kit::MemoryApp, Receiver<Event>) {
    let (send, events) = channel();
    let app = memory_app_with([], |it| {
        it.observer(ChannelObserver(send.into())).trusted_proxies("10.0.0.0/8".parse().unwrap())
    });
    (app, events)
}

#[tokio::test]
async fn an_event_has_the_user_the_method_the_caller_and_the_outcome() {
    let (app, events) = observed();
    let auth = app.auth.on_behalf_of(&Proxied);
    let user = auth.sign_up(member("alice"), PASSWORD).await.unwrap().user.id;
    let alice = KeyId::username("alice");
    assert!(auth.verify_password(&alice, "wrong").await.is_err());
    let verified = auth.verify_password(&alice, PASSWORD).await.unwrap();
    let cookie = auth.start_session(verified, auth.prove_origin(&post()).unwrap()).await.unwrap();
    let got: Vec<_> = (0..4).map(|_| events.recv().unwrap()).collect();
    let names: Vec<_> = got.iter().map(|it| (it.name, it.outcome)).collect();
    assert_eq!(
        names,
        [
            ("user.created", Outcome::Succeeded),
            ("password.refused", Outcome::Refused),
            ("password.verified", Outcome::Succeeded),
            ("session.started", Outcome::Succeeded),
        ]
    );
    for event in &got {
        assert_eq!(event.user_id.as_ref(), Some(&user), "{event:?}");
        assert_eq!(event.peer, "198.51.100.7".parse().ok());
        assert_eq!((event.user_agent.as_deref(), event.at), (Some("curl/8.5"), Some(auth.now())));
    }
    assert_eq!(got[3].methods.as_ref().map(ToString::to_string).as_deref(), Some("password"));
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap();
    let shown = format!("{got:?}");
    for secret in [token, PASSWORD, "wrong", "alice"] {
        assert!(!shown.contains(&format!("\"{secret}")), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn a_refused_password_of_an_unknown_user_has_no_user_id() {
    let (app, events) = observed();
    assert!(app.auth.verify_password(&KeyId::username("missing"), PASSWORD).await.is_err());
    let event = events.recv().unwrap();
    assert_eq!((event.name, event.user_id, event.peer), ("password.refused", None, None));
}

#[tokio::test]
async fn a_panicking_observer_does_not_change_the_result() {
    struct PanickingObserver;
    impl Observer for PanickingObserver {
        fn observe(&self, _: &Event) {
            panic!("an observer of the application's is broken");
        }
    }
    let app = memory_app_with([], |it| it.observer(PanickingObserver));
    app.user("alice").await;
    assert!(app.session(&app.sign_in("alice").await).await.is_some());
}

/// The same store, opened with a hasher that has lost its pepper.
#[tokio::test]
async fn a_hash_that_cannot_be_verified_is_an_event_with_its_user_and_without_the_hash() {
    let store = MemoryStore::new(Schema::of::<MemberProfile>().unwrap());
    let cost = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    let pool = PasswordPool::builder().cost(cost);
    let peppered = pool.clone().pepper(PepperKey::new("2026", [7; 32]).unwrap()).build().unwrap();
    let origin = "https://app.example";
    let before: Auth<MemberProfile> =
        Auth::builder(store.clone(), peppered, origin.parse().unwrap()).build().unwrap();
    let user = before.sign_up(member("alice"), PASSWORD).await.unwrap().user.id;

    let (send, events) = channel();
    let after: Auth<MemberProfile> = Auth::builder(store, pool.build().unwrap(), origin.parse().unwrap())
        .observer(ChannelObserver(send.into()))
        .build()
        .unwrap();
    let refused = after.verify_password(&KeyId::username("alice"), PASSWORD).await;
    assert!(matches!(refused, Err(VerifyPasswordError::InvalidCredentials)));
    let event = events.recv().unwrap();
    assert_eq!((event.name, event.outcome), ("password.unverifiable", Outcome::Failed));
    assert_eq!(event.user_id, Some(user));
    assert_eq!(event.error.as_deref(), Some("its pepper is not configured"));
    assert_eq!(events.recv().unwrap().name, "password.refused");

    assert!(after.verify_password(&KeyId::username("missing"), PASSWORD).await.is_err());
    assert_eq!(events.recv().unwrap().name, "password.refused");
}
