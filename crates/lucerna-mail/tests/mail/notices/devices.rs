//! Sign-ins from new devices.

use super::{app, each, told};
use crate::app::{ALICE, App, Browser, PASSWORD, link};
use lucerna_core::{KeyId, RequestHead, SessionCookie, Verified};
use lucerna_mail::{EMAIL_LINK, Shown};
use std::collections::BTreeMap;

/// A browser that keeps all cookies.
#[derive(Default)]
pub(crate) struct Device(BTreeMap<String, String>);

impl Device {
    pub(crate) fn head(&self) -> DeviceHead {
        DeviceHead(self.0.iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    pub(crate) async fn start(&mut self, app: &App, verified: Verified) {
        let head = self.head();
        let auth = app.auth.on_behalf_of(&head);
        let cookie: SessionCookie =
            auth.start_session(verified, auth.prove_origin(&head).unwrap()).await.unwrap();
        for header in cookie.header_values() {
            let (name, value) = header.split(';').next().unwrap().split_once('=').unwrap();
            self.0.insert(name.to_owned(), value.to_owned());
        }
    }

    async fn sign_in(&mut self, app: &App) {
        let verified = app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
        self.start(app, verified).await;
    }
}

pub(crate) struct DeviceHead(Vec<String>);

impl RequestHead for DeviceHead {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let fixed = match name {
            "user-agent" => Some("Mozilla/5.0 (Windows NT 10.0) Edg/130.0 <script>555-0100</script>"),
            "origin" => Some("https://app.example"),
            _ => None,
        };
        let cookies = self.0.iter().filter(move |_| name == "cookie").map(String::as_str);
        fixed.into_iter().chain(cookies).map(str::as_bytes)
    }
}

#[tokio::test]
async fn asvs_6_3_5_a_sign_in_from_a_new_device_is_told_and_a_sign_up_or_a_known_device_is_not() {
    let app = app();
    let (mut first, mut browser) = (Device::default(), Browser::default());
    let verified = app.sign_up(ALICE).await;
    browser.keep(app.by(&browser).request_verification_by(&verified, ALICE).await.unwrap());
    let letter = app.letter(ALICE).await;
    app.by(&browser).verify(Shown::Link(&link(&letter))).await.unwrap();
    app.turn_minutes(2);
    first.start(&app, verified).await;
    first.sign_in(&app).await;
    assert_eq!(told(&app).await, [""; 0], "the browser of the sign-up");

    let mut second = Device::default();
    second.sign_in(&app).await;
    assert_eq!(told(&app).await, each(&[ALICE], "New sign-in to your account"));
    second.sign_in(&app).await;
    assert_eq!(told(&app).await, [""; 0], "known by now");

    let letter = app.letters.last_to(ALICE).unwrap();
    let at = app.auth.now().to_string();
    assert!(letter.text().contains("A new device signed in to your Acme account alice@example.com."));
    assert!(letter.text().contains(&at[11..16]) && letter.text().contains(" with Edge on Windows."));
    assert!(letter.text().contains("https://app.example/account/report?link="), "{}", letter.text());
}

#[tokio::test]
async fn a_report_forgets_the_known_devices() {
    let app = app();
    let user = super::alice(&app).await;
    let mut thief = Device::default();
    thief.sign_in(&app).await;
    told(&app).await;
    drop(app.mail.report(&link(&app.letters.last_to(ALICE).unwrap())).await.unwrap());
    let reset = told(&app).await;
    assert!(reset.contains(&format!("{ALICE}: Choose a new password")), "{reset:?}");
    let verified = Verified::danger_verified_by(user, EMAIL_LINK, app.auth.now());
    thief.start(&app, verified).await;
    assert_eq!(told(&app).await, each(&[ALICE], "New sign-in to your account"));
}

#[tokio::test]
async fn rt_115_the_words_of_a_user_agent_are_in_no_notice() {
    let app = app();
    super::alice(&app).await;
    Device::default().sign_in(&app).await;
    told(&app).await;
    let letter = app.letters.last_to(ALICE).unwrap();
    assert!(letter.text().contains("Edge"));
    for part in ["555-0100", "<script", "&lt;script"] {
        assert!(!letter.text().contains(part) && !letter.html().contains(part), "{part}");
    }
}
