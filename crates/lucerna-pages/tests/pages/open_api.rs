//! The OpenAPI document, and the table of routes that it is made from.

use crate::app::App;
use lucerna_pages::{Access, Route, SignUpNames};
use serde_json::Value;
use std::collections::BTreeSet;

#[tokio::test]
async fn the_document_has_every_route_and_every_reference_leads_somewhere() {
    let app = App::at("/notes", |it| it.name("Notes"));
    let document = app.client().get("/notes/account/openapi.json").await;
    assert_eq!(document.body, app.pages.open_api());
    let document = document.value();
    assert_eq!((&document["openapi"], &document["servers"][0]["url"]), (&"3.1.0".into(), &"/notes".into()));
    for route in Route::all() {
        let operation = &document["paths"][route.path()][route.method().to_lowercase()];
        assert!(operation["summary"].is_string(), "{route:?}");
        // Signing out works without a session, too.
        let has_session = route.access() != Access::Anyone || route.path() == "/logout";
        assert_eq!(operation.get("security").is_some(), has_session, "{route:?}");
    }
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn every_route_has_an_id_of_its_own() {
    let document = App::new().client().get("/account/openapi.json").await.value();
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|it| it.as_object().unwrap().values());
    let ids: Vec<_> = operations.map(|it| it["operationId"].as_str().unwrap().to_owned()).collect();
    let different: BTreeSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), different.len()), (Route::all().len(), Route::all().len()));
    assert!(!ids.iter().any(String::is_empty));
}

#[tokio::test]
async fn the_document_has_the_answers_of_each_way_to_sign_up_and_to_verify() {
    for names in [SignUpNames::Username, SignUpNames::UsernameAndEmail, SignUpNames::Email] {
        let document = App::with(|it| it.names(names)).client().get("/account/openapi.json").await.value();
        let has = |path: &str, status: &str| !document["paths"][path]["post"]["responses"][status].is_null();
        let by_address = names == SignUpNames::Email;
        assert_eq!(
            ["201", "409", "202"].map(|it| has("/signup", it)),
            [!by_address, !by_address, by_address]
        );
        // The account may be due for deletion.
        assert_eq!(["/verify", "/reset", "/account/email/undo"].map(|it| has(it, "202")), [true; 3]);
        assert!(!has("/login/link", "202"));
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|it| collect(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| collect(it, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_access_of_the_table_is_that_of_the_handlers() {
    let app = App::new();
    for route in Route::all() {
        let mut client = app.client();
        let reply = match route.method() {
            "GET" => client.get_json(route.path()).await,
            _ => client.json(route.path(), &serde_json::json!({})).await,
        };
        let is_refused = reply.status == 401;
        assert_eq!(is_refused, route.access() != Access::Anyone, "{route:?}: {reply:?}");
        if is_refused {
            assert_eq!(reply.code(), "signed_out", "{route:?}");
        }
    }
    let alice = app.user("Alice").await;
    app.clock.turn(crate::accounts::RECENT);
    for route in Route::all().iter().filter(|it| it.path() != "/logout") {
        let mut client = alice.clone();
        let reply = match route.method() {
            "GET" => client.get_json(route.path()).await,
            _ => {
                client
                    .json(
                        route.path(),
                        &serde_json::json!({ "current": "x", "password": "y", "session": "z" }),
                    )
                    .await
            }
        };
        let asks = reply.status == 403 && reply.code() == "verification_not_recent";
        assert_eq!(asks, route.access() == Access::RecentUser, "{route:?}: {reply:?}");
    }
}
