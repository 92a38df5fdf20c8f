//! Tests of notices: who is told of what, and what a report does.

mod addresses;
pub(crate) mod devices;
mod events;
mod killed;
mod language;
mod limits;
mod report;

use crate::app::{ALICE, App, Browser, link, schema};
use lucerna_core::{Event, KeyId, NewKey, Outcome, UserId};
use lucerna_mail::{Shown, notices};
use lucerna_store_memory::MemoryStore;

pub(crate) const WORK: &str = "alice@work.example";

pub(crate) fn app() -> App {
    App::with_notices(MemoryStore::new(schema()), notices())
}

/// Creates Alice, whose address was verified two minutes ago.
pub(crate) async fn alice(app: &App) -> UserId {
    let user = app.verified_user(ALICE).await;
    app.turn_minutes(2);
    assert_eq!(told(app).await, [""; 0], "signing up and verifying");
    user
}

/// Creates Alice with two verified addresses and one that is not verified.
pub(crate) async fn alice_with_three_addresses(app: &App) -> UserId {
    let user = alice(app).await;
    for address in [WORK, "alice@unproven.example"] {
        let proof = app.password(ALICE).await;
        app.auth.create_key(&proof, NewKey::same_password(KeyId::email(address))).await.unwrap();
    }
    let mut browser = Browser::default();
    let proof = app.password(ALICE).await;
    browser.keep(app.by(&browser).request_verification_by(&proof, WORK).await.unwrap());
    let letter = app.letter(WORK).await;
    app.by(&browser).verify(Shown::Link(&link(&letter))).await.unwrap();
    app.turn_minutes(2);
    told(app).await;
    user
}

/// Waits until the events so far are queued.
pub(crate) fn settle(app: &App) {
    app.auth.services().emit(Event::new("mail.test", Outcome::Succeeded));
    while app.next_event().name != "mail.test" {}
}

/// Sends the notices of the events so far, and returns their recipients and subjects in order of the address.
pub(crate) async fn told(app: &App) -> Vec<String> {
    settle(app);
    let before = app.letters.letters().len();
    app.mail.deliver_due().await.unwrap();
    let letters = app.letters.letters();
    let mut told: Vec<_> =
        letters.iter().skip(before).map(|it| format!("{}: {}", it.to(), it.subject())).collect();
    told.sort();
    told
}

/// The line of [`told`] for each of these addresses.
pub(crate) fn each(addresses: &[&str], subject: &str) -> Vec<String> {
    addresses.iter().map(|it| format!("{it}: {subject}")).collect()
}
