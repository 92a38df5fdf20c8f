//! Tests of known devices: the browsers in which a user signed in.

use super::kit::{MemoryApp, memory_app, post};
use crate::kit::{PASSWORD, TestHead, sqlite_app};
use lucerna::extend::SecretHash;
use lucerna::{KeyId, SameOrigin, SessionOptions, Verified, VerifyPasswordError};
use std::collections::BTreeMap;

const SESSION: &str = "__Host-lucerna_session";
const DEVICE: &str = "__Host-lucerna_session_device";
const MOST_OF_USER: usize = 10;

/// A browser, with its cookies.
#[derive(Clone, Default)]
pub(super) struct Browser(BTreeMap<String, String>);

impl Browser {
    pub(super) fn request(&self) -> TestHead {
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        post().with("cookie", pairs.join("; "))
    }

    /// Takes over the cookies of an answer, and returns true if one of them is a device's.
    pub(super) fn take<'a>(&mut self, headers: impl Iterator<Item = &'a str>) -> bool {
        let mut is_new_device = false;
        for header in headers {
            let (name, value) = header.split(';').next().unwrap().split_once('=').unwrap();
            is_new_device |= name == DEVICE;
            self.0.insert(name.to_owned(), value.to_owned());
        }
        is_new_device
    }

    /// Signs in, and returns true if the browser was not known as this user's.
    pub(super) async fn sign_in(&mut self, app: &MemoryApp, name: &str) -> bool {
        self.sign_in_with(app, name, PASSWORD).await
    }

    async fn sign_in_with(&mut self, app: &MemoryApp, name: &str, password: &str) -> bool {
        let request = self.request();
        let auth = app.auth.on_behalf_of(&request);
        let verified = auth.verify_password(&KeyId::username(name), password).await.unwrap();
        let cookie = auth.start_session(verified, auth.prove_origin(&request).unwrap()).await.unwrap();
        self.take(cookie.header_values())
    }

    fn secrets(&self) -> Vec<&str> {
        self.0[DEVICE].split('.').collect()
    }
}

async fn app_of(names: &[&str]) -> MemoryApp {
    let app = memory_app();
    for name in names {
        app.user(name).await;
    }
    app
}

#[tokio::test]
async fn the_first_sign_in_by_password_makes_the_browser_known() {
    let (app, mut browser) = (app_of(&["alice"]).await, Browser::default());
    let auth = &app.auth;
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let cookie = auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
    let headers: Vec<_> = cookie.header_values().collect();
    assert!(headers.len() == 2 && headers[0] == cookie.header_value());
    assert!(headers[0].starts_with(&format!("{SESSION}=")));
    let (secret, rest) = headers[1].split_once("; ").unwrap();
    assert_eq!(secret.len(), DEVICE.len() + 1 + 43);
    assert_eq!(rest, "Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax; Secure");
    browser.take(cookie.header_values());
    assert!(!browser.sign_in(&app, "alice").await, "known");
    let session = auth.authenticate(&browser.request()).await.unwrap().unwrap();
    let signed_out = auth.end_session(&session.id).await.unwrap();
    assert!(!browser.take(signed_out.header_values()), "signing out keeps the device");
    assert!(!browser.sign_in(&app, "alice").await, "still known");
    app.clock.turn(400);
    assert!(!browser.sign_in(&app, "alice").await);
    app.clock.turn(1);
    assert!(browser.sign_in(&app, "alice").await, "known for 400 days");
}

#[tokio::test]
async fn other_ways_to_start_a_session_make_no_device_known() {
    let app = memory_app();
    let alice = app.user("alice").await;
    let assumed = Verified::danger_assume(alice, app.auth.now());
    let cookie = app.auth.start_session(assumed, SameOrigin::danger_assume()).await.unwrap();
    assert_eq!(cookie.header_values().count(), 1, "an administrator's browser is not the user's");
    let verified = app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    app.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
}

#[tokio::test]
async fn a_browser_is_known_for_each_of_its_last_three_users() {
    let app = app_of(&["alice", "bob", "carol", "dave"]).await;
    let mut browser = Browser::default();
    for name in ["alice", "bob", "carol"] {
        assert!(browser.sign_in(&app, name).await, "{name}");
    }
    for name in ["alice", "bob", "carol"] {
        assert!(!browser.sign_in(&app, name).await, "{name}");
    }
    assert!(browser.sign_in(&app, "dave").await && browser.secrets().len() == 3);
    assert!(!browser.sign_in(&app, "carol").await && browser.sign_in(&app, "alice").await);
}

#[tokio::test]
async fn a_planted_cookie_is_not_taken_over() {
    let app = app_of(&["alice", "mallory"]).await;
    let (mut mallory, mut alice) = (Browser::default(), Browser::default());
    mallory.sign_in(&app, "mallory").await;
    alice.0.insert(DEVICE.to_owned(), mallory.0[DEVICE].clone());
    assert!(alice.sign_in(&app, "alice").await, "her own secret");
    assert_ne!(alice.secrets()[0], mallory.secrets()[0]);
    assert!(mallory.sign_in(&app, "alice").await, "the planted one did not become hers");
    for junk in ["x".repeat(43), format!("{}=", "A".repeat(42)), "A".repeat(4000), String::new()] {
        let mut browser = Browser::default();
        browser.0.insert(DEVICE.to_owned(), junk);
        assert!(browser.sign_in(&app, "alice").await && browser.secrets().last().unwrap().len() == 43);
    }
}

#[tokio::test]
async fn a_second_cookie_of_the_name_does_not_hide_the_device() {
    let app = app_of(&["alice"]).await;
    let mut browser = Browser::default();
    browser.sign_in(&app, "alice").await;
    let (device, junk) = (browser.0[DEVICE].clone(), "A".repeat(43));
    for pairs in [[&junk, &device], [&device, &junk], [&device, &device]] {
        let cookies = pairs.map(|it| format!("{DEVICE}={it}")).join("; ");
        let auth = app.auth.on_behalf_of(&post().with("cookie", &*cookies));
        let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
        let proof = auth.prove_origin(&post().with("cookie", &*cookies)).unwrap();
        let cookie = auth.start_session(verified, proof).await.unwrap();
        assert_eq!(cookie.header_values().filter(|it| it.starts_with(DEVICE)).count(), 0, "{cookies}");
    }
}

#[tokio::test]
async fn strangers_do_not_lock_out_a_known_device() {
    let app = app_of(&["alice"]).await;
    let (mut known, mut stranger) = (Browser::default(), Browser::default());
    known.sign_in(&app, "alice").await;
    let alice = KeyId::username("alice");
    for _ in 0..200 {
        drop(app.auth.verify_password(&alice, "wrong").await.unwrap_err());
        app.clock.turn_seconds(900);
    }
    let refused = app.auth.verify_password(&alice, PASSWORD).await.unwrap_err();
    assert!(
        matches!(refused, VerifyPasswordError::TooManyAttempts(it) if it.retry_after.is_none()),
        "{refused}"
    );
    assert!(!known.sign_in(&app, "alice").await);
    // The right password was a proof: strangers have their attempts again, without the delays of a new attack.
    app.clock.turn_seconds(900);
    assert!(stranger.sign_in(&app, "alice").await);
}

#[tokio::test]
async fn a_session_that_ends_with_the_browser_makes_no_device_known() {
    let app = app_of(&["alice"]).await;
    let verified = app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let options = SessionOptions::default().until_browser_closes();
    let cookie = app.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    assert_eq!(cookie.header_values().count(), 1);
}

#[tokio::test]
async fn a_changed_password_forgets_the_other_devices() {
    let app = app_of(&["alice"]).await;
    let (mut here, mut thief) = (Browser::default(), Browser::default());
    here.sign_in(&app, "alice").await;
    thief.sign_in(&app, "alice").await;
    let auth = app.auth.on_behalf_of(&here.request());
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    drop(auth.change_password(&verified, "another good one", None).await.unwrap());
    assert!(!here.sign_in_with(&app, "alice", "another good one").await);
    assert!(thief.sign_in_with(&app, "alice", "another good one").await);
    app.auth.danger_set_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    assert!(here.sign_in(&app, "alice").await, "an administrator's change forgets all");
}

#[tokio::test]
async fn a_user_has_a_limited_number_of_devices_and_the_oldest_gives_way() {
    let app = app_of(&["alice"]).await;
    let mut browsers = vec![Browser::default(); MOST_OF_USER + 1];
    for browser in &mut browsers {
        assert!(browser.sign_in(&app, "alice").await);
        app.clock.turn_seconds(1);
    }
    for browser in browsers.iter_mut().skip(1) {
        assert!(!browser.sign_in(&app, "alice").await);
    }
    assert!(browsers[0].sign_in(&app, "alice").await);
}

#[tokio::test]
async fn the_database_has_only_hashes_of_devices_and_they_go_with_their_user() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let secret = cookie.header_values().nth(1).unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
    let rows = || {
        let connection = rusqlite::Connection::open(&app.path).unwrap();
        let mut query = connection.prepare("SELECT id FROM lucerna_known_device").unwrap();
        let ids = query.query_map([], |it| it.get::<_, String>(0)).unwrap();
        ids.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(rows(), [SecretHash::of(&secret).unwrap().to_string()]);
    app.auth.delete_user(&app.alice().await).await.unwrap();
    assert_eq!(rows(), [""; 0]);
}
