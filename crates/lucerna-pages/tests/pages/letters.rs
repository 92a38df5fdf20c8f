//! Letters in the languages of the pages.

use crate::app::{App, PASSWORD};
use crate::client::Client;
use lucerna_mail::Letter;

async fn letters(app: &App, client: &mut Client<'_>) -> Vec<Letter> {
    app.user("Other").await;
    client.post("/signup", &[("username", "Alice"), ("password", PASSWORD)]).await;
    client.post("/account/email", &[("email", "alice@example.com")]).await;
    app.mail.deliver_due().await.unwrap();
    let text = app.letters.last_to("alice@example.com").unwrap().text().to_owned();
    let link = text.split_once("link=").unwrap().1.split_whitespace().next().unwrap().to_owned();
    client.post("/account/email/confirm", &[("link", &link)]).await;
    client.post("/account/email", &[("email", "new@example.com")]).await;
    client.post("/forgot", &[("email", "alice@example.com")]).await;
    client.post("/login/email", &[("email", "alice@example.com")]).await;
    app.mail.deliver_due().await.unwrap();
    app.letters.letters()
}

#[tokio::test]
async fn every_letter_is_in_the_language_of_the_page() {
    for (language, subject, note, direction) in [
        ("en", "Choose a new password", "with Firefox on Linux", "lang=\"en\""),
        ("de", "Wählen Sie ein neues Passwort", "mit Firefox auf Linux", "lang=\"de\""),
        ("es", "Elige una contraseña nueva", "con Firefox en Linux", "lang=\"es\""),
        ("ar", "اختر كلمة مرور جديدة", "Firefox", "lang=\"ar\""),
    ] {
        let app = App::new();
        let mut client = app.client().with("accept-language", language);
        let letters = letters(&app, &mut client).await;
        assert!(letters.len() >= 4, "{}", letters.len());
        assert!(letters.iter().any(|it| it.subject() == subject), "{language}");
        for letter in &letters {
            let (text, html) = (letter.text(), letter.html());
            assert!(text.contains(note) && html.contains(direction), "{text}");
            assert!(text.contains("Test") && text.contains("1970"), "{text}");
            assert!(!text.contains("{ $") && !text.contains("letter-"), "{text}");
        }
    }
}

#[tokio::test]
async fn rt_115_the_name_of_a_program_is_in_no_letter() {
    let app = App::new();
    let mut client = app.client().with("user-agent", "Call-555-0100/1 <b>");
    for letter in letters(&app, &mut client).await {
        assert!(!letter.text().contains("555-0100") && !letter.html().contains("<b>"), "{}", letter.text());
    }
}
