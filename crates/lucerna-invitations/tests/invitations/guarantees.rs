//! The guarantees, with one test function for each.

use crate::app::{App, Profile, profile};
use lucerna_core::{
    Conflict, CreateUserError, ErrorKind, KeyId, LastKey, NewKey, Outcome, Page, RequestHead, SessionOptions,
    StartSessionError, UserId, Verified,
};
use lucerna_invitations::{AcceptError, INVITATION, InviteError, LIFETIME};
use std::iter;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Barrier;
use tokio::task::block_in_place;

const BOB: &str = "bob@example.com";

pub(crate) async fn an_invited_address_becomes_a_user(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    assert_eq!(invited.link(), format!("https://app.example/invitation?code={}", invited.code()));
    assert_eq!(app.invitations.find(invited.code()).await.unwrap(), Some(invited.invitation.clone()));

    let accepted = app.invitations.accept(invited.code(), profile).await.unwrap();
    assert_eq!(accepted.invitation, invited.invitation);
    let user = accepted.created.unwrap();
    assert_eq!(user.nickname, BOB);
    assert_eq!(app.auth.find_key(&KeyId::email(BOB)).await.unwrap().unwrap().user_id, user.id);
    assert_eq!(accepted.verified.methods(), &INVITATION.into());
    assert_eq!(signed_in(&app, accepted.verified).await, user.id);
    assert_eq!(app.invitations.find(invited.code()).await.unwrap(), None);
}

pub(crate) async fn a_user_with_the_address_is_signed_in(app: App) {
    let bob = user(&app, BOB).await;
    let invited = app.invitations.invite(" Bob@Example.com").await.unwrap();
    assert_eq!(invited.invitation.address, "Bob@Example.com");
    let accepted = app.invitations.accept(invited.code(), profile).await.unwrap();
    assert!(accepted.created.is_none());
    assert_eq!(signed_in(&app, accepted.verified).await, bob);
}

pub(crate) async fn a_user_who_signs_up_concurrently_is_signed_in(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    let auth = app.auth.clone();
    // The closure runs after the look-up of the user, and before a user is inserted.
    let sign_up = |address: &str| {
        let key = NewKey::email(address, "correct horse battery");
        let created = auth.create_user(key, profile("first"));
        block_in_place(|| Handle::current().block_on(created)).unwrap();
        profile("second")
    };
    let accepted = app.invitations.accept(invited.code(), sign_up).await.unwrap();
    assert!(accepted.created.is_none());
    let user = signed_in(&app, accepted.verified).await;
    assert_eq!(app.auth.find_user(&user).await.unwrap().unwrap().nickname, "first");
}

pub(crate) async fn of_64_concurrent_callers_one_succeeds(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    let start = Arc::new(Barrier::new(64));
    let callers = (0..64).map(|_| {
        let (start, invitations, code) = (start.clone(), app.invitations.clone(), invited.code().to_owned());
        tokio::spawn(async move {
            start.wait().await;
            invitations.accept(&code, profile).await
        })
    });
    let mut winners = 0;
    for caller in callers.collect::<Vec<_>>() {
        match caller.await.unwrap() {
            Ok(_) => winners += 1,
            Err(error) => assert!(matches!(error, AcceptError::Invalid), "{error:?}"),
        }
    }
    assert_eq!(winners, 1);
    assert_eq!(app.auth.count_users().await.unwrap(), 1);
}

pub(crate) async fn an_address_has_one_open_invitation(app: App) {
    let alice = user(&app, "alice@example.com").await;
    let first = app.invitations.invite(BOB).await.unwrap();
    for again in
        [app.invitations.invite("BOB@example.com ").await, app.invitations.invite_by(&alice, BOB).await]
    {
        let error = again.unwrap_err();
        assert!(matches!(error, InviteError::AlreadyInvited), "{error:?}");
        assert_eq!(error.code(), "already_invited");
    }
    assert!(app.invitations.withdraw(&first.invitation.id).await.unwrap());
    let second = app.invitations.invite(BOB).await.unwrap();
    app.invitations.accept(second.code(), profile).await.unwrap();
    app.invitations.invite(BOB).await.unwrap();
}

pub(crate) async fn an_invitation_expires_after_seven_days(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    app.clock.turn(LIFETIME);
    assert!(app.invitations.find(invited.code()).await.unwrap().is_some());
    app.clock.turn(Duration::from_millis(1));
    assert_eq!(app.invitations.find(invited.code()).await.unwrap(), None);
    assert_invalid(&app, invited.code()).await;
    assert_eq!(app.invitations.invitations(&Page::first(9)).await.unwrap(), []);

    let again = app.invitations.invite(BOB).await.unwrap();
    assert_invalid(&app, invited.code()).await;
    app.invitations.accept(again.code(), profile).await.unwrap();
}

pub(crate) async fn a_user_lists_and_withdraws_their_own(app: App) {
    let (alice, carol) = (user(&app, "alice@example.com").await, user(&app, "carol@example.com").await);
    let mut invited = Vec::new();
    for number in 0..5 {
        invited.push(app.invitations.invite_by(&alice, &format!("{number}@example.com")).await.unwrap());
    }
    let of_carol = app.invitations.invite_by(&carol, BOB).await.unwrap().invitation;

    let mut listed = Vec::new();
    let mut page = Page::first(2);
    loop {
        let some = app.invitations.user_invitations(&alice, &page).await.unwrap();
        let Some(last) = some.last() else { break };
        page = Page::after(&last.id, 2);
        listed.extend(some);
    }
    invited.sort_by(|a, b| a.invitation.id.cmp(&b.invitation.id));
    assert_eq!(listed, invited.iter().map(|it| it.invitation.clone()).collect::<Vec<_>>());
    assert!(listed.iter().all(|it| it.invited_by.as_ref() == Some(&alice)));

    assert!(!app.invitations.withdraw_of(&alice, &of_carol.id).await.unwrap());
    assert!(app.invitations.withdraw_of(&alice, &listed[0].id).await.unwrap());
    assert!(!app.invitations.withdraw_of(&alice, &listed[0].id).await.unwrap());
    assert_invalid(&app, invited[0].code()).await;
    assert!(!app.invitations.withdraw_of(&alice, "\0 no id").await.unwrap());
    assert_eq!(app.invitations.user_invitations(&carol, &Page::first(9)).await.unwrap(), [of_carol]);
}

pub(crate) async fn rt_094_the_address_of_an_invitation_does_not_accept_it(app: App) {
    // A stranger signed up with the invited address, which nobody proved.
    let stranger = user(&app, BOB).await;
    let invited = app.invitations.invite(BOB).await.unwrap();
    assert_eq!(app.invitations.user_invitations(&stranger, &Page::first(9)).await.unwrap(), []);
    for guess in [BOB, &invited.invitation.id, stranger.as_str(), ""] {
        assert_eq!(app.invitations.find(guess).await.unwrap(), None, "{guess}");
        assert_invalid(&app, guess).await;
    }
    assert!(!app.invitations.withdraw_of(&stranger, &invited.invitation.id).await.unwrap());
    app.invitations.accept(invited.code(), profile).await.unwrap();
}

pub(crate) async fn administrators_list_and_withdraw_all(app: App) {
    let alice = user(&app, "alice@example.com").await;
    let of_alice = app.invitations.invite_by(&alice, BOB).await.unwrap().invitation;
    let of_application = app.invitations.invite("dave@example.com").await.unwrap().invitation;
    assert_eq!(of_application.invited_by, None);
    assert_eq!(app.invitations.invitations(&Page::first(9)).await.unwrap().len(), 2);
    assert!(!app.invitations.withdraw_of(&alice, &of_application.id).await.unwrap());
    assert!(app.invitations.withdraw(&of_alice.id).await.unwrap());
    assert_eq!(app.invitations.invitations(&Page::first(9)).await.unwrap(), [of_application]);
}

pub(crate) async fn deleting_the_inviting_user_deletes_their_invitations(app: App) {
    let alice = user(&app, "alice@example.com").await;
    let invited = app.invitations.invite_by(&alice, BOB).await.unwrap();
    let other = app.invitations.invite("dave@example.com").await.unwrap().invitation;
    assert!(app.auth.delete_user(&alice).await.unwrap());
    assert_eq!(app.invitations.find(invited.code()).await.unwrap(), None);
    assert_invalid(&app, invited.code()).await;
    assert_eq!(app.invitations.invitations(&Page::first(9)).await.unwrap(), [other]);
    app.invitations.invite(BOB).await.unwrap();
}

pub(crate) async fn an_invalid_address_and_a_missing_user_are_refused(app: App) {
    let long = format!("{}@example.com", "b".repeat(255));
    for address in ["", "bob", "@example.com", "bob@", "bob @example.com", "bob\0@example.com", &long] {
        let error = app.invitations.invite(address).await.unwrap_err();
        assert!(matches!(error, InviteError::InvalidAddress), "{address:?}: {error:?}");
    }
    let missing = app.invitations.invite_by(&UserId::from("missing"), BOB).await.unwrap_err();
    assert!(matches!(missing, InviteError::MissingUser), "{missing:?}");
    app.invitations.invite(BOB).await.unwrap();
}

pub(crate) async fn a_user_who_cannot_be_created_leaves_the_invitation_open(app: App) {
    user(&app, "alice@example.com").await;
    let invited = app.invitations.invite(BOB).await.unwrap();
    let error = app.invitations.accept(invited.code(), |_| profile("alice@example.com")).await.unwrap_err();
    let AcceptError::User(CreateUserError::Taken(Conflict::Column(column))) = error else {
        panic!("{error:?}")
    };
    assert_eq!(column, "nickname");
    assert_eq!(app.invitations.find(invited.code()).await.unwrap(), Some(invited.invitation.clone()));
    app.invitations.accept(invited.code(), profile).await.unwrap();
}

pub(crate) async fn the_invited_person_can_choose_a_password(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    let accepted = app.invitations.accept(invited.code(), profile).await.unwrap();
    let user = accepted.created.unwrap().id;
    app.auth.change_password(&accepted.verified, "correct horse battery", None).await.unwrap();
    let verified = app.auth.verify_password(&KeyId::email(BOB), "correct horse battery").await.unwrap();
    assert_eq!(verified.user_id(), &user);
}

pub(crate) async fn a_deleted_key_revokes_the_proof(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    let accepted = app.invitations.accept(invited.code(), profile).await.unwrap();
    app.auth.danger_delete_key(&KeyId::email(BOB), LastKey::Delete).await.unwrap();
    let started = app.auth.start_bearer_session(accepted.verified, SessionOptions::default()).await;
    let Err(StartSessionError::Failed(error)) = started else { panic!("{started:?}") };
    assert_eq!(error.kind(), ErrorKind::Superseded);
}

pub(crate) async fn every_change_is_an_event_without_the_address(app: App) {
    let alice = user(&app, "alice@example.com").await;
    let first = app.invitations.invite_by(&alice, BOB).await.unwrap();
    app.invitations.withdraw_of(&alice, &first.invitation.id).await.unwrap();
    assert_invalid(&app, first.code()).await;
    let second = app.invitations.invite(BOB).await.unwrap();
    app.invitations.accept(second.code(), |_| profile("alice@example.com")).await.unwrap_err();
    let bob = app.invitations.accept(second.code(), profile).await.unwrap().created.unwrap().id;

    let expected = [
        ("invitation.created", Outcome::Succeeded, Some(alice.clone())),
        ("invitation.withdrawn", Outcome::Succeeded, Some(alice)),
        ("invitation.refused", Outcome::Refused, None),
        ("invitation.created", Outcome::Succeeded, None),
        ("invitation.restored", Outcome::Succeeded, None),
        ("invitation.accepted", Outcome::Succeeded, Some(bob)),
    ];
    for expected in expected {
        let event = app.next_event();
        assert!(!format!("{event:?}").contains("example.com"), "{event:?}");
        assert_eq!((event.name, event.outcome, event.user_id), expected);
    }
}

pub(crate) async fn the_handle_sets_the_page_of_links_and_the_peer_of_events(app: App) {
    let invitations = app.invitations.clone().page("join/us").on_behalf_of(&PhoneRequest);
    let invited = invitations.invite(BOB).await.unwrap();
    assert_eq!(invited.link(), format!("https://app.example/join/us?code={}", invited.code()));
    assert_eq!(app.next_event().peer, PhoneRequest.peer());
    app.invitations.withdraw(&invited.invitation.id).await.unwrap();
    assert_eq!(app.next_event().peer, None);
}

struct PhoneRequest;

impl RequestHead for PhoneRequest {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, _: &'a str) -> impl Iterator<Item = &'a [u8]> {
        iter::empty()
    }

    fn peer(&self) -> Option<IpAddr> {
        Some([192, 0, 2, 1].into())
    }
}

pub(crate) async fn debug_redacts_the_code(app: App) {
    let invited = app.invitations.invite(BOB).await.unwrap();
    assert!(!format!("{invited:?}{:?}", app.invitations).contains(invited.code()));
}

async fn user(app: &App, address: &str) -> UserId {
    let key = NewKey::email(address, "correct horse battery");
    app.auth.create_user(key, Profile { nickname: address.to_owned() }).await.unwrap().user.id
}

async fn signed_in(app: &App, verified: Verified) -> UserId {
    let bearer = app.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    app.auth.find_session(&bearer.token.id()).await.unwrap().unwrap().user.id.clone()
}

async fn assert_invalid(app: &App, code: &str) {
    let error = app.invitations.accept(code, profile).await.unwrap_err();
    assert!(matches!(error, AcceptError::Invalid), "{error:?}");
}
