//! Tests of counts that are given back or cleared, also when the store fails, and of the cost of unknown devices.

use super::attempts::{RequestFrom, WRONG, alice, guess};
use super::kit::{MemberProfile, get_with, member, post, post_with};
use super::second_factor::{Pins, set_pin, show_pin};
use crate::kit::{DayClock, PASSWORD};
use lucerna::extend::{HashError, PasswordHash, PasswordHasher, RecordStore as _, Verdict};
use lucerna::{
    Auth, AuthBuilder, Event, KeyId, MemoryStore, Observer, Password, RatePolicy, SameOrigin, Schema,
    SecondFactor as _, StartSessionError, UserId, Verified, VerifyPasswordError,
};
use lucerna_testkit::SpyStore;
use std::future::{Future as _, ready};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::Semaphore;

const MINUTE: Duration = Duration::from_secs(60);

/// A hasher that does no work. It compares the right password only when the test allows it.
#[derive(Clone)]
struct HeldHasher(Arc<Semaphore>);

impl PasswordHasher for HeldHasher {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        Ok(PasswordHash::new(password.as_str()))
    }

    async fn verify(&self, password: Password, _: Option<PasswordHash>) -> Result<Verdict, HashError> {
        if password.as_str() != PASSWORD {
            return Ok(Verdict::Mismatch);
        }
        self.0.acquire().await.unwrap().forget();
        Ok(Verdict::Match)
    }
}

struct FailureObserver(Mutex<Sender<&'static str>>);

impl Observer for FailureObserver {
    fn observe(&self, event: &Event) {
        if event.name.ends_with("not_cleared") || event.name.ends_with("not_forgotten") {
            self.0.lock().unwrap().send(event.name).unwrap();
        }
    }
}

/// An application over a store that fails on request, with the user Alice.
struct SpiedApp {
    auth: Auth<MemberProfile>,
    store: SpyStore<MemoryStore>,
    clock: DayClock,
    comparisons: Arc<Semaphore>,
    alice: UserId,
    failures: Receiver<&'static str>,
}

async fn spied_app(
    change: impl FnOnce(AuthBuilder<MemberProfile, ()>) -> AuthBuilder<MemberProfile, ()>,
) -> SpiedApp {
    let schema = Schema::of::<MemberProfile>().unwrap().with(Pins.tables()).unwrap();
    let store = SpyStore::new(MemoryStore::new(schema));
    let (clock, comparisons) = (DayClock::default(), Arc::new(Semaphore::new(0)));
    let (send, failures) = channel();
    let hasher = HeldHasher(Arc::clone(&comparisons));
    let builder = Auth::builder(store.clone(), hasher, "https://app.example".parse().unwrap());
    let builder = builder.clock(clock.clone()).observer(FailureObserver(send.into())).second_factor(Pins);
    let auth = change(builder).build().unwrap();
    let alice = auth.sign_up(member("alice"), PASSWORD).await.unwrap().user.id;
    SpiedApp { auth, store, clock, comparisons, alice, failures }
}

impl SpiedApp {
    fn assumed(&self) -> Verified {
        Verified::danger_assume(self.alice.clone(), self.auth.now())
    }

    /// Ends the application and returns the events of failures.
    fn failures(self) -> Vec<&'static str> {
        drop((self.auth, self.store));
        self.failures.iter().collect()
    }
}

#[tokio::test]
async fn a_window_that_began_during_a_comparison_keeps_its_count() {
    for is_in_store in [false, true] {
        let app = spied_app(|it| {
            let limited = it.failures_per_network(RatePolicy::new(3, MINUTE));
            if is_in_store { limited.attempts_in_store() } else { limited }
        })
        .await;
        let auth = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
        let (known, unknown) = (alice(), ["a", "b", "c", "d"].map(KeyId::username));
        let mut early = pin!(auth.verify_password(&known, PASSWORD));
        tokio::select! {
            biased;
            verified = &mut early => panic!("{verified:?}"),
            () = ready(()) => {}
        }
        app.clock.turn_seconds(60);
        guess(&auth, &unknown[0], WRONG).await.unwrap();
        app.comparisons.add_permits(1);
        let _ = early.await.unwrap();
        for name in &unknown[1..3] {
            guess(&auth, name, WRONG).await.unwrap();
        }
        assert!(guess(&auth, &unknown[3], WRONG).await.is_err(), "three of this window: {is_in_store}");
    }
}

/// Signs up without waiting. The store and the hasher of these tests answer at once.
fn sign_up_at_once(auth: &Auth<MemberProfile>, name: &str) {
    let created = pin!(auth.sign_up(member(name), PASSWORD)).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(created, Poll::Ready(Ok(_))), "{name}");
}

#[tokio::test]
async fn sign_ups_between_the_reading_and_the_counting_of_another_are_all_counted() {
    let app = spied_app(|it| it.sign_ups_per_network(RatePolicy::new(5, MINUTE)).attempts_in_store()).await;
    let auth = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
    auth.sign_up(member("weak"), "short").await.unwrap_err(); // the window is open, and all was given back
    let signed_up = Arc::new(AtomicUsize::new(0));
    for (method, name) in [("delete_records", "bob"), ("take_record", "carol"), ("add_to_record", "dave")] {
        let (auth, signed_up) = (auth.clone(), Arc::clone(&signed_up));
        app.store.before_once(method, move || {
            sign_up_at_once(&auth, name);
            signed_up.fetch_add(1, Ordering::SeqCst);
        });
    }
    sign_up_at_once(&auth, "erin");
    let before = signed_up.load(Ordering::SeqCst) + 1;
    assert!(before > 1, "a concurrent sign-up");
    for number in before..5 {
        sign_up_at_once(&auth, &format!("user{number}"));
    }
    assert!(auth.sign_up(member("sixth"), PASSWORD).await.is_err());
}

#[tokio::test]
async fn attempts_that_are_given_back_to_a_lost_window_make_no_room() {
    let app = spied_app(|it| it.failures_per_network(RatePolicy::new(3, MINUTE)).attempts_in_store()).await;
    let auth = app.auth.on_behalf_of(&RequestFrom("192.0.2.7", post()));
    let known = alice();
    let mut both = pin!(async {
        tokio::join!(auth.verify_password(&known, PASSWORD), auth.verify_password(&known, PASSWORD))
    });
    tokio::select! {
        biased;
        verified = &mut both => panic!("{verified:?}"),
        () = ready(()) => {}
    }
    app.store.delete_expired_records(app.auth.now().after(2 * MINUTE)).await.unwrap();
    app.comparisons.add_permits(2);
    let (one, two) = both.await;
    assert!(one.is_ok() && two.is_ok());
    for name in ["a", "b", "c"] {
        guess(&auth, &KeyId::username(name), WRONG).await.unwrap();
    }
    assert!(guess(&auth, &KeyId::username("d"), WRONG).await.is_err());
}

#[tokio::test]
async fn a_changed_password_renews_the_session_if_no_count_can_be_cleared() {
    let app = spied_app(AuthBuilder::attempts_in_store).await;
    let cookie = app.auth.start_session(app.assumed(), SameOrigin::danger_assume()).await.unwrap();
    let current = app.auth.authenticate(&get_with(&cookie)).await.unwrap().unwrap().id;
    for _ in ["devices", "counts"] {
        app.store.fail_once("delete_records");
    }
    let renewed = app.auth.change_password(&app.assumed(), WRONG, Some(&current)).await.unwrap().unwrap();
    assert!(app.auth.authenticate(&get_with(&renewed.cookie)).await.unwrap().is_some());
    for _ in ["devices", "counts"] {
        app.store.fail_once("delete_records");
    }
    app.auth.danger_set_password(&alice(), PASSWORD).await.unwrap();
    let each = ["device.not_forgotten", "attempts.not_cleared"];
    assert_eq!(app.failures(), [each, each].concat());
}

#[tokio::test]
async fn a_second_factor_completes_the_sign_in_if_its_count_cannot_be_cleared() {
    let app = spied_app(AuthBuilder::attempts_in_store).await;
    set_pin(&app.auth, &app.alice, "2580").await;
    let halted = app.auth.start_session(app.assumed(), SameOrigin::danger_assume()).await;
    let Err(StartSessionError::SecondFactor(needed)) = halted else { panic!("{halted:?}") };
    let request = post_with(&needed.into_cookie());
    let mut pending = app.auth.pending_sign_in(&request).await.unwrap().unwrap();
    app.auth.try_second_factor(&mut pending).await.unwrap();
    let pin = show_pin(&app.auth, &app.alice, "2580").await.unwrap();
    app.store.fail_once("delete_records");
    let cookie = app.auth.finish_sign_in(pending, pin, SameOrigin::danger_assume()).await.unwrap();
    assert!(app.auth.authenticate(&get_with(&cookie)).await.unwrap().is_some());
    assert_eq!(app.failures(), ["attempts.not_cleared"]);
}

#[tokio::test]
async fn many_made_up_devices_cost_few_look_ups() {
    let app = spied_app(|it| it).await;
    let value = ["A", "E", "I"].map(|it| it.repeat(43)).join(".");
    let cookie = format!("__Host-lucerna_session_device={value}");
    let request = post().with("cookie", [&*cookie; 3].join("; "));
    let auth = app.auth.on_behalf_of(&request);
    let before = app.store.calls("find_records");
    let refused = auth.verify_password(&alice(), WRONG).await;
    assert!(matches!(refused, Err(VerifyPasswordError::InvalidCredentials)), "{refused:?}");
    assert_eq!(app.store.calls("find_records") - before, 4);
}
