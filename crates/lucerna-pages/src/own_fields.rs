//! The fields that the application adds to the sign-up.

use crate::route::{FormField, Kind, Route, RouteAction};

/// The names of the fields that the application adds to the sign-up.
#[derive(Default)]
pub(crate) struct OwnFields(Vec<&'static str>);

impl OwnFields {
    pub(crate) fn add(&mut self, name: &'static str) {
        self.0.push(name);
    }

    pub(crate) fn names(&self) -> &[&'static str] {
        &self.0
    }

    /// Returns the fields that a route has beside its own: those of the application, for the sign-up.
    pub(crate) fn of(&self, route: &Route) -> impl Iterator<Item = FormField> {
        let names = if route.action == RouteAction::SignUp { self.names() } else { &[] };
        let about = "A field of this application.";
        names.iter().map(move |name| FormField { name, kind: Kind::Text, required: false, about })
    }

    /// Returns the field to which a problem belongs: the one with whose name the code begins. `city` has `city_too_long`.
    pub(crate) fn of_code(&self, code: &str) -> Option<&'static str> {
        let begins = |it: &&'static str| {
            code.strip_prefix(*it).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        self.0.iter().copied().filter(begins).max_by_key(|it| it.len())
    }

    /// Returns the first name that is not one: it is not made of small letters, digits and `_`, or it is in use.
    pub(crate) fn find_invalid(&self) -> Option<&'static str> {
        let is_plain = |it: &str| {
            it.starts_with(|it: char| it.is_ascii_lowercase())
                && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
        };
        let built_in = |it: &str| {
            let sign_up = Route::all().iter().filter(|it| it.action == RouteAction::SignUp);
            sign_up.flat_map(|it| it.fields).any(|field| field.name == it) || it == "form"
        };
        let is_twice = |it: &str| self.0.iter().filter(|other| **other == it).count() > 1;
        self.0.iter().copied().find(|it| !is_plain(it) || built_in(it) || is_twice(it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_belongs_to_the_longest_name_with_which_it_begins() {
        let fields = OwnFields(vec!["city", "city_part"]);
        for (code, field) in [
            ("city", Some("city")),
            ("city_too_long", Some("city")),
            ("city_part_unknown", Some("city_part")),
            ("cityless", None),
            ("no_city", None),
        ] {
            assert_eq!(fields.of_code(code), field, "{code}");
        }
    }

    #[test]
    fn a_name_is_plain_and_free() {
        let invalid = |names: &[&'static str]| OwnFields(names.to_vec()).find_invalid();
        assert_eq!(invalid(&["city", "zip_2"]), None);
        for name in
            ["", "City", "a-b", "2a", "password", "username", "email", "form_id", "next", "carrier", "form"]
        {
            assert_eq!(invalid(&["city", name]), Some(name));
        }
        assert_eq!(invalid(&["city", "city"]), Some("city"));
    }
}
