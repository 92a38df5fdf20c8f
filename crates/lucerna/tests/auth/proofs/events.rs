//! Events: typed, from where, and without a secret.

use super::kit::{home_with, member, post};
use crate::kit::PASSWORD;
use lucerna::{Event, KeyId, Observer, Outcome, RequestHead};
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

struct Sink(Mutex<Sender<Event>>);

impl Observer for Sink {
    fn observe(&self, event: &Event) {
        self.0.lock().unwrap().send(event.clone()).unwrap();
    }
}

/// A request through a proxy of ours.
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

fn observed() -> (super::kit::Home, Receiver<Event>) {
    let (send, events) = channel();
    let home =
        home_with([], |it| it.observer(Sink(send.into())).trusted_proxies("10.0.0.0/8".parse().unwrap()));
    (home, events)
}

#[tokio::test]
async fn an_event_says_who_what_how_from_where_and_how_it_ended() {
    let (home, events) = observed();
    let auth = home.auth.on_behalf_of(&Proxied);
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
async fn a_refused_password_of_nobody_names_nobody() {
    let (home, events) = observed();
    assert!(home.auth.verify_password(&KeyId::username("nobody"), PASSWORD).await.is_err());
    let event = events.recv().unwrap();
    assert_eq!((event.name, event.user_id, event.peer), ("password.refused", None, None));
}

#[tokio::test]
async fn a_broken_observer_changes_no_answer() {
    struct Broken;
    impl Observer for Broken {
        fn observe(&self, _: &Event) {
            panic!("an observer of the application's is broken");
        }
    }
    let home = home_with([], |it| it.observer(Broken));
    home.user("alice").await;
    assert!(home.session(&home.sign_in("alice").await).await.is_some());
}
