//! The canonical names of keys.

use lucerna_core::KeyId;

/// The name under which Lucerna looks for a key; `None` if it could not be one.
#[doc(hidden)]
#[must_use]
pub fn canonical_key(stored: &str) -> Option<String> {
    let id = KeyId::parse(stored)?;
    let name = match id.provider() {
        "username" => KeyId::username(id.subject()),
        "email" => KeyId::email(id.subject()),
        _ => id,
    };
    let name = name.to_string();
    // What is left of a name may be nothing.
    KeyId::parse(&name).map(|_| name)
}

#[cfg(test)]
mod tests {
    use super::canonical_key;

    #[test]
    fn only_names_that_people_type_are_changed() {
        for (stored, name) in [
            ("username:alice", "username:alice"),
            ("username:Alice", "username:alice"),
            ("email: A@Example.com", "email:a@example.com"),
            ("username:jose\u{301}", "username:jos\u{e9}"),
            ("github:AbC", "github:AbC"),
            ("auth0:google|A:B", "auth0:google|A:B"),
        ] {
            assert_eq!(canonical_key(stored).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_can_be_no_key_is_none() {
        for stored in
            ["", "alice", ":alice", "username:", "username: ", "a:\u{7}", &format!("a:{}", "x".repeat(254))]
        {
            assert_eq!(canonical_key(stored), None, "{stored}");
        }
    }
}
