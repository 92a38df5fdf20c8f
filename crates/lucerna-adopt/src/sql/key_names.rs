//! The renaming of keys to their canonical names.

use super::refuse_rows;
use crate::AdoptError;
use lucerna_core::KeyId;
use std::collections::HashMap;

/// Returns the canonical name of a key; `None` if the name is not valid.
fn canonical_key(stored: &str) -> Option<String> {
    let id = KeyId::parse(stored)?;
    let name = match id.provider() {
        "username" => KeyId::username(id.subject()),
        "email" => KeyId::email(id.subject()),
        _ => id,
    };
    let name = name.to_string();
    // The canonical name may be empty.
    KeyId::parse(&name).map(|_| name)
}

/// Returns the keys to rename with their new names, given the id and the user of every key. Two keys that become
/// equal are an error and are never merged, since they may have different passwords.
pub(super) fn renames(stored: Vec<[String; 2]>) -> Result<Vec<[String; 2]>, AdoptError> {
    let (mut renames, mut problems) = (Vec::new(), Vec::new());
    let mut owners: HashMap<_, _> = stored.iter().cloned().map(<(_, _)>::from).collect();
    for [from, user] in stored {
        match canonical_key(&from) {
            Some(to) if to == from => {}
            Some(to) => match owners.insert(to.clone(), user.clone()) {
                None => renames.push([from, to]),
                Some(other) => problems.push(format!(
                    "{to:?} would be the key of user {other:?} and, stored as {from:?}, of user {user:?}"
                )),
            },
            None => problems.push(format!("the key {from:?} of user {user:?} is not a valid key name")),
        }
    }
    refuse_rows(problems).map(|()| renames)
}

#[cfg(test)]
mod tests {
    use super::canonical_key;

    #[test]
    fn only_typed_names_are_changed() {
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
    fn an_invalid_name_has_no_canonical_name() {
        for stored in
            ["", "alice", ":alice", "username:", "username: ", "a:\u{7}", &format!("a:{}", "x".repeat(254))]
        {
            assert_eq!(canonical_key(stored), None, "{stored}");
        }
    }
}
