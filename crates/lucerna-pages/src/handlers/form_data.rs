//! The description of a form: for its template, and for programs.

use crate::refusal::Limits;
use crate::route::{FormField, Kind, Route};
use crate::visit::Visit;
use lucerna_core::Attributes;
use serde_json::{Value, json};

/// Returns the data of the form that is sent to this path, with the values that its fields have.
pub(super) fn form_data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    path: &str,
    values: &Value,
) -> Value {
    let route = Route::all().iter().find(|it| it.path == path && it.method == "POST");
    let limits = visit.pages.limits();
    let fields = route.map_or_else(Vec::new, |it| visit.pages.names.fields_of(it, &visit.pages.own_fields));
    let fields: Vec<_> = fields.iter().map(|it| describe(it, path, &limits)).collect();
    json!({ "action": visit.path(path), "fields": fields, "values": values })
}

/// Returns a form's data with one more member.
pub(super) fn with(mut data: Value, name: &str, value: impl Into<Value>) -> Value {
    if let Some(members) = data.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
    data
}

fn describe(field: &FormField, path: &str, limits: &Limits<'_>) -> Value {
    let kind = match field.kind {
        Kind::Text => "text",
        Kind::Password => "password",
        Kind::Flag => "flag",
    };
    let described = json!({ "name": field.name, "type": kind, "required": field.required });
    let chooses = matches!(path, "/signup" | "/account/password");
    let range = match field.name {
        "password" if chooses => (limits.passwords.min, limits.passwords.max),
        "username" if chooses => (*limits.username.start(), *limits.username.end()),
        _ => return described,
    };
    with(with(described, "min_length", range.0), "max_length", range.1)
}
