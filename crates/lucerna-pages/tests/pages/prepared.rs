//! Pages that are rendered once and filled with each user.

use crate::app::{App, Profile};
use crate::client::Reply;
use lucerna_pages::PagesBuilder;

type Change = fn(PagesBuilder<Profile>) -> PagesBuilder<Profile>;

/// A template that reads the user and changes nothing, so that every page is rendered for its user.
const READS_USER: &str =
    r#"{% extends "lucerna/layout.html" %}{% block head %}{% if user %}{% endif %}{% endblock %}"#;

/// A template that leaves the user to the page that it extends.
const OWN: &str = r#"{% extends "lucerna/profile.html" %}{% block profile %}<p>{{ app.name }}</p>{{ super() }}{% endblock %}"#;

/// Returns the pages of one user in all languages, with the id replaced: twice each, since the first visit prepares them.
async fn pages_of(app: &App, name: &str) -> Vec<Reply> {
    let mut replies = Vec::new();
    let client = app.user(name).await;
    let id = client.clone().get_json("/account").await.value()["user"]["id"].as_str().unwrap().to_owned();
    for accept in ["en", "de", "es", "ar", "fr", "en"] {
        let paths =
            ["/account", "/account/data", "/account?done=password", "/account?done=no", "/account/devices"];
        for path in paths {
            let mut reply = client.clone().with("accept-language", accept).get(path).await;
            reply.body = reply.body.replace(&id, "ID");
            replies.push(reply);
        }
    }
    replies
}

async fn check_same(change: Change) {
    let (prepared, rendered) =
        (App::with(change), App::with(move |it| change(it).template("layout.html", READS_USER)));
    for name in ["alice", "Zoëlle", "ßtraße", "o'hara", "a&b\"c", "한글이름", "العربية"] {
        let (filled, expected) = (pages_of(&prepared, name).await, pages_of(&rendered, name).await);
        for (filled, expected) in filled.iter().zip(&expected) {
            assert_eq!((filled.status, &filled.body), (200, &expected.body));
            let headers = |it: &Reply| {
                let mut all: Vec<_> =
                    it.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
                all.sort();
                all
            };
            assert_eq!(headers(filled), headers(expected));
        }
    }
}

#[tokio::test]
async fn a_filled_page_has_the_bytes_and_headers_of_a_rendered_one() {
    check_same(|it| it).await;
    check_same(|it| it.name("Moon & <Sons>").text("fr", "profile = Le profil").languages(["de", "fr", "ar"]))
        .await;
    check_same(|it| it.template("profile.html", OWN)).await;
}

#[tokio::test]
async fn marks_in_the_applications_own_texts_stay() {
    let app = App::with(|it| it.name("a\u{fdd0}\u{fdd1}b\u{fdd2}"));
    let page = app.user("alice").await.get("/account").await;
    assert!(
        page.says("<span>a\u{fdd0}\u{fdd1}b\u{fdd2}</span>") && page.says("<bdi>alice</bdi>"),
        "{page:?}"
    );
}

#[tokio::test]
async fn an_own_template_still_reads_the_user() {
    let own = r#"{% extends "lucerna/profile.html" %}{% block profile %}<p>{{ user.name|upper }} {{ user.id is defined }}</p>{% endblock %}"#;
    let app = App::with(|it| it.template("profile.html", own));
    for (name, shown) in [("alice", "<p>ALICE True</p>"), ("berta", "<p>BERTA True</p>")] {
        let page = app.user(name).await.get("/account").await;
        assert!(page.says(shown), "{page:?}");
    }
}

#[tokio::test]
async fn a_page_does_not_show_the_user_before() {
    let app = App::new();
    let (mut alice, mut berta) = (app.user("alice").await, app.user("berta").await);
    for path in ["/account", "/account/data"] {
        let (of_alice, of_berta) = (alice.get(path).await, berta.get(path).await);
        assert!(of_alice.says("<bdi>alice</bdi>") && !of_alice.says("berta"), "{of_alice:?}");
        assert!(of_berta.says("<bdi>berta</bdi>") && !of_berta.says("alice"), "{of_berta:?}");
    }
}
