//! The language of the pages.

use crate::app::{App, PASSWORD};

#[tokio::test]
async fn the_browser_chooses_the_language() {
    let app = App::new();
    for (accept, tag, title) in [
        ("de-AT,de;q=0.9", "de", "Anmelden"),
        ("es", "es", "Iniciar sesión"),
        ("ar", "ar", "تسجيل الدخول"),
        ("fr, tlh", "en", "Sign in"),
    ] {
        let page = app.client().with("accept-language", accept).get("/login").await;
        let direction = if tag == "ar" { "rtl" } else { "ltr" };
        assert!(page.says(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")), "{page:?}");
        assert!(page.says(title), "{page:?}");
        assert_eq!((page.header("content-language"), page.header("vary")), (tag, "Accept, Accept-Language"));
    }
}

#[tokio::test]
async fn every_page_renders_in_every_language() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for accept in ["en", "de", "es", "ar"] {
        for route in lucerna_pages::Route::all().iter().filter(|it| it.method() == "GET") {
            for client in [app.client(), alice.clone()] {
                let page = client.with("accept-language", accept).get(route.path()).await;
                // A page for links has nothing to show without one.
                let is_dead = page.status == 410;
                assert!(page.status < 400 || is_dead, "{route:?} {accept}: {page:?}");
            }
        }
        let wrong = [("username", "x"), ("password", "y"), ("current", "z"), ("session", "q")];
        for path in ["/login", "/signup", "/account/password", "/account/delete", "/login/verify"] {
            let page = alice.clone().with("accept-language", accept).post(path, &wrong).await;
            assert!((400..500).contains(&page.status), "{path} {accept}: {page:?}");
        }
        assert_eq!(app.client().with("accept-language", accept).get("/none").await.status, 404);
    }
}

#[tokio::test]
async fn errors_in_json_are_in_the_language_too() {
    let app = App::new();
    let mut client = app.client().with("accept-language", "de");
    let reply = client.json("/login", &serde_json::json!({ "username": "a", "password": "b" })).await;
    assert_eq!(reply.code(), "invalid_credentials");
    assert!(reply.value()["detail"].as_str().unwrap().contains("Passwort"), "{reply:?}");
}

#[tokio::test]
async fn the_application_chooses_languages_and_texts() {
    let app = App::with(|it| {
        it.languages(["de", "fr"])
            .text("fr", "sign-in = Se connecter")
            .text("de", "sign-in-lead = Schön, dass du da bist.")
            .choose_language(|parts| parts.uri.query()?.strip_prefix("lang=").map(str::to_owned))
    });
    let english = app.client().get("/login").await;
    assert!(english.says("lang=\"de\"") && english.says("Schön, dass du da bist."), "{english:?}");
    let french = app.client().get("/login?lang=fr").await;
    assert!(
        french.says("lang=\"fr\"") && french.says("Se connecter") && french.says("Remember me"),
        "{french:?}"
    );
}

#[tokio::test]
async fn a_time_is_told_in_the_language() {
    let app = App::new();
    let mut alice = app.user("Alice").await.with("accept-language", "de");
    let page = alice.post("/account/delete", &[("current", PASSWORD)]).await;
    assert!(page.says("8. Januar 1970"), "{page:?}");
}
