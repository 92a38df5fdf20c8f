//! Tests of the cookies of features.

use super::kit::{get_with, member, memory_app, memory_app_with};
use crate::kit::{PASSWORD, anonymous};
use lucerna::extend::Services;
use lucerna::{CookieOptions, KeyId, PasswordError, SameSite, Weakness};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

fn strict() -> CookieOptions {
    let mut options = CookieOptions::default();
    options.same_site = SameSite::Strict;
    options.persistent = false;
    options
}

#[test]
fn asvs_3_3_1_a_features_cookie_has_the_attributes_of_the_sessions_and_is_never_strict() {
    for app in [memory_app(), memory_app_with([], |it| it.cookie(strict()))] {
        let services = app.auth.services();
        let (secret, hash) = services.new_secret().unwrap();
        let cookie = services.cookie("mail");
        assert_eq!(cookie.name(), "__Host-lucerna_session_mail");
        let rest = "; Path=/; HttpOnly; SameSite=Lax; Secure";
        let set = cookie.set(&secret, HOUR);
        assert_eq!(set.header_value(), format!("{}={}; Max-Age=3600{rest}", cookie.name(), secret.expose()));
        assert_eq!(cookie.clear().header_value(), format!("{}=; Max-Age=0{rest}", cookie.name()));
        assert_eq!(cookie.hashes(&get_with(&set)), [hash]);
        assert_eq!(cookie.hashes(&get_with(&cookie.clear())), []);
    }
}

#[test]
fn rt_187_a_request_has_the_hashes_of_four_cookies_at_most() {
    let services = memory_app().auth.services();
    let cookie = services.cookie("mail");
    let secrets: Vec<_> = (0..5).map(|_| services.new_secret().unwrap()).collect();
    let pairs: Vec<_> = secrets.iter().map(|(it, _)| format!("{}={}", cookie.name(), it.expose())).collect();
    let read = |pairs: &[String]| cookie.hashes(&anonymous().with("cookie", pairs.join("; "))).len();
    assert_eq!(read(&pairs[..4]), 4);
    assert_eq!(read(&pairs), 0, "five are an attack");
    assert_eq!(read(&[pairs[0].clone(), pairs[0].clone()]), 1);
    let name = cookie.name();
    assert_eq!(
        read(&[format!("{name}=short"), format!("{name}="), format!("{name}2={}", "x".repeat(43))]),
        0
    );
}

#[test]
fn a_feature_reads_no_cookie_of_another() {
    let services = memory_app().auth.services();
    let (secret, hash) = services.new_secret().unwrap();
    let request = get_with(&services.cookie("mail").set(&secret, HOUR));
    assert_eq!(services.cookie("oauth").hashes(&request), []);
    assert_eq!(services.cookie("mail").hashes(&request), [hash]);
}

#[test]
fn purposes_of_lucerna_and_unfit_ones_are_refused() {
    for purpose in
        ["device", "pending", "state", "", "3000", "_mail", "Mail", "mail;", "a-b", &*"x".repeat(33)]
    {
        let (services, purpose) = (memory_app().auth.services(), purpose.to_owned().leak());
        assert!(refuses(&services, purpose), "{purpose:?}");
    }
    assert!(!refuses(&memory_app().auth.services(), "mail_2"));
}

fn refuses(services: &Services, purpose: &'static str) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| services.cookie(purpose))).is_err()
}

#[tokio::test]
async fn a_password_can_be_checked_before_a_code_is_consumed() {
    let app = memory_app();
    let user = app.user("alice_in_wonderland").await;
    let keys = app.auth.user_keys(&user).await.unwrap();
    let check = async |typed| app.auth.check_password(keys.iter().map(|it| &it.id), typed).await;
    assert_eq!(check("short").await, Err(PasswordError::TooShort { min: 8 }));
    assert_eq!(check("qwertyuiop").await, Err(PasswordError::Weak(Weakness::Common)));
    assert_eq!(check("Alice_in_Wonderland!").await, Err(PasswordError::Weak(Weakness::Context)));
    assert_eq!(check("correct horse battery staple").await, Ok(()));
    let verified = app.auth.verify_password(&KeyId::username("alice_in_wonderland"), PASSWORD).await;
    assert!(verified.is_ok(), "nothing was changed");
    assert!(app.auth.sign_up(member("bob"), "qwertyuiop").await.is_err(), "the same rules");
}
