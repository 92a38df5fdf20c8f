//! The OpenAPI document, made from the table of routes.

mod answers;
mod problem_codes;
mod tags;

use crate::own_fields::OwnFields;
use crate::route::{Access, FormField, Kind, ROUTES, Route, RouteAction};
use crate::sign_up_names::SignUpNames;
use serde_json::{Map, Value, json};

/// The schemas of answers.
const COMPONENTS: &str = include_str!("openapi/components.json");

/// The introduction of the document: how to send requests to any of the routes.
const INTRODUCTION: &str = include_str!("openapi/introduction.md");

/// The parts of the application that the document depends on.
pub(crate) struct Described<'a> {
    pub(crate) name: &'a str,
    pub(crate) base: &'a str,
    /// The name of the session cookie.
    pub(crate) cookie: &'a str,
    pub(crate) names: SignUpNames,
    pub(crate) own_fields: &'a OwnFields,
}

/// Returns the document (OpenAPI 3.1) of an application's pages, with the routes that it has.
pub(crate) fn document(of: &Described<'_>, has: impl Fn(&Route) -> bool) -> String {
    let mut paths = Map::new();
    for route in ROUTES.iter().filter(|it| has(it)) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        insert(path, &route.method.to_lowercase(), operation(route, of));
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{}: accounts", of.name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": INTRODUCTION,
        },
        "servers": [{ "url": if of.base.is_empty() { "/" } else { of.base } }],
        "tags": tags::all(),
        "paths": paths,
        "components": components(of.cookie),
    });
    document.to_string()
}

fn components(cookie: &str) -> Value {
    let mut components: Value = serde_json::from_str(COMPONENTS).unwrap_or_default();
    insert(&mut components, "responses", answers::problems());
    if let Some(schemas) = components.get_mut("schemas") {
        insert(schemas, "ProblemCode", problem_codes::schema());
    }
    let schemes = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "The member `token` of an answer." },
        "cookie": { "type": "apiKey", "in": "cookie", "name": cookie, "description": "The cookie of a browser." },
    });
    insert(&mut components, "securitySchemes", schemes);
    components
}

fn operation(route: &Route, of: &Described<'_>) -> Value {
    let mut operation = json!({
        "operationId": route.id,
        "tags": [tags::of(route)],
        "summary": route.summary,
        "responses": answers::responses(route, of.names),
    });
    if route.access != Access::Anyone || route.action == RouteAction::SignOut {
        insert(&mut operation, "security", json!([{ "bearer": [] }, { "cookie": [] }]));
    }
    let parameters: Vec<_> = route.query.iter().map(parameter).collect();
    if !parameters.is_empty() {
        insert(&mut operation, "parameters", parameters.into());
    }
    if !route.fields.is_empty() {
        insert(&mut operation, "requestBody", body(&of.names.fields_of(route, of.own_fields)));
    }
    operation
}

fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// Returns the description of a body. Without a field that is required, a request may have none.
fn body(fields: &[FormField]) -> Value {
    let properties: Map<_, _> = fields.iter().map(|it| (it.name.to_owned(), property(it))).collect();
    let required: Vec<_> = fields.iter().filter(|it| it.required).map(|it| it.name).collect();
    let is_required = !required.is_empty();
    let mut schema = json!({ "type": "object", "properties": properties });
    if is_required {
        insert(&mut schema, "required", required.into());
    }
    json!({ "required": is_required, "content": { "application/json": { "schema": schema } } })
}

fn property(field: &FormField) -> Value {
    let mut property = match field.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Password => json!({ "type": "string", "format": "password" }),
        Kind::Flag => json!({ "type": "boolean" }),
    };
    if field.name == "carrier" {
        insert(&mut property, "enum", json!(["bearer", "cookie"]));
    }
    insert(&mut property, "description", field.about.into());
    property
}

fn parameter(field: &FormField) -> Value {
    let schema = json!({ "type": "string" });
    json!({
        "name": field.name, "in": "query", "required": field.required, "schema": schema, "description": field.about,
    })
}
