//! The codes of problems, for the document.

use crate::problems;
use lucerna_web::Problem;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Returns the schema of the codes that Lucerna has. An application adds its own.
pub(super) fn schema() -> Value {
    let codes = codes(|_| true);
    json!({ "type": "string", "enum": codes, "description": "The codes of Lucerna. Later versions may add some." })
}

/// Returns one sentence that names the codes of this status.
pub(super) fn of_status(status: u16) -> String {
    let codes = codes(|it| it.status().as_u16() == status);
    let codes: Vec<_> = codes.iter().map(|it| format!("`{it}`")).collect();
    format!("Codes with this status: {}.", codes.join(", "))
}

fn codes(chosen: impl Fn(&&Problem) -> bool) -> BTreeSet<&'static str> {
    problems::ALL.iter().chain(Problem::all()).filter(chosen).map(Problem::code).collect()
}
