//! Fields that the application adds to the sign-up.

use crate::app::{App, PASSWORD};
use lucerna_pages::SignUpNames;
use serde_json::json;

const SIGN_UP: &str = r#"{% extends "lucerna/sign_up.html" %}
{% block fields %}{{ super() }}
{% with name="city", label=t("city"), value=values.city, autocomplete="address-level2", optional=true, focus=errors.city %}{% include "field.html" %}{% endwith %}{% endblock %}"#;

fn app() -> App {
    App::with(|it| it.field("city").text("en", "city = City (optional)").template("sign_up.html", SIGN_UP))
}

#[tokio::test]
async fn an_own_field_is_empty_first_and_kept_after_a_refusal() {
    let app = app();
    let form = app.client().get("/signup").await;
    assert!(form.status == 200 && form.says(r#"name="city" id="city" value="""#), "{form:?}");
    let refused = app.client().post("/signup", &[("username", "abc"), ("city", " Köln & <b>")]).await;
    assert!(
        refused.status == 422 && refused.says(r#"id="city" value="Köln &amp; &lt;b&gt;""#),
        "{refused:?}"
    );
    let described = app.client().get_json("/signup").await.value();
    assert_eq!(described["values"]["city"], "", "{described}");
    assert!(described["fields"].as_array().unwrap().iter().any(|it| it["name"] == "city"), "{described}");
}

#[tokio::test]
async fn a_problem_of_an_own_field_is_shown_at_the_field() {
    for names in [SignUpNames::UsernameAndOptionalEmail, SignUpNames::Email] {
        let app = App::with(|it| {
            it.names(names).field("city").text("en", "city = City").template("sign_up.html", SIGN_UP)
        });
        let typed =
            [("username", "Alice"), ("email", "a@b.example"), ("password", PASSWORD), ("city", "Atlantis")];
        let refused = app.client().post("/signup", &typed).await;
        assert!(refused.status == 422 && refused.says("This city is unknown."), "{refused:?}");
        assert!(refused.says(r#"id="city-error""#) && !refused.says("form-error"), "{refused:?}");
        assert_eq!(refused.body.matches("aria-invalid").count(), 1, "{refused:?}");
        assert_eq!(refused.body.matches("autofocus").count(), 1, "{refused:?}");
        let body =
            json!({ "username": "Alice", "email": "a@b.example", "password": PASSWORD, "city": "Atlantis" });
        let problem = app.client().json("/signup", &body).await;
        assert_eq!(problem.code(), "city_unknown");
        assert_eq!(problem.value()["errors"][0]["field"], "city", "{problem:?}");
    }
}

#[tokio::test]
async fn an_own_field_is_in_the_document() {
    let field = |app: &App| {
        let document: serde_json::Value = serde_json::from_str(app.pages.open_api()).unwrap();
        let post = |path: &str| document["paths"][path]["post"].clone();
        let property = |path| {
            post(path).pointer("/requestBody/content/application~1json/schema/properties/city").cloned()
        };
        assert_eq!(property("/login"), None);
        property("/signup")
    };
    assert_eq!(field(&App::new()), None);
    assert_eq!(field(&app()).unwrap()["type"], "string");
}
