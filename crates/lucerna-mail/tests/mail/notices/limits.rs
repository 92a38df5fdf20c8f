//! Limits of notices.

use super::{alice, app, settle, told};
use crate::app::{ALICE, App, PASSWORD, schema};
use lucerna_core::{Event, KeyId, Observer, Outcome, UserId};
use lucerna_mail::notices;
use lucerna_store_memory::MemoryStore;

#[tokio::test]
async fn a_user_is_told_of_twenty_changes_an_hour_and_sign_ins_are_counted_apart() {
    let app = app();
    alice(&app).await;
    for _ in 0..25 {
        app.session(app.password(ALICE).await).await;
    }
    assert_eq!(told(&app).await.len(), 20, "sign-ins");
    for _ in 0..25 {
        app.auth.danger_set_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    }
    assert_eq!(told(&app).await.len(), 20, "changes");
    app.turn_minutes(61);
    app.auth.danger_set_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    assert_eq!(told(&app).await.len(), 1);
}

#[tokio::test]
async fn changes_beyond_the_queue_are_counted_and_the_count_is_an_event() {
    let (observer, notices) = notices();
    let event = Event::new("password.changed", Outcome::Succeeded).user(&UserId::from("missing"));
    for _ in 0..4_096 + 7 {
        observer.observe(&event);
        observer.observe(&Event::new("session.started", Outcome::Succeeded).user(&UserId::from("missing")));
    }
    let app = App::with_notices(MemoryStore::new(schema()), (observer, notices));
    app.mail.deliver_due().await.unwrap();
    let lost = app.next_event();
    assert_eq!((lost.name, lost.outcome, lost.count), ("mail.notices_lost", Outcome::Failed, Some(7)));
    settle(&app);
}
