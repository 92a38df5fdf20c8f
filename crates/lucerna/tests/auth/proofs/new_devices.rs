//! Tests of the event of a sign-in from a browser that is no known device of the user.

use super::events::observed;
use super::kit::{MemoryApp, member};
use super::known_devices::Browser;
use crate::kit::PASSWORD;
use lucerna::{Event, KeyId, Outcome, SameOrigin, SessionOptions, Verified};
use std::sync::mpsc::Receiver;

/// Returns the new devices that were reported since the last call.
fn new_devices(app: &MemoryApp, events: &Receiver<Event>) -> Vec<Event> {
    app.auth.services().emit(Event::new("test.end", Outcome::Succeeded));
    let all = std::iter::from_fn(|| events.recv().ok().filter(|it| it.name != "test.end"));
    all.filter(|it| it.name == "device.new").collect()
}

#[tokio::test]
async fn asvs_6_3_5_the_first_sign_in_from_a_second_browser_is_reported_and_a_sign_up_is_not() {
    let (app, events) = observed();
    let mut first = Browser::default();
    let alice = app.auth.sign_up(member("alice"), PASSWORD).await.unwrap();
    let cookie = app.auth.start_session(alice.verified, SameOrigin::danger_assume()).await.unwrap();
    assert!(first.take(cookie.header_values()));
    assert!(!first.sign_in(&app, "alice").await);
    assert!(new_devices(&app, &events).is_empty());

    let mut second = Browser::default();
    second.sign_in(&app, "alice").await;
    second.sign_in(&app, "alice").await;
    let reported = new_devices(&app, &events);
    assert_eq!(reported.len(), 1, "once");
    let sessions = app.auth.user_sessions(&alice.user.id).await.unwrap();
    assert_eq!((&reported[0].user_id, reported[0].outcome), (&Some(alice.user.id), Outcome::Succeeded));
    assert!(reported[0].session_id.is_some() && sessions.len() == 2);
}

#[tokio::test]
async fn asvs_6_3_5_no_way_to_sign_in_is_silent() {
    let (app, events) = observed();
    let user = app.user("alice").await;
    let by_password = async || app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    app.auth.start_bearer_session(by_password().await, SessionOptions::default()).await.unwrap();
    let options = SessionOptions::default().until_browser_closes();
    drop(
        app.auth.start_session_with(by_password().await, SameOrigin::danger_assume(), options).await.unwrap(),
    );
    let assumed = Verified::danger_assume(user.clone(), app.auth.now());
    drop(app.auth.start_session(assumed, SameOrigin::danger_assume()).await.unwrap());
    assert_eq!(new_devices(&app, &events).len(), 3);
}

#[tokio::test]
async fn a_known_device_is_known_for_sessions_that_end_with_the_browser_and_for_other_methods() {
    let (app, events) = observed();
    let user = app.user("alice").await;
    let mut browser = Browser::default();
    let link = |at| Verified::danger_verified_by(user.clone(), lucerna::Method::new("link"), at);
    let cookie = app.auth.start_session(link(app.auth.now()), SameOrigin::danger_assume()).await.unwrap();
    assert!(browser.take(cookie.header_values()), "a link makes a browser known, too");
    assert_eq!(new_devices(&app, &events).len(), 1);

    let auth = app.auth.on_behalf_of(&browser.request());
    let options = || SessionOptions::default().until_browser_closes();
    for verified in
        [link(auth.now()), auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap()]
    {
        let proof = auth.prove_origin(&browser.request()).unwrap();
        drop(auth.start_session_with(verified, proof, options()).await.unwrap());
    }
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    assert!(new_devices(&app, &events).is_empty());
}
