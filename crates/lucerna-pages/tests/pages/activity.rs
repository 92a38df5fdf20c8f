//! Recent activity.

use crate::app::{App, PASSWORD};
use crate::client::Client;
use serde_json::Value;
use std::time::Duration;

/// Waits until the events were written, and returns them, the newest first.
async fn events(client: &mut Client<'_>, name: &str) -> Vec<Value> {
    for _ in 0..500 {
        let page = client.get_json("/account/activity").await.value();
        let events = page["events"].as_array().unwrap().clone();
        if events.iter().any(|it| it["name"] == name) {
            return events;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no {name} was written");
}

#[tokio::test]
async fn a_user_sees_what_happened_to_the_account_and_nothing_of_others() {
    let app = App::new();
    let writer = tokio::spawn(app.audit.clone().run());
    let (mut alice, mut eve) = (app.user("Alice").await, app.user("Eve X").await);
    app.client().post("/login", &[("username", "Alice"), ("password", "wrong horse")]).await;
    let seen = events(&mut alice, "password.refused").await;
    let refused = seen.iter().find(|it| it["name"] == "password.refused").unwrap();
    assert_eq!((&refused["succeeded"], &refused["network_address"]), (&false.into(), &"192.0.2.7".into()));
    assert_eq!(refused["browser"], "Firefox");
    let page = alice.get("/account/activity").await;
    for text in
        ["Wrong password", "Signed in", "Account created", "Firefox on Linux", "192.0.2.7", "This device"]
    {
        assert!(page.says(text), "{text}: {page:?}");
    }
    events(&mut eve, "session.started").await;
    assert!(!eve.get("/account/activity").await.says("Wrong password"));
    writer.abort();
}

#[tokio::test]
async fn a_page_after_the_last_event_is_empty() {
    let app = App::new();
    let writer = tokio::spawn(app.audit.clone().run());
    let mut alice = app.user("Alice").await;
    let last = events(&mut alice, "session.started").await.len();
    assert!(last > 0);
    for after in ["zzzz", "%00", "%ff", &"z".repeat(300)] {
        let page = alice.get(&format!("/account/activity?after={after}")).await;
        assert!(page.status == 200 && !page.says(PASSWORD), "{after}: {page:?}");
    }
    writer.abort();
}
