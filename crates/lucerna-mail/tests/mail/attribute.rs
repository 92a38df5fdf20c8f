//! Changes of an address that an attribute of the user shows.

use crate::app::{ALICE, Browser, PASSWORD, link};
use lucerna_core::{Auth, KeyId, Schema, Store, UserId, Verified};
use lucerna_derive::Attributes;
use lucerna_mail::{ConfirmAddressError, Mail, MailBuilder, MemoryMail, Shown, tables};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, quick_passwords};

const NEW: &str = "alice@new.example";

#[derive(Attributes)]
#[attributes(crate = lucerna_core)]
struct Profile {
    #[column(unique, email)]
    email: String,
}

type Builder = MailBuilder<Profile>;

fn app(with: impl FnOnce(Builder) -> Builder) -> (Auth<Profile>, Mail<Profile>, MemoryMail) {
    on(store(), with)
}

fn store() -> MemoryStore {
    MemoryStore::new(Schema::of::<Profile>().unwrap().with(tables()).unwrap())
}

fn on(
    store: impl Store,
    with: impl FnOnce(Builder) -> Builder,
) -> (Auth<Profile>, Mail<Profile>, MemoryMail) {
    let auth: Auth<Profile> =
        Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap()).build().unwrap();
    let letters = MemoryMail::default();
    let builder = Mail::builder(&auth, letters.clone(), "a@app.example").unwrap();
    (auth, with(builder).build().unwrap(), letters)
}

/// Verifies the address of Alice in her browser.
async fn verify(mail: &Mail<Profile>, letters: &MemoryMail, alice: &Verified) {
    let mut browser = Browser::default();
    browser.keep(mail.on_behalf_of(&browser).request_verification_by(alice, ALICE).await.unwrap());
    mail.deliver_due().await.unwrap();
    let own = link(&letters.last_to(ALICE).unwrap());
    mail.on_behalf_of(&browser).verify(Shown::Link(&own)).await.unwrap();
}

async fn shown(auth: &Auth<Profile>, user: &UserId) -> String {
    auth.find_user(user).await.unwrap().unwrap().attributes.email
}

#[tokio::test]
async fn a_change_and_its_undoing_write_the_attribute_with_the_key() {
    let (auth, mail, letters) = app(|it| it.write_address(|profile, new| profile.email = new.to_owned()));
    let alice = auth.sign_up(Profile { email: ALICE.to_owned() }, PASSWORD).await.unwrap();
    let user = alice.user.id;
    verify(&mail, &letters, &alice.verified).await;
    drop(mail.request_address(&alice.verified, NEW).await.unwrap());
    mail.deliver_due().await.unwrap();
    let change = link(&letters.last_to(NEW).unwrap());
    mail.confirm_address(&alice.verified, Shown::Link(&change), None).await.unwrap();
    assert_eq!(shown(&auth, &user).await, NEW);
    assert!(auth.find_key(&KeyId::email(ALICE)).await.unwrap().is_none());
    drop(auth.verify_password(&KeyId::email(NEW), PASSWORD).await.unwrap());
    mail.deliver_due().await.unwrap();
    let undo = link(&letters.last_to(ALICE).unwrap());
    mail.undo_address(&undo).await.unwrap();
    assert_eq!(shown(&auth, &user).await, ALICE);
    assert!(auth.find_key(&KeyId::email(NEW)).await.unwrap().is_none());
    assert_eq!(auth.find_key(&KeyId::email(ALICE)).await.unwrap().unwrap().user_id, user);
}

#[tokio::test]
async fn without_a_way_to_write_the_attribute_a_change_says_so_and_uses_nothing() {
    let (auth, mail, letters) = app(|it| it);
    let alice = auth.sign_up(Profile { email: ALICE.to_owned() }, PASSWORD).await.unwrap();
    drop(mail.request_address(&alice.verified, NEW).await.unwrap());
    mail.deliver_due().await.unwrap();
    let change = link(&letters.last_to(NEW).unwrap());
    let refused = mail.confirm_address(&alice.verified, Shown::Link(&change), None).await.unwrap_err();
    assert!(matches!(&refused, ConfirmAddressError::Failed(_)), "{refused:?}");
    assert!(format!("{refused:?}").contains("write_address"), "{refused:?}");
    assert!(mail.find_link(&change).await.unwrap().is_some());
    assert_eq!(shown(&auth, &alice.user.id).await, ALICE);
}

#[tokio::test]
async fn a_change_that_the_store_interrupts_goes_on_and_is_told() {
    for method in ["insert_record", "delete_user_sessions"] {
        let spy = SpyStore::new(store());
        let (auth, mail, letters) =
            on(spy.clone(), |it| it.write_address(|profile, new| profile.email = new.to_owned()));
        let alice = auth.sign_up(Profile { email: ALICE.to_owned() }, PASSWORD).await.unwrap();
        verify(&mail, &letters, &alice.verified).await;
        let proof = Verified::danger_assume(alice.user.id.clone(), auth.now());
        drop(mail.request_address(&proof, NEW).await.unwrap());
        mail.deliver_due().await.unwrap();
        let change = link(&letters.last_to(NEW).unwrap());
        spy.fail_once(method);
        let failed = mail.confirm_address(&proof, Shown::Link(&change), None).await.unwrap_err();
        assert!(matches!(failed, ConfirmAddressError::Failed(_)), "{method}: {failed:?}");
        let told = letters.letters().len();
        mail.confirm_address(&proof, Shown::Link(&change), None).await.unwrap();
        assert_eq!(shown(&auth, &alice.user.id).await, NEW);
        mail.deliver_due().await.unwrap();
        assert!(letters.letters().len() > told, "{method}");
        mail.undo_address(&link(&letters.last_to(ALICE).unwrap())).await.unwrap();
        assert_eq!(shown(&auth, &alice.user.id).await, ALICE);
    }
}
