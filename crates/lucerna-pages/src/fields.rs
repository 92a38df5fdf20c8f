//! The fields of a request's body: a form, or its twin in JSON.

use crate::problems;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use lucerna_web::Problem;
use serde_json::Value;
use std::collections::BTreeMap;

/// The limit of a body in bytes. A form is smaller, even if every character is percent-encoded.
pub(crate) const LARGEST_BODY: usize = 16 * 1024;

/// The limits of a body's fields.
const MOST_FIELDS: usize = 32;
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 4096;

/// The media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyType {
    /// A body without a type, which has to be empty.
    None,
    Form,
    Json,
    Other,
}

impl BodyType {
    /// Returns the type that the only `Content-Type` names.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(CONTENT_TYPE).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return if headers.contains_key(CONTENT_TYPE) { Self::Other } else { Self::None };
        };
        let name = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        match name.to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Self::Form,
            "application/json" => Self::Json,
            _ => Self::Other,
        }
    }
}

/// The fields by name. A flag that is set has the value `true`.
#[derive(Debug, Default)]
pub(crate) struct FormFields(BTreeMap<String, String>);

impl FormFields {
    /// Reads a body.
    ///
    /// # Errors
    /// A problem with 400, 413 or 415 if the body is too large, of another type, or has a field twice.
    pub(crate) fn read(body: &[u8], body_type: BodyType) -> Result<Self, Problem> {
        if body.len() > LARGEST_BODY {
            return Err(problems::TOO_LARGE);
        }
        match body_type {
            BodyType::None if body.is_empty() => Ok(Self::default()),
            BodyType::Form => Self::of_form(body),
            BodyType::Json => Self::of_json(body),
            BodyType::None | BodyType::Other => Err(problems::UNSUPPORTED),
        }
    }

    fn of_form(body: &[u8]) -> Result<Self, Problem> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            fields.add(name.into_owned(), value.into_owned())?;
        }
        Ok(fields)
    }

    fn of_json(body: &[u8]) -> Result<Self, Problem> {
        let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
            return Err(problems::INVALID_BODY);
        };
        let mut fields = Self::default();
        for (name, value) in members {
            match value {
                Value::String(text) => fields.add(name, text)?,
                Value::Bool(true) => fields.add(name, "true".to_owned())?,
                Value::Bool(false) | Value::Null => {}
                _ => return Err(problems::INVALID_BODY),
            }
        }
        Ok(fields)
    }

    fn add(&mut self, name: String, value: String) -> Result<(), Problem> {
        if name.len() > LONGEST_NAME || value.len() > LONGEST_VALUE || self.0.len() >= MOST_FIELDS {
            return Err(problems::TOO_LARGE);
        }
        self.0.insert(name, value).map_or(Ok(()), |_| Err(problems::INVALID_BODY))
    }

    /// Returns the value of a field, or an empty text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Returns the value without spaces around it.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.text(name).trim()
    }

    /// Returns true for a checked box. Browsers send nothing for a box that is not checked, and programs may send `"false"`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0.contains_key(name) && !matches!(self.text(name), "false" | "no" | "off" | "0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Result<FormFields, Problem> {
        FormFields::read(body.as_bytes(), BodyType::Form)
    }

    fn json(body: &str) -> Result<FormFields, Problem> {
        FormFields::read(body.as_bytes(), BodyType::Json)
    }

    #[test]
    fn a_form_and_its_twin_have_the_same_fields() {
        for fields in [
            form("username=+Alice&remember=yes&password=a%26b").unwrap(),
            json(r#"{"username": " Alice", "remember": true, "password": "a&b", "restore": false, "next": null}"#).unwrap(),
        ] {
            assert_eq!((fields.text("username"), fields.trimmed("username")), (" Alice", "Alice"));
            assert_eq!((fields.text("password"), fields.text("next")), ("a&b", ""));
            assert!(fields.flag("remember") && !fields.flag("restore"));
        }
    }

    #[test]
    fn a_flag_of_a_program_may_say_no() {
        let fields = json(r#"{"restore": "false", "remember": "yes"}"#).unwrap();
        assert!(fields.flag("remember") && !fields.flag("restore"));
    }

    #[test]
    fn rt_222_a_body_has_limits() {
        let many: String = (0..40).map(|it| format!("a{it}=b&")).collect();
        for body in
            [format!("a={}", "x".repeat(5000)), many, format!("{}=a", "x".repeat(70)), "x".repeat(20_000)]
        {
            assert_eq!(form(&body).unwrap_err().status(), 413, "{}", body.len());
        }
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(9000), "]".repeat(9000));
        assert!(json(&deep).is_err() && json(&format!("{{\"a\":\"{}\"}}", "x".repeat(5000))).is_err());
    }

    #[test]
    fn other_bodies_are_refused() {
        for body in ["", "[]", "1", "{", "{\"a\":1}", "{\"a\":{}}", "{\"a\":[\"b\"]}", "null", "\u{0}"] {
            assert_eq!(json(body).unwrap_err().status(), 400, "{body}");
        }
        assert_eq!(form("a=1&a=2").unwrap_err().status(), 400);
        for of in [BodyType::None, BodyType::Other] {
            assert_eq!(FormFields::read(b"a=1", of).unwrap_err().status(), 415);
        }
        assert!(FormFields::read(b"", BodyType::None).is_ok());
    }

    #[test]
    fn a_type_is_read_from_its_only_header() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_TYPE, value.parse().unwrap());
            }
            BodyType::of(&headers)
        };
        assert_eq!(of(&[]), BodyType::None);
        assert_eq!(of(&["Application/JSON; charset=utf-8"]), BodyType::Json);
        assert_eq!(of(&["application/x-www-form-urlencoded"]), BodyType::Form);
        for other in
            [&["text/plain"][..], &[""], &["application/json", "application/json"], &["application/jsonp"]]
        {
            assert_eq!(of(other), BodyType::Other, "{other:?}");
        }
    }
}
