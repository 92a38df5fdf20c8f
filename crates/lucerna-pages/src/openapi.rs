//! The OpenAPI document, made from the table of routes.

use crate::route::{Access, FormField, Kind, ROUTES, Route};
use serde_json::{Map, Value, json};

/// The schemas of answers, and the answers of errors.
const COMPONENTS: &str = include_str!("openapi/components.json");

/// Returns the document (OpenAPI 3.1) of pages with this name, below this base path, with the routes that the application has.
pub(crate) fn document(name: &str, base: &str, cookie: &str, has: impl Fn(&Route) -> bool) -> String {
    let mut paths = Map::new();
    for route in ROUTES.iter().filter(|it| has(it)) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.to_lowercase(), operation(route));
        }
    }
    let mut components: Value = serde_json::from_str(COMPONENTS).unwrap_or_default();
    if let Some(components) = components.as_object_mut() {
        components.insert("securitySchemes".to_owned(), security_schemes(cookie));
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": format!("{name}: accounts"), "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": if base.is_empty() { "/" } else { base } }],
        "paths": paths,
        "components": components,
    });
    document.to_string()
}

fn security_schemes(cookie: &str) -> Value {
    json!({
        "cookie": { "type": "apiKey", "in": "cookie", "name": cookie },
        "bearer": { "type": "http", "scheme": "bearer" },
    })
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "responses": responses(route),
    });
    let Some(members) = operation.as_object_mut() else { return operation };
    if route.access != Access::Anyone {
        members.insert("security".to_owned(), json!([{ "cookie": [] }, { "bearer": [] }]));
    }
    if !route.fields.is_empty() {
        let schema = body_schema(route.fields);
        let content = json!({ "application/json": { "schema": schema }, "application/x-www-form-urlencoded": { "schema": schema } });
        members.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    operation
}

/// Returns an id such as `post_account_password`.
fn operation_id(route: &Route) -> String {
    let words = route.path.split(['/', '-', '.']).filter(|it| !it.is_empty());
    let words: Vec<_> = std::iter::once(route.method).chain(words).map(str::to_lowercase).collect();
    words.join("_")
}

fn body_schema(fields: &[FormField]) -> Value {
    let properties = fields.iter().map(|it| (it.name.to_owned(), property(it)));
    let required: Vec<_> = fields.iter().filter(|it| it.required).map(|it| it.name).collect();
    json!({ "type": "object", "properties": properties.collect::<Map<_, _>>(), "required": required })
}

fn property(field: &FormField) -> Value {
    match field.kind {
        Kind::Text => json!({ "type": "string", "description": field.about }),
        Kind::Password => json!({ "type": "string", "format": "password", "description": field.about }),
        Kind::Flag => json!({ "type": "boolean", "description": field.about }),
    }
}

fn responses(route: &Route) -> Value {
    let (schema, status) = route.answer;
    let problem = |status: &str| (status.to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    let mut responses = Map::new();
    responses.insert(status.to_string(), success(schema));
    if route.method == "POST" {
        responses.insert("303".to_owned(), json!({ "$ref": "#/components/responses/Redirect" }));
        responses.extend(["400", "403", "413", "415", "422", "429"].map(problem));
    }
    if route.access != Access::Anyone || schema == "SignedIn" {
        responses.extend(["401"].map(problem));
    }
    if schema == "SignedIn" {
        responses.extend(["409"].map(problem));
    }
    if route.access == Access::RecentUser {
        responses.extend(["403"].map(problem));
    }
    responses.extend(["503"].map(problem));
    Value::Object(responses)
}

/// Returns the answer with this schema. Files have none.
fn success(schema: &str) -> Value {
    if schema == "File" {
        return json!({ "description": "The file." });
    }
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    let mut content = json!({ "application/json": { "schema": schema } });
    if let Some(content) = content.as_object_mut() {
        content.insert("text/html".to_owned(), json!({ "schema": { "type": "string" } }));
    }
    json!({ "description": "Success. A browser gets a page.", "content": content })
}
