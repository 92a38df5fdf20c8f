//! A form that is not accepted: what is wrong, for its reader.

use crate::problems;
use crate::texts::TextReader;
use fluent_bundle::FluentArgs;
use http::StatusCode;
use lucerna_core::PasswordPolicy;
use lucerna_web::{AuthError, Problem};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// The errors of a form. The first one decides the status and the code.
pub(crate) struct Refusal {
    errors: Vec<FieldError>,
    pub(crate) retry_after: Option<u64>,
    /// The day of a deletion, for the text.
    pub(crate) due: Option<String>,
}

/// An error of one field, or of the whole form.
struct FieldError {
    field: Option<&'static str>,
    problem: Problem,
}

/// The numbers in the texts of errors, and the names that users sign in with.
pub(crate) struct Limits<'a> {
    pub(crate) has_username: bool,
    pub(crate) passwords: &'a PasswordPolicy,
    pub(crate) username: &'a RangeInclusive<usize>,
}

impl Refusal {
    /// Returns a refusal of the whole form.
    pub(crate) fn of(problem: Problem) -> Self {
        Self { errors: vec![FieldError { field: None, problem }], retry_after: None, due: None }
    }

    /// Returns a refusal because of one field.
    pub(crate) fn of_field(field: &'static str, problem: Problem) -> Self {
        Self { errors: vec![FieldError { field: Some(field), problem }], retry_after: None, due: None }
    }

    /// Returns the refusal for these problems of fields, if there is one.
    pub(crate) fn of_fields(
        problems: impl IntoIterator<Item = (&'static str, Option<Problem>)>,
    ) -> Option<Self> {
        let found = problems.into_iter().filter_map(|(field, problem)| Some((field, problem?)));
        let errors: Vec<_> =
            found.map(|(field, problem)| FieldError { field: Some(field), problem }).collect();
        (!errors.is_empty()).then_some(Self { errors, retry_after: None, due: None })
    }

    /// Returns the refusal that a form shows for this error.
    ///
    /// # Errors
    /// The error itself, if the form is not its cause.
    pub(crate) fn by(error: AuthError) -> Result<Self, AuthError> {
        if error.is_redirect() || !error.status().is_client_error() || error.status() == StatusCode::FORBIDDEN
        {
            return Err(error);
        }
        let problem = error.problem().clone();
        let refusal = match field_of(problem.code()) {
            Some(field) => Self::of_field(field, problem),
            None => Self::of(problem),
        };
        Ok(Self { retry_after: error.retry_after_seconds(), ..refusal })
    }

    /// Adds the time of a deletion.
    pub(crate) fn with_due(self, due: String) -> Self {
        Self { due: Some(due), ..self }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.first().status()
    }

    fn first(&self) -> Problem {
        self.errors.first().map_or(problems::FAILED, |it| it.problem.clone())
    }

    /// Returns the sentences of the fields by their names. The sentence of the whole form has the name `form`.
    pub(crate) fn for_page(&self, reader: &TextReader, limits: &Limits<'_>) -> Value {
        let args = self.args(limits);
        let sentence = |it: &FieldError| {
            let name = it.field.unwrap_or("form").to_owned();
            (name, Value::String(describe(&it.problem, reader, &args, self.retry_after)))
        };
        Value::Object(self.errors.iter().map(sentence).collect::<Map<_, _>>())
    }

    /// Returns the body of the type `application/problem+json`.
    pub(crate) fn for_program(&self, reader: &TextReader, limits: &Limits<'_>) -> Value {
        let args = self.args(limits);
        let fielded = self.errors.iter().filter_map(|it| Some((it.field?, &it.problem)));
        let errors = fielded.map(|(field, problem)| {
            let detail = describe(problem, reader, &args, self.retry_after);
            json!({ "field": field, "code": problem.code(), "detail": detail })
        });
        let errors: Vec<_> = errors.collect();
        let first = self.first();
        let mut body = problem_json(&first, &describe(&first, reader, &args, self.retry_after));
        if let (Some(body), false) = (body.as_object_mut(), errors.is_empty()) {
            body.insert("errors".to_owned(), errors.into());
        }
        body
    }

    fn args(&self, limits: &Limits<'_>) -> FluentArgs<'static> {
        let mut args = FluentArgs::new();
        args.set("min", limits.passwords.min);
        args.set("max", limits.passwords.max);
        args.set("name-min", *limits.username.start());
        args.set("name-max", *limits.username.end());
        args.set("sign-in-by", if limits.has_username { "username" } else { "email" });
        args.set("due", self.due.clone().unwrap_or_default());
        args
    }
}

/// Returns the field to which an error of Lucerna belongs.
fn field_of(code: &str) -> Option<&'static str> {
    match code {
        "name_taken" | "name_looks_alike" | "invalid_name" | "login_name" => Some("username"),
        "invalid_address" | "address_taken" => Some("email"),
        "password_too_short" | "password_too_long" | "password_common" | "password_context"
        | "password_breached" => Some("password"),
        _ => None,
    }
}

/// Returns the members of a problem (RFC 9457), in the order in which `Problem::to_json` writes them.
pub(crate) fn problem_json(problem: &Problem, detail: &str) -> Value {
    let status = problem.status();
    json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": detail,
        "code": problem.code(),
    })
}

/// Returns the sentence about a problem in the reader's language. A problem of the application has only its own.
pub(crate) fn describe(
    problem: &Problem,
    reader: &TextReader,
    args: &FluentArgs<'_>,
    retry_after: Option<u64>,
) -> String {
    let id = format!("error-{}", problem.code().replace('_', "-"));
    let waiting = retry_after.filter(|_| problem.code() == "too_many_attempts").and_then(|seconds| {
        let (unit, count) =
            if seconds < 120 { ("seconds", seconds) } else { ("minutes", seconds.div_ceil(60)) };
        let mut args = FluentArgs::new();
        args.set("count", count);
        reader.find(&format!("{id}-{unit}"), &args)
    });
    waiting
        .or_else(|| reader.find_error("error", problem.code(), args))
        .unwrap_or_else(|| problem.detail().to_owned())
}
