//! A thief in an account, and a stranger who was there first: what they keep when the owner proves the mailbox.

use crate::app::{ALICE, App, OTHER_PASSWORD, PASSWORD, link, schema};
use lucerna_core::{Auth, KeyId, NewKey, UserId, Verified};
use lucerna_mail::{RedeemError, Shown};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;

const EVE: &str = "eve@evil.example";
const EVE_AGAIN: &str = "eve@again.example";

fn app() -> App {
    App::on(MemoryStore::new(schema()))
}

/// Changes the address of the user with this proof.
async fn change(app: &App, proof: &Verified, new: &str) {
    drop(app.mail.request_address(proof, new).await.unwrap());
    let link = link(&app.letter(new).await);
    app.mail.confirm_address(proof, Shown::Link(&link), None).await.unwrap();
}

/// Eve knows Alice's password, and changes the address. Returns Alice's link that undoes it.
async fn stolen(app: &App) -> (UserId, String) {
    let alice = app.verified_user(ALICE).await;
    change(app, &app.password(ALICE).await, EVE).await;
    (alice, link(&app.letter(ALICE).await))
}

/// The user of this proof sets a password before a call to the store.
fn set_password_before(spy: &SpyStore<MemoryStore>, method: &'static str, auth: Auth, proof: Verified) {
    spy.before_once(method, move || {
        let change = async move { auth.change_password(&proof, PASSWORD, None).await.map(drop).unwrap() };
        let run = || tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(change);
        std::thread::spawn(run).join().unwrap();
    });
}

async fn assert_invalid(app: &App, undo: &str) {
    let refused = app.mail.undo_address(undo).await.unwrap_err();
    assert!(matches!(refused, RedeemError::Invalid), "{refused:?}");
}

#[tokio::test]
async fn a_thief_who_changed_twice_does_not_undo_after_the_owner() {
    let app = app();
    let (alice, owners) = stolen(&app).await;
    change(&app, &app.password(EVE).await, EVE_AGAIN).await;
    let thiefs = link(&app.letter(EVE).await);
    app.mail.undo_address(&owners).await.unwrap();
    app.turn_minutes(1);
    assert_invalid(&app, &thiefs).await;
    assert_eq!((app.owner(ALICE).await, app.owner(EVE).await), (Some(alice), None));
}

#[tokio::test]
async fn a_notice_to_a_thief_that_waits_is_not_sent_after_the_owner_undid() {
    let app = app();
    let (_, owners) = stolen(&app).await;
    change(&app, &app.password(EVE).await, EVE_AGAIN).await;
    app.mail.undo_address(&owners).await.unwrap();
    app.assert_letters(app.letters.letters().len()).await;
}

#[tokio::test]
async fn an_account_of_a_provider_that_a_thief_added_is_dropped_by_the_undo() {
    let app = app();
    let (alice, owners) = stolen(&app).await;
    let github = KeyId::new("github", "666").unwrap();
    app.auth.create_key(&app.password(EVE).await, NewKey::without_password(github.clone())).await.unwrap();
    app.mail.undo_address(&owners).await.unwrap();
    let keys: Vec<_> = app.auth.user_keys(&alice).await.unwrap().into_iter().map(|it| it.id).collect();
    assert_eq!(keys, [KeyId::email(ALICE)]);
}

#[tokio::test]
async fn a_new_account_with_the_old_address_blocks_neither_the_notice_nor_the_undo() {
    let app = app();
    let alice = app.verified_user(ALICE).await;
    change(&app, &app.password(ALICE).await, EVE).await;
    let squatter = app.sign_up(ALICE).await;
    let undo = link(&app.letter(ALICE).await);
    app.mail.undo_address(&undo).await.unwrap();
    assert_eq!(app.owner(ALICE).await, Some(alice));
    assert!(app.is_verified(ALICE).await);
    assert!(app.auth.user_keys(squatter.user_id()).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_that_proved_the_old_address_keeps_it() {
    let app = app();
    let (_, undo) = stolen(&app).await;
    let other = app.verified_user(ALICE).await;
    assert_invalid(&app, &undo).await;
    assert_eq!(app.owner(ALICE).await, Some(other));
}

/// Alice mistyped her address at sign-up: the stranger who has it gets no link into the account.
#[tokio::test]
async fn an_old_address_that_was_never_proven_gets_no_link() {
    let app = app();
    let alice = app.sign_up("alcie@example.com").await;
    change(&app, &alice, ALICE).await;
    app.mail.deliver_due().await.unwrap();
    assert!(app.letters.last_to("alcie@example.com").is_none());
}

/// Eve leaves her account to Alice's address, and keeps a link that undoes a change of her own.
#[tokio::test]
async fn a_link_that_undoes_ends_with_the_first_proof_of_a_mailbox() {
    let app = app();
    let user = app.verified_user(EVE).await;
    change(&app, &app.password(EVE).await, EVE_AGAIN).await;
    let undo = link(&app.letter(EVE).await);
    let proof = app.password(EVE_AGAIN).await;
    app.auth.create_key(&proof, NewKey::same_password(KeyId::email(ALICE))).await.unwrap();
    app.auth.delete_key(&app.password(ALICE).await, &KeyId::email(EVE_AGAIN), None).await.unwrap();
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let reset = link(&app.letter(ALICE).await);
    drop(app.mail.reset_password(Shown::Link(&reset), OTHER_PASSWORD).await.unwrap());
    assert_invalid(&app, &undo).await;
    assert_eq!((app.owner(ALICE).await, app.owner(EVE).await), (Some(user), None));
}

/// Eve's session sets a password between two steps of Alice's first proof.
#[tokio::test]
async fn a_session_sets_up_nothing_while_the_first_proof_drops_it() {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let app = App::on(spy.clone());
    let eve = NewKey::without_password(KeyId::email(ALICE));
    let eve = app.auth.create_user(eve, ()).await.unwrap().verified;
    let github = NewKey::without_password(KeyId::new("github", "666").unwrap());
    app.auth.create_key(&eve, github).await.unwrap();
    let proof = app.auth.recent_proof(&app.session(eve).await).unwrap();
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    // The first change removes no password, and the second one deletes the key of the provider.
    spy.before_once("change_credential", || {});
    set_password_before(&spy, "change_credential", app.auth.clone(), proof);
    assert!(app.mail.sign_in(Shown::Link(&link)).await.unwrap().dropped);
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err());
}

/// A thief's session sets a password between two steps of the owner's undo. The account had none.
#[tokio::test]
async fn a_session_of_a_thief_sets_up_nothing_while_the_owner_undoes() {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let app = App::on(spy.clone());
    let (alice, owners) = stolen(&app).await;
    app.auth.danger_remove_password(&KeyId::email(EVE)).await.unwrap();
    let thief = app.session(Verified::danger_assume(alice, app.auth.now())).await;
    let proof = app.auth.recent_proof(&thief).unwrap();
    // The first change removes no password, and the second one deletes the key of the thief's address.
    spy.before_once("change_credential", || {});
    set_password_before(&spy, "change_credential", app.auth.clone(), proof);
    app.mail.undo_address(&owners).await.unwrap();
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err());
}
