//! A change of address that is undone by a process that ends in the middle.

use crate::app::{ALICE, App, BOB, PASSWORD, link, schema};
use futures_util::FutureExt;
use lucerna_core::{Auth, KeyId, SessionOptions, UserId, Verified};
use lucerna_mail::{EMAIL_LINK, RedeemError, Shown};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;

type Spy = SpyStore<MemoryStore>;

const NEW: &str = "alice@new.example";

/// The methods of a store that an undoing may call.
const METHODS: [&str; 13] = [
    "find_key",
    "find_user",
    "find_user_keys",
    "insert_key",
    "rename_key",
    "delete_key",
    "change_credential",
    "delete_user_sessions",
    "find_records",
    "insert_record",
    "update_record",
    "take_record",
    "delete_records",
];

/// Creates Alice, whose address Eve changed twice. Returns the links of both notices.
async fn changed_twice(spy: &Spy) -> (App, UserId, [String; 2]) {
    let app = App::on(spy.clone());
    let user = app.verified_user(ALICE).await;
    let mut notices = Vec::new();
    for (old, new) in [(ALICE, NEW), (NEW, BOB)] {
        app.turn_minutes(1);
        drop(app.mail.request_address(&app.password(old).await, new).await.unwrap());
        let change = link(&app.letter(new).await);
        app.mail.confirm_address(&app.password(old).await, Shown::Link(&change), None).await.unwrap();
        notices.push(link(&app.letter(old).await));
    }
    app.session(app.password(BOB).await).await;
    (app, user, notices.try_into().unwrap())
}

/// Ends the process at the call of this method after `skipped` others: no call reaches the store from then on.
fn end_at(spy: &Spy, method: &'static str, skipped: usize) {
    let ending = spy.clone();
    spy.before_once(method, move || match skipped.checked_sub(1) {
        None => ending.fail(),
        Some(skipped) => end_at(&ending, method, skipped),
    });
}

async fn assert_undone(app: &App, user: &UserId, at: &str) {
    let owners = [app.owner(ALICE).await, app.owner(NEW).await, app.owner(BOB).await];
    assert_eq!(owners, [Some(user.clone()), None, None], "{at}");
    assert!(app.is_verified(ALICE).await && app.sessions(user).await == 0, "{at}");
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err(), "{at}");
}

#[tokio::test]
async fn an_undoing_that_ends_at_any_call_loses_no_way_back() {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let (app, user, [undo, _]) = changed_twice(&spy).await;
    let before = METHODS.map(|it| spy.calls(it));
    app.mail.undo_address(&undo).await.unwrap();
    let calls: Vec<_> =
        METHODS.iter().zip(before).map(|(it, before)| (*it, spy.calls(it) - before)).collect();
    assert_undone(&app, &user, "without an end").await;
    let mut last_calls = 0;
    for (method, number) in calls.iter().flat_map(|(method, calls)| (0..*calls).map(|it| (*method, it))) {
        let at = format!("{method} {number}");
        let spy = SpyStore::new(MemoryStore::new(schema()));
        let (app, user, [undo, undo_of_eve]) = changed_twice(&spy).await;
        end_at(&spy, method, number);
        assert!(matches!(app.mail.undo_address(&undo).await, Err(RedeemError::Failed(_))), "{at}");
        spy.recover();
        // Only after the last step the link is used up, and then everything is done.
        last_calls += usize::from(app.mail.undo_address(&undo).await.is_err());
        assert_undone(&app, &user, &at).await;
        assert!(app.mail.undo_address(&undo_of_eve).await.is_err(), "{at}");
    }
    assert_eq!(last_calls, 1);
}

/// Starts a session of the user, as the first of two requests does after its link was redeemed.
fn start_session(auth: &Auth, user: UserId) {
    let verified = Verified::danger_verified_by(user, EMAIL_LINK, auth.services().now());
    let started = auth.start_bearer_session(verified, SessionOptions::default()).now_or_never().unwrap();
    drop(started.unwrap());
}

#[tokio::test]
async fn of_two_clicks_on_an_undoing_the_second_does_not_end_the_session_of_the_first() {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let (app, user, [undo, _]) = changed_twice(&spy).await;
    let (mail, auth, first) = (app.mail.clone(), app.auth.clone(), undo.clone());
    spy.before_once("change_credential", move || {
        let redeemed = mail.undo_address(&first).now_or_never().unwrap().unwrap();
        start_session(&auth, redeemed.verified.user_id().clone());
    });
    let second = app.mail.undo_address(&undo).await;
    assert!(matches!(second, Err(RedeemError::Invalid)), "{second:?}");
    assert_eq!(app.sessions(&user).await, 1);
}
