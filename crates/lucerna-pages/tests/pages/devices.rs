//! The list of devices.

use crate::accounts::RECENT;
use crate::app::{App, PASSWORD};
use crate::client::Client;
use lucerna_testkit::signed_in_cookie;
use std::time::Duration;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/26.0 Mobile/15E148 Safari/604.1";

async fn sign_in<'a>(app: &'a App, agent: &str) -> Client<'a> {
    let mut client = app.client().with("user-agent", agent);
    let reply = client.post("/login", &[("username", "Alice"), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, 303, "{reply:?}");
    client
}

/// Returns the ids of the sessions that the page offers to end.
async fn ids(client: &mut Client<'_>) -> Vec<String> {
    let page = client.get("/account/devices").await;
    assert_eq!(page.status, 200, "{page:?}");
    page.body.split("name=\"session\" value=\"").skip(1).map(|it| it[..64].to_owned()).collect()
}

#[tokio::test]
async fn devices_are_listed_with_browser_system_and_use() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    app.clock.turn(Duration::from_secs(3 * 60 * 60));
    let mut phone = sign_in(&app, IPHONE).await;
    let page = alice.get("/account/devices").await;
    for text in
        ["Firefox on Linux", "This device", "Safari on iOS", "Signed in 3 hours ago", "Signed in just now"]
    {
        assert!(page.says(text), "{text}: {page:?}");
    }
    assert_eq!(page.body.matches("This device").count(), 1);
    let seen = phone.get_json("/account/devices").await.value();
    let sessions = seen["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!((&sessions[0]["current"], &sessions[0]["kind"]), (&true.into(), &"phone".into()));
    assert_eq!((&sessions[1]["browser"], &sessions[1]["system"]), (&"Firefox".into(), &"Linux".into()));
}

#[tokio::test]
async fn one_device_or_all_others_are_signed_out() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let (mut phone, mut curl) = (sign_in(&app, IPHONE).await, sign_in(&app, "curl/8.5").await);
    let offered = ids(&mut alice).await;
    assert_eq!(offered.len(), 2);
    let ended = alice.post("/account/devices/end", &[("session", &offered[0])]).await;
    assert!(ended.goes_to("/account/devices?done=device"), "{ended:?}");
    assert_eq!(ids(&mut alice).await.len(), 1);
    assert_ne!(phone.is_signed_in().await, curl.is_signed_in().await);
    let all = alice.post("/account/devices/end-others", &[]).await;
    assert!(all.goes_to("/account/devices?done=devices"), "{all:?}");
    assert!(!phone.is_signed_in().await && !curl.is_signed_in().await && alice.is_signed_in().await);
}

#[tokio::test]
async fn rt_121_a_session_of_another_user_stays() {
    let app = App::new();
    let (mut alice, mut eve) = (app.user("Alice").await, app.user("Eve X").await);
    let id =
        alice.get_json("/account/devices").await.value()["sessions"][0]["id"].as_str().unwrap().to_owned();
    for session in [id.as_str(), "", "x", "../..", &"f".repeat(64)] {
        let reply = eve.post("/account/devices/end", &[("session", session)]).await;
        assert!(reply.goes_to("/account/devices?done=device"), "{reply:?}");
        let reply = eve.json("/account/devices/end", &serde_json::json!({ "session": session })).await;
        assert_eq!((reply.status, reply.code().as_str()), (404, "unknown_session"));
    }
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn asvs_7_5_2_ending_a_session_needs_a_recent_sign_in() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let mut phone = sign_in(&app, IPHONE).await;
    let id = ids(&mut alice).await.remove(0);
    app.clock.turn(RECENT);
    for (path, fields) in
        [("/account/devices/end", &[("session", id.as_str())][..]), ("/account/devices/end-others", &[])]
    {
        let reply = alice.post(path, fields).await;
        assert!(reply.goes_to("/login/verify?next=%2Faccount%2Fdevices%3Fdone%3Dconfirmed"), "{reply:?}");
        let reply = alice.json(path, &serde_json::json!({ "session": id })).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "verification_not_recent"));
    }
    assert!(phone.is_signed_in().await);
}

#[tokio::test]
async fn ending_the_own_session_signs_out() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let id =
        alice.get_json("/account/devices").await.value()["sessions"][0]["id"].as_str().unwrap().to_owned();
    assert!(alice.post("/account/devices/end", &[("session", &id)]).await.goes_to("/login"));
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn a_session_of_the_applications_own_pages_is_listed_and_followed() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let id = alice.get_json("/account").await.value()["user"]["id"].as_str().unwrap().to_owned();
    let cookie = signed_in_cookie(&app.auth, &id.as_str().into()).await;
    let (name, value) = cookie.split_once('=').unwrap();
    let mut own = app.client().with("user-agent", IPHONE);
    own.cookies.insert(name.to_owned(), value.to_owned());
    assert!(alice.get("/account/devices").await.says("Unknown device"));
    assert!(own.get("/account/devices").await.says("Safari on iOS"));
    assert!(alice.get("/account/devices").await.says("Safari on iOS"));
    assert_eq!(own.post("/login/verify", &[("password", PASSWORD)]).await.status, 303);
    assert!(alice.get("/account/devices").await.says("Safari on iOS"), "its id has changed");
}
