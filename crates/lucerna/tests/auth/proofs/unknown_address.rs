//! Tests of requests without an address of their caller.

use super::kit::{MemoryApp, member, memory_app, memory_app_with, post};
use crate::kit::PASSWORD;
use lucerna::{Event, KeyId, Observer, Outcome, RatePolicy};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

struct ChannelObserver(Mutex<Sender<Event>>);

impl Observer for ChannelObserver {
    fn observe(&self, event: &Event) {
        if event.name == "address.unknown" {
            self.0.lock().unwrap().send(event.clone()).unwrap();
        }
    }
}

/// Returns an application with Alice and limits of one attempt for a network, and its warnings about addresses.
async fn limited_app() -> (MemoryApp, Receiver<Event>) {
    let (send, events) = channel();
    let once = RatePolicy::new(1, Duration::from_secs(60));
    let app = memory_app_with([], |it| {
        let limited = it.failures_per_network(once.clone()).sign_ups_per_network(once);
        limited.observer(ChannelObserver(send.into()))
    });
    app.user("alice").await;
    (app, events)
}

#[tokio::test]
async fn requests_without_an_address_are_one_warning_and_lock_out_no_other_visitor() {
    let (app, events) = limited_app().await;
    let nowhere = app.auth.on_behalf_of(&post());
    for number in 0..3 {
        nowhere.sign_up(member(&format!("user{number}")), PASSWORD).await.unwrap();
        nowhere.verify_password(&KeyId::username(&format!("nobody{number}")), PASSWORD).await.unwrap_err();
    }
    // A stranger's wrong passwords refuse no other visitor.
    drop(nowhere.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap());
    drop((nowhere, app));
    let events: Vec<_> = events.iter().collect();
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event.outcome, Outcome::Failed);
    assert!(event.error.as_ref().unwrap().contains("into_make_service_with_connect_info"), "{event:?}");
}

#[tokio::test]
async fn a_command_is_no_request_without_an_address() {
    let (app, events) = limited_app().await;
    app.auth.sign_up(member("barbara"), PASSWORD).await.unwrap();
    drop(app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap());
    drop(app);
    assert_eq!(events.iter().count(), 0);
}

#[tokio::test]
async fn the_limits_of_an_account_hold_without_an_address() {
    let app = memory_app();
    app.user("alice").await;
    let nowhere = app.auth.on_behalf_of(&post());
    let mut refused = 0;
    for _ in 0..9 {
        let failed = nowhere.verify_password(&KeyId::username("alice"), "wrong donkey generator").await;
        refused += usize::from(failed.unwrap_err().to_string().contains("too many attempts"));
    }
    assert_eq!(refused, 4);
}
