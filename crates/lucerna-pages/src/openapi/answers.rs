//! The answers of a route, for the document.

use super::problem_codes;
use crate::route::{Access, Route, RouteAction};
use crate::sign_up_names::SignUpNames;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The statuses of refusals that the document names. All others are the answer `default`.
const REFUSALS: [u16; 11] = [400, 401, 403, 404, 406, 409, 410, 413, 415, 422, 429];

/// Returns the answers of problems, for the components: one for each status, and one for all others.
pub(super) fn problems() -> Value {
    let of_status = REFUSALS.map(|it| (name(it), problem(&problem_codes::of_status(it))));
    let other = (
        "Problem".to_owned(),
        problem("Any other problem: 503 with `busy` or `unavailable`, which is worth another try, or 500."),
    );
    Value::Object(of_status.into_iter().chain([other]).collect())
}

fn name(status: u16) -> String {
    format!("Problem{status}")
}

fn problem(description: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": description, "content": { "application/problem+json": { "schema": schema } } })
}

/// Returns the answers of a route. A sign-up with an address alone starts no session: the address has to be confirmed.
pub(super) fn responses(route: &Route, names: SignUpNames) -> Value {
    let (schema, status) = route.answer;
    let mut responses = Map::new();
    let waits = route.action == RouteAction::SignUp && !names.has_username();
    if !waits {
        responses.insert(status.to_string(), success(route, schema));
    }
    if waits || route.may_need_a_step {
        responses.insert("202".to_owned(), content("NextStep", "Accepted. One more step is needed."));
    }
    let refer = |it: String| json!({ "$ref": format!("#/components/responses/{it}") });
    responses.extend(refusals(route, waits).into_iter().map(|it| (it.to_string(), refer(name(it)))));
    responses.insert("default".to_owned(), refer("Problem".to_owned()));
    Value::Object(responses)
}

fn success(route: &Route, schema: &str) -> Value {
    let file = |media: &str| json!({ "description": "The file.", "content": { media: { "schema": { "type": "string" } } } });
    match route.file {
        Some(media) => file(media),
        // Without its type, `image/svg+xml`, of which generators of clients warn.
        None if schema == "File" => json!({ "description": "The picture, in SVG." }),
        None => content(schema, "Success."),
    }
}

fn content(schema: &str, description: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

/// Returns the statuses of the refusals that a caller has to expect.
fn refusals(route: &Route, waits: bool) -> BTreeSet<u16> {
    let mut statuses = BTreeSet::new();
    if route.method == "POST" {
        statuses.extend([400, 403, 406, 413, 415, 429]);
    }
    if !route.fields.is_empty() {
        statuses.insert(422);
    }
    if route.access != Access::Anyone || route.answer.0 == "SignedIn" {
        statuses.insert(401);
    }
    if route.access == Access::RecentUser {
        statuses.insert(403);
    }
    if route.answer.0 == "Link" || route.fields.iter().any(|it| it.name == "link") {
        statuses.insert(410);
    }
    statuses.extend(route.refusals);
    if waits {
        // A taken address is answered as a free one.
        statuses.remove(&409);
    }
    statuses
}
