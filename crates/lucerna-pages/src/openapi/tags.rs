//! The tags of operations.

use crate::route::Route;
use serde_json::{Value, json};

const SIGN_IN: &str = "sign-in";
const ACCOUNT: &str = "account";
const PAGES: &str = "pages";

/// Returns the tags with their meaning.
pub(super) fn all() -> Value {
    json!([
        { "name": SIGN_IN, "description": "Signing up, in and out, also by messages." },
        { "name": ACCOUNT, "description": "The account of the user who is signed in." },
        { "name": PAGES, "description": "Descriptions of forms, and files. Programs rarely need them." },
    ])
}

/// Returns the tag of a route. Generated clients have a module for each.
pub(super) fn of(route: &Route) -> &'static str {
    let is_get = route.method == "GET";
    let (schema, _) = route.answer;
    if route.is_of_a_page || is_get && matches!(schema, "Form" | "Link" | "File") {
        return PAGES;
    }
    if route.path.starts_with("/account") { ACCOUNT } else { SIGN_IN }
}
