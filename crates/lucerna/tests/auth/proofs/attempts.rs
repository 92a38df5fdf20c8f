//! Tests of limits of attempts in memory: known browsers, several names, cleared counts and events.

use super::kit::{MemberProfile, MemoryApp, member, memory_app, memory_app_with, post, post_with};
use crate::kit::{PASSWORD, TestHead};
use lucerna::{
    AttemptPolicy, Auth, CreateUserError, Event, KeyId, MemoryStore, NewKey, Observer, RatePolicy,
    RequestHead, Schema, SessionCookie, TooManyAttempts, UserId, VerifyPasswordError,
};
use lucerna_testkit::{SpyStore, quick_passwords};
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

pub(crate) const WRONG: &str = "wrong donkey generator";
const QUARTER: i64 = 15 * 60;

/// A request from an address.
pub(crate) struct RequestFrom(pub(crate) &'static str, pub(crate) TestHead);

impl RequestHead for RequestFrom {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.1.headers(name)
    }

    fn peer(&self) -> Option<IpAddr> {
        self.0.parse().ok()
    }
}

pub(crate) async fn guess(
    auth: &Auth<MemberProfile>,
    key: &KeyId,
    password: &str,
) -> Result<(), TooManyAttempts> {
    match auth.verify_password(key, password).await {
        Ok(_) | Err(VerifyPasswordError::InvalidCredentials) => Ok(()),
        Err(VerifyPasswordError::TooManyAttempts(refused)) => Err(refused),
        Err(error) => panic!("{error}"),
    }
}

pub(crate) fn alice() -> KeyId {
    KeyId::username("alice")
}

/// Returns an application with the user Alice, and the cookies of her browser.
async fn with_alice(policy: AttemptPolicy) -> (MemoryApp, SessionCookie) {
    let app = memory_app_with([], |it| it.attempt_policy(policy));
    app.user("alice").await;
    let cookie = app.sign_in("alice").await;
    (app, cookie)
}

fn undelayed(most: u32) -> AttemptPolicy {
    let mut policy = AttemptPolicy::default();
    policy.first_delay = Duration::ZERO;
    policy.most = most;
    policy
}

#[tokio::test]
async fn rt_075_concurrent_guesses_in_one_process_stay_within_the_limit() {
    let app = memory_app();
    app.user("alice").await;
    for name in ["alice", "nobody"] {
        let guesses = (0..200).map(|_| {
            let auth = app.auth.clone();
            tokio::spawn(async move { guess(&auth, &KeyId::username(name), WRONG).await.is_ok() })
        });
        let mut compared = 0;
        for guess in guesses.collect::<Vec<_>>() {
            compared += usize::from(guess.await.unwrap());
        }
        assert_eq!(compared, 5, "{name}");
    }
}

#[tokio::test]
async fn strangers_who_lock_an_account_do_not_lock_out_a_known_browser() {
    let (app, cookie) = with_alice(AttemptPolicy::default()).await;
    let known = app.auth.on_behalf_of(&post_with(&cookie));
    let mut compared = 0;
    while guess(&app.auth, &alice(), WRONG).await != Err(TooManyAttempts::locked()) {
        compared += 1;
        app.clock.turn_seconds(QUARTER);
    }
    assert_eq!(compared, 90, "a tenth is reserved");
    assert!(guess(&app.auth, &alice(), PASSWORD).await.is_err());
    assert!(known.verify_password(&alice(), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_known_browser_has_a_limit_of_its_own_for_its_own_user_only() {
    let (app, cookie) = with_alice(undelayed(20)).await;
    app.user("bob").await;
    let stolen = app.auth.on_behalf_of(&post_with(&cookie));
    for _ in 0..18 {
        guess(&app.auth, &alice(), WRONG).await.unwrap();
    }
    assert_eq!(guess(&app.auth, &alice(), WRONG).await, Err(TooManyAttempts::locked()));
    for _ in 0..2 {
        guess(&stolen, &alice(), WRONG).await.unwrap();
    }
    let all = guess(&stolen, &alice(), WRONG).await;
    assert_eq!(all, Err(TooManyAttempts::locked()), "20 failures of the account in all");
    for _ in 0..18 {
        guess(&app.auth, &KeyId::username("bob"), WRONG).await.unwrap();
    }
    let bob = guess(&stolen, &KeyId::username("bob"), PASSWORD).await;
    assert_eq!(bob, Err(TooManyAttempts::locked()), "not a known browser of Bob");
}

#[tokio::test]
async fn a_known_browser_has_delays_and_does_not_count_for_its_network() {
    let app = memory_app_with([], |it| it.failures_per_network(RatePolicy::new(3, Duration::from_secs(60))));
    app.user("alice").await;
    let cookie = app.sign_in("alice").await;
    let known = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post_with(&cookie)));
    let stranger = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
    for _ in 0..5 {
        guess(&known, &alice(), WRONG).await.unwrap();
    }
    let delayed = guess(&known, &alice(), PASSWORD).await;
    assert_eq!(delayed, Err(TooManyAttempts::until_after(Duration::from_secs(1))));
    for _ in 0..3 {
        guess(&stranger, &alice(), WRONG).await.unwrap();
    }
    let limited = guess(&stranger, &alice(), PASSWORD).await;
    assert_eq!(limited, Err(TooManyAttempts::until_after(Duration::from_secs(60))));
    app.clock.turn_seconds(1);
    assert!(known.verify_password(&alice(), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn rt_170_other_spellings_and_names_of_a_user_give_no_more_attempts() {
    let (app, _) = with_alice(undelayed(20)).await;
    let email = KeyId::email("alice@example.com");
    let verified = app.verify("alice").await;
    app.auth.create_key(&verified, NewKey::same_password(email.clone())).await.unwrap();
    for _ in 0..6 {
        for key in [alice(), KeyId::username("ALICE "), email.clone()] {
            guess(&app.auth, &key, WRONG).await.unwrap();
        }
    }
    for key in [alice(), email, KeyId::username("aLICE")] {
        assert_eq!(guess(&app.auth, &key, PASSWORD).await, Err(TooManyAttempts::locked()), "{key}");
    }
}

#[tokio::test]
async fn one_name_does_not_show_that_another_is_the_same_users() {
    let (app, _) = with_alice(AttemptPolicy::default()).await;
    let email = KeyId::email("alice@example.com");
    let verified = app.verify("alice").await;
    app.auth.create_key(&verified, NewKey::same_password(email.clone())).await.unwrap();
    for _ in 0..5 {
        guess(&app.auth, &alice(), WRONG).await.unwrap();
    }
    assert!(guess(&app.auth, &alice(), WRONG).await.is_err());
    guess(&app.auth, &email, WRONG).await.unwrap();
}

async fn change_password(app: &MemoryApp, user: &UserId) {
    let proof = lucerna::Verified::danger_assume(user.clone(), app.auth.now());
    app.auth.change_password(&proof, PASSWORD, None).await.unwrap();
}

#[tokio::test]
async fn a_password_that_is_changed_by_another_proof_clears_the_counts() {
    let (app, _) = with_alice(undelayed(10)).await;
    let user = app.auth.find_key(&alice()).await.unwrap().unwrap().user_id;
    for clear in 0..3 {
        for _ in 0..9 {
            guess(&app.auth, &alice(), WRONG).await.unwrap();
        }
        assert_eq!(guess(&app.auth, &alice(), PASSWORD).await, Err(TooManyAttempts::locked()));
        match clear {
            0 => change_password(&app, &user).await,
            1 => app.auth.danger_set_password(&alice(), PASSWORD).await.unwrap(),
            _ => app.auth.danger_clear_attempts(&alice()).await.unwrap(),
        }
        assert!(app.auth.verify_password(&alice(), PASSWORD).await.is_ok(), "{clear}");
    }
}

#[tokio::test]
async fn purposes_and_subjects_of_features_are_counted_apart() {
    let (app, _) = with_alice(AttemptPolicy::default()).await;
    let attempts = app.auth.services().attempts();
    let mut once = AttemptPolicy::default();
    once.free = 1;
    for (purpose, subject) in [("a", "b"), ("a", "c"), ("b", "b"), ("name", "username:alice")] {
        attempts.try_account(purpose, subject, &once).await.unwrap();
        assert!(attempts.try_account(purpose, subject, &once).await.is_err(), "{purpose} {subject}");
    }
    attempts.clear("a", "b").await.unwrap();
    attempts.try_account("a", "b", &once).await.unwrap();
    assert!(attempts.try_account("a", "c", &once).await.is_err());
    assert!(app.auth.verify_password(&alice(), PASSWORD).await.is_ok(), "not the purpose of sign-ins");
}

#[tokio::test]
async fn an_attempt_that_cannot_be_counted_is_refused() {
    let store = SpyStore::new(MemoryStore::new(Schema::of::<MemberProfile>().unwrap()));
    let origin = "https://app.example".parse().unwrap();
    let auth = Auth::builder(store.clone(), quick_passwords(), origin).attempts_in_store();
    let auth: Auth<MemberProfile> = auth.build().unwrap();
    auth.sign_up(member("alice"), PASSWORD).await.unwrap();
    let auth = auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
    for method in ["find_records", "insert_record", "add_to_record", "delete_records"] {
        store.fail_once(method);
        let failed = auth.verify_password(&alice(), PASSWORD).await;
        assert!(
            matches!(&failed, Err(VerifyPasswordError::Failed(it)) if it.code() == "unavailable"),
            "{method}"
        );
    }
    assert!(auth.verify_password(&alice(), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_refused_new_password_is_no_sign_up() {
    let app = memory_app();
    let auth = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
    for number in 0..101 {
        let weak = auth.sign_up(member(&format!("user{number}")), "password1").await;
        assert!(matches!(weak, Err(CreateUserError::Password(_))), "{number}: {weak:?}");
    }
    auth.sign_up(member("alice"), PASSWORD).await.unwrap();
}

#[tokio::test]
async fn unlimited_attempts_are_unlimited() {
    let app = memory_app_with([], lucerna::AuthBuilder::danger_unlimited_attempts);
    app.user("alice").await;
    let auth = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
    for _ in 0..200 {
        guess(&auth, &alice(), WRONG).await.unwrap();
    }
    for number in 0..101 {
        auth.sign_up(member(&format!("user{number}")), PASSWORD).await.unwrap();
    }
}

struct ChannelObserver(Mutex<Sender<Event>>);

impl Observer for ChannelObserver {
    fn observe(&self, event: &Event) {
        if event.name.starts_with("attempts.") {
            self.0.lock().unwrap().send(event.clone()).unwrap();
        }
    }
}

fn shown(event: Event) -> String {
    assert!(!format!("{event:?}").contains("PassW0rd"), "{event:?}");
    let Event { name, purpose, network, count, user_id, .. } = event;
    let (network, count) = (network.unwrap(), count.unwrap_or_default());
    assert_eq!(network.to_string(), "2001:db8::/64");
    format!("{name} {} {count} {}", purpose.unwrap(), user_id.map_or("unknown", |_| "known"))
}

#[tokio::test]
async fn refused_attempts_are_in_the_log_once_per_delay_and_without_what_was_typed() {
    let (send, events) = channel();
    let mut policy = AttemptPolicy::default();
    policy.most = 9; // one of them for known devices
    let app = memory_app_with([], |it| {
        let limited = it.failures_per_network(RatePolicy::new(9, Duration::from_secs(60)));
        limited.attempt_policy(policy).observer(ChannelObserver(send.into()))
    });
    app.user("alice").await;
    let auth = app.auth.on_behalf_of(&RequestFrom("2001:db8::7", post()));
    for _ in 0..4 {
        guess(&auth, &alice(), WRONG).await.unwrap();
    }
    for seconds in [0, 1, 2, 4] {
        app.clock.turn_seconds(seconds);
        guess(&auth, &alice(), WRONG).await.unwrap();
        for password in [WRONG, PASSWORD, WRONG] {
            guess(&auth, &alice(), password).await.unwrap_err();
        }
    }
    app.clock.turn_seconds(8);
    for _ in 0..3 {
        guess(&auth, &alice(), PASSWORD).await.unwrap_err();
    }
    for number in 0..20 {
        let typed = KeyId::username(&format!("PassW0rd{number}"));
        assert_eq!(guess(&auth, &typed, WRONG).await.is_ok(), number == 0);
    }
    drop((auth, app));
    let expected = [
        "attempts.delayed name 5 known",
        "attempts.limited name 0 known",
        "attempts.delayed name 6 known",
        "attempts.limited name 0 known",
        "attempts.delayed name 7 known",
        "attempts.limited name 0 known",
        "attempts.locked account 8 known",
        "attempts.limited name 0 known",
        "attempts.limited account 0 known",
        "attempts.network_limited network 0 unknown",
    ];
    assert_eq!(events.iter().map(shown).collect::<Vec<_>>(), expected);
}
