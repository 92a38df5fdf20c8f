//! Pages and errors of the application in the looks of the account pages.

use crate::app::{App, Profile};
use http::request::Parts;
use http::{Request, StatusCode};
use lucerna_core::{KeyId, User};
use lucerna_web::Problem;
use serde_json::json;

const NOTES: &str = r#"{% extends "layout.html" %}
{% block title %}{{ t("notes") }}{% endblock %}
{% block account %}<h1>{{ t("notes") }}</h1>{% for it in notes %}<p>{{ it }}</p>{% endfor %}{% endblock %}
{% block main %}<h1>{{ t("notes") }} for visitors</h1>{% endblock %}"#;

const MENU: &str = r#"{% extends "lucerna/layout.html" %}
{% block menu %}<li><a href="/notes"{% if section == "notes" %} aria-current="page"{% endif %}>{{ t("notes") }}</a></li>{% endblock %}"#;

const BAD_URL: Problem =
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_url", "No address", "Not translated.");

fn app() -> App {
    App::with(|it| {
        it.page("notes.html", NOTES).template("layout.html", MENU).text("en", "notes = Notes").text(
            "de",
            "notes = Notizen\nerror-bad_url = Das ist keine Adresse.\nerror-title-bad-url = Keine Adresse",
        )
    })
}

fn parts(method: &str, headers: &[(&str, &str)]) -> Parts {
    let all = [("accept", "text/html"), ("accept-language", "de"), ("sec-fetch-mode", "navigate")];
    let request = Request::builder().method(method).uri("/notes");
    let headers = all.iter().chain(headers);
    let request = headers.fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(()).unwrap().into_parts().0
}

async fn alice(app: &App) -> User<Profile> {
    app.user("Alice").await;
    let key = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap();
    app.auth.find_user(&key.user_id).await.unwrap().unwrap()
}

fn text(response: &http::Response<bytes::Bytes>) -> String {
    String::from_utf8(response.body().to_vec()).unwrap()
}

#[tokio::test]
async fn an_own_page_has_layout_language_user_and_headers() {
    let app = app();
    let alice = alice(&app).await;
    let values = json!({ "notes": ["<Milk>"] });
    let page =
        app.pages.render(&parts("GET", &[]), Some(&alice), "notes.html", values.clone()).await.unwrap();
    let body = text(&page);
    for part in [
        "<title>Notizen · Test</title>",
        "<bdi>Alice</bdi>",
        "Profil",
        "<p>&lt;Milk&gt;</p>",
        r#"<a href="/notes" aria-current="page">"#,
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let profile = app.client().get("/login").await;
    assert_eq!(page.headers()["content-security-policy"], profile.header("content-security-policy"));
    assert_eq!((page.status().as_u16(), page.headers()["content-language"].to_str().unwrap()), (200, "de"));
    let open = text(&app.pages.render(&parts("GET", &[]), None, "notes.html", values.clone()).await.unwrap());
    assert!(open.contains("<h1>Notizen for visitors</h1>") && !open.contains("Alice"), "{open}");
    assert_eq!(app.pages.language_of(&parts("GET", &[])), "de");
    for unknown in ["sign_up.html", "notes", "none.html"] {
        let error = app.pages.render(&parts("GET", &[]), None, unknown, values.clone()).await.unwrap_err();
        assert_eq!(error.status(), 500, "{unknown}");
    }
}

#[tokio::test]
async fn the_texts_of_an_own_error_have_its_code() {
    let app = app();
    let body = text(&app.pages.error(&parts("GET", &[]), BAD_URL));
    assert!(body.contains("<h1>Keine Adresse</h1>") && body.contains("Das ist keine Adresse."), "{body}");
}

#[tokio::test]
async fn an_error_that_needs_a_recent_sign_in_leads_to_it_and_back_to_the_form() {
    const NOT_RECENT: Problem =
        Problem::new(StatusCode::FORBIDDEN, "verification_not_recent", "Confirm", "Please confirm.");
    let app = app();
    for (referer, link) in [
        ("https://app.example/notes?all=1", "/login/verify?next=%2Fnotes%3Fall%3D1"),
        ("https://app.example.evil/notes", "/login/verify"),
        ("https://evil.example/notes", "/login/verify"),
        ("https://app.example//evil.example", "/login/verify"),
        ("", "/login/verify"),
    ] {
        let body = text(&app.pages.error(&parts("POST", &[("referer", referer)]), NOT_RECENT));
        assert!(
            body.contains(&format!(r#"<a class="button" href="{link}">Weiter</a>"#)),
            "{referer}: {body}"
        );
    }
    let other = text(&app.pages.error(&parts("POST", &[]), BAD_URL));
    assert!(!other.contains("/login/verify"), "{other}");
}

#[tokio::test]
async fn english_on_a_page_of_another_language_is_marked() {
    let app = App::with(|it| it.template("sign_in.html", "{{ values.none.none }}"));
    let failed = app.client().with("accept-language", "de").get("/login").await;
    assert!(failed.status == 500 && failed.says("<html lang=\"en\">"), "{failed:?}");
    assert_eq!(failed.header("content-language"), "en");
}
