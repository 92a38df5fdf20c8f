//! The language of notices.

use crate::app::{ALICE, Browser, OTHER_PASSWORD, PASSWORD, link, schema};
use lucerna_core::{Auth, Clock, KeyId, NewKey, SystemClock};
use lucerna_mail::{LetterText, Letters, Mail, MemoryMail, Message, Sender, Shown, notices};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{TurnedClock, quick_passwords};
use std::time::Duration;

/// Writes the tag of the language as the subject.
struct Tags;

impl Letters for Tags {
    fn write(&self, message: &Message, from: &Sender) -> LetterText {
        let english = lucerna_mail::English::default().write(message, from);
        LetterText::new(&message.language, english.text, english.html)
    }
}

#[tokio::test]
async fn notices_are_in_the_language_in_which_the_user_last_redeemed_a_message() {
    let (clock, letters, (observer, notices)) = (TurnedClock::default(), MemoryMail::default(), notices());
    clock.set(SystemClock::default().now());
    let auth: Auth =
        Auth::builder(MemoryStore::new(schema()), quick_passwords(), "https://app.example".parse().unwrap())
            .clock(clock.clone())
            .observer(observer)
            .build()
            .unwrap();
    let mail = Mail::builder(&auth, letters.clone(), "a@app.example").unwrap();
    let mail = mail.letters(Tags).notices(notices).build().unwrap();
    let created = auth.create_user(NewKey::email(ALICE, PASSWORD), ()).await.unwrap().verified;
    let mut browser = Browser::default();
    browser.keep(mail.on_behalf_of(&browser).request_verification_by(&created, ALICE).await.unwrap());
    mail.deliver_due().await.unwrap();
    let german = mail.on_behalf_of(&browser).language("de-AT");
    german.verify(Shown::Link(&link(&letters.last_to(ALICE).unwrap()))).await.unwrap();
    clock.turn(Duration::from_secs(120));
    let proof = auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    drop(auth.change_password(&proof, OTHER_PASSWORD, None).await.unwrap());
    // The change is told from its row, if its event comes too late.
    clock.turn(Duration::from_secs(120));
    mail.deliver_due().await.unwrap();
    let notice = letters.last_to(ALICE).unwrap();
    assert!(notice.subject() == "de-AT" && notice.text().contains("The password of"), "{}", notice.text());
}
