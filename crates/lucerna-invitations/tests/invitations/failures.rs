//! Tests of invitations while the store fails.

use crate::app::{App, profile, schema};
use lucerna_core::{Auth, ErrorKind, Outcome, Schema};
use lucerna_invitations::{AcceptError, Invitations, InviteError};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, quick_passwords};

const BOB: &str = "bob@example.com";

#[tokio::test]
async fn without_its_table_building_fails_and_the_error_says_what_to_add() {
    let store = MemoryStore::new(Schema::of::<()>().unwrap());
    let auth: Auth =
        Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap()).build().unwrap();
    let error = Invitations::new(&auth).unwrap_err().to_string();
    assert!(error.contains("invitation") && error.contains("tables()"), "{error}");
}

#[tokio::test]
async fn an_outage_is_not_reported_as_an_invalid_invitation() {
    let (spy, app) = app();
    let invited = app.invitations.invite(BOB).await.unwrap();
    spy.fail();
    let error = app.invitations.accept(invited.code(), profile).await.unwrap_err();
    assert!(matches!(&error, AcceptError::Failed(it) if it.kind() == ErrorKind::Unavailable), "{error:?}");
    let error = app.invitations.invite("dave@example.com").await.unwrap_err();
    assert!(matches!(&error, InviteError::Failed(it) if it.kind() == ErrorKind::Unavailable), "{error:?}");
    spy.recover();
    app.invitations.accept(invited.code(), profile).await.unwrap();
}

#[tokio::test]
async fn an_invitation_is_restored_if_the_store_fails_after_taking_it() {
    for method in ["find_key", "insert_user"] {
        let (spy, app) = app();
        let invited = app.invitations.invite(BOB).await.unwrap();
        spy.fail_once(method);
        let error = app.invitations.accept(invited.code(), profile).await.unwrap_err();
        assert!(matches!(error, AcceptError::Failed(_)), "{error:?}");
        app.invitations.accept(invited.code(), profile).await.unwrap();
    }
}

#[tokio::test]
async fn an_invitation_that_cannot_be_restored_is_an_event() {
    let (spy, app) = app();
    let invited = app.invitations.invite(BOB).await.unwrap();
    app.next_event();
    spy.fail_once("find_key");
    spy.fail_once("insert_record");
    app.invitations.accept(invited.code(), profile).await.unwrap_err();
    let event = app.next_event();
    assert_eq!((event.name, event.outcome), ("invitation.lost", Outcome::Failed));
    assert!(event.error.is_some());
}

fn app() -> (SpyStore<MemoryStore>, App) {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    (spy.clone(), App::on(spy))
}
