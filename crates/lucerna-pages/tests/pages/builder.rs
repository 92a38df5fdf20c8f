//! The settings of an application.

use crate::app::{App, Profile};
use lucerna_core::{Auth, Schema};
use lucerna_mail::{Mail, MailPages, MemoryMail};
use lucerna_pages::{Pages, PagesBuilder, PagesError};
use lucerna_store_memory::MemoryStore;

#[tokio::test]
async fn a_template_is_replaced_or_extended() {
    let own = r#"{% extends "lucerna/sign_in.html" %}{% block after %}<p>{{ app.name }} & friends</p>{% endblock %}"#;
    let footer = r#"{% extends "lucerna/layout.html" %}{% block footer %}<a href="/imprint">Imprint</a>{% endblock %}"#;
    let app = App::with(|it| it.template("sign_in.html", own).template("layout.html", footer));
    let page = app.client().get("/login").await;
    assert!(page.says("<p>Test & friends</p>") && page.says("name=\"password\""), "{page:?}");
    assert!(app.client().get("/signup").await.says("Imprint"));
}

#[tokio::test]
async fn a_broken_template_is_a_plain_error_page() {
    let app = App::with(|it| it.template("sign_in.html", "{{ values.no_such.secret }}"));
    let page = app.client().get("/login").await;
    assert!(page.status == 500 && page.says("Something went wrong") && !page.says("no_such"), "{page:?}");
}

#[tokio::test]
async fn name_style_logo_and_length_of_names_are_the_applications() {
    let app = App::with(|it| {
        let it = it.name("Moon & Sons").style(":root { --accent: teal }").logo("<svg>moon</svg>");
        it.username_length(2..=5)
    });
    let page = app.client().get("/signup").await;
    assert!(page.says("Moon &amp; Sons") && page.says("minlength=\"2\" maxlength=\"5\""), "{page:?}");
    let address = |start: &str| {
        page.body.split(&format!("\"{start}")).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let style = app.client().get(&format!("/account/pages.css{}", address("/account/pages.css"))).await;
    assert!(style.says("--radius") && style.body.ends_with(":root { --accent: teal }"), "{style:?}");
    assert_eq!(app.client().get("/account/logo.svg").await.body, "<svg>moon</svg>");
    assert_ne!(address("/account/pages.css"), {
        let plain = App::new().client().get("/signup").await;
        plain.body.split("\"/account/pages.css").nth(1).unwrap().split('"').next().unwrap().to_owned()
    });
}

#[test]
fn a_mistake_is_told_when_the_pages_are_built() {
    let error = |schema: Schema, change: fn(PagesBuilder<Profile>) -> PagesBuilder<Profile>| {
        let store = MemoryStore::new(schema);
        let auth: Auth<Profile> =
            Auth::builder(store, lucerna_testkit::quick_passwords(), "https://a.example".parse().unwrap())
                .build()
                .unwrap();
        let attributes = |_: &lucerna_pages::NewAccount<'_>| {
            Err(lucerna_web::Problem::new(http::StatusCode::GONE, "a", "b", "c"))
        };
        change(Pages::builder(&auth, attributes)).build().unwrap_err()
    };
    let plain = || Schema::of::<Profile>().unwrap();
    let full = || plain().with(lucerna_pages::tables()).unwrap();
    assert!(matches!(error(plain(), |it| it), PagesError::Table(_)));
    let told = error(full(), |it| it.template("sign_in.html", "\n{% if %}")).to_string();
    assert!(
        told.starts_with("a template cannot be used: sign_in.html: ") && told.contains("html:2"),
        "{told}"
    );
    let told = error(full(), |it| it.text("de", "sign-in = a\n\nno message")).to_string();
    assert!(told.starts_with("the texts cannot be used: the texts of de, line 3: "), "{told}");
    assert!(matches!(error(full(), |it| it.template("signin.html", "x")), PagesError::Template(_)));
    assert!(matches!(error(full(), |it| it.text("de", "sign-im = x")), PagesError::Texts(_)));
    let told = error(full(), |it| it.languages(["en", "fr"])).to_string();
    assert!(told.ends_with("there are no texts in fr: add them with PagesBuilder::text"), "{told}");
    assert!(matches!(error(full(), |it| it.logo("PNG")), PagesError::Logo));
    assert!(matches!(error(full(), |it| it.logo("<html>")), PagesError::Logo));
    assert!(matches!(error(full(), |it| it.field("password")), PagesError::Field("password")));
    assert!(matches!(error(full(), |it| it.base_path("//evil")), PagesError::BasePath));
    let path = error(full(), |it| it.base_path("/notes")).to_string();
    assert_eq!(path, "the pages are elsewhere: write Auth::builder(…).sign_in_path(\"/notes/login\")");
}

#[test]
fn links_of_letters_that_lead_elsewhere_are_told_when_the_pages_are_built() {
    let app = App::at("/notes", |it| it);
    let build = |links: MailPages| {
        let mail = Mail::builder(&app.auth, MemoryMail::default(), "no-reply@app.example").unwrap();
        let attributes = |_: &lucerna_pages::NewAccount<'_>| {
            Err(lucerna_web::Problem::new(http::StatusCode::GONE, "a", "b", "c"))
        };
        let pages = Pages::builder(&app.auth, attributes).base_path("/notes");
        pages.mail(mail.pages(links).build().unwrap()).build().map(drop)
    };
    assert!(build(MailPages::below("/notes")).is_ok());
    for links in [MailPages::default(), MailPages::below("/notes").undo("/account/email/undo")] {
        assert_eq!(
            build(links).unwrap_err().to_string(),
            "the links of letters lead elsewhere: write MailBuilder::pages(MailPages::below(\"/notes\"))"
        );
    }
}
