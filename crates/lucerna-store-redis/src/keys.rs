//! What the keys are called.
//!
//! | key | what | example |
//! |---|---|---|
//! | index of a user | sorted set: ids, each scored with the moment at which the session is over | `lucerna:{u:alice}:i` |
//! | row of a session | hash | `lucerna:{u:alice}:s:9f86…` |
//! | pointer | string: the user whose session this is | `lucerna:p:9f86…` |
//! | what a change waits for | empty string, for a millisecond: so that something is written for which replicas can be waited | `lucerna:{u:alice}:i~` |
//! | mark | string: there while an adoption has not come to its end | `lucerna:adopting` |
//!
//! Redis Cluster puts keys into a slot by what is between the first `{` and the first `}` after it. That is never empty
//! and the same for all keys of a user, whatever the user's id is made of. No two of these names are the same: those with
//! `}:s:` end in 64 hexadecimal digits, the others do not.

use lucerna_core::{SessionId, UserId};

/// The names, with the store's prefix.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    prefix: String,
}

impl Keys {
    /// `None` if the prefix has a brace, which would decide on the slot.
    pub(crate) fn new(prefix: &str) -> Option<Self> {
        (!prefix.contains(['{', '}'])).then(|| Self { prefix: prefix.to_owned() })
    }

    /// What the keys of every user begin with.
    pub(crate) fn users(&self) -> String {
        format!("{}{{u:", self.prefix)
    }

    pub(crate) fn index(&self, user: &UserId) -> String {
        format!("{}{}}}:i", self.users(), user.as_str())
    }

    pub(crate) fn row(&self, user: &UserId, id: &SessionId) -> String {
        format!("{}{}}}:s:{id}", self.users(), user.as_str())
    }

    /// What every pointer begins with.
    pub(crate) fn pointers(&self) -> String {
        format!("{}p:", self.prefix)
    }

    pub(crate) fn pointer(&self, id: &SessionId) -> String {
        format!("{}{id}", self.pointers())
    }

    pub(crate) fn adopting(&self) -> String {
        format!("{}adopting", self.prefix)
    }

    /// The pattern of all indexes.
    pub(crate) fn any_index(&self) -> String {
        literally(&self.users()) + "*}:i"
    }
}

/// A pattern that only this text matches.
pub(crate) fn literally(text: &str) -> String {
    let special = |it: char| matches!(it, '*' | '?' | '[' | ']' | '\\' | '^' | '-');
    let mut pattern = String::new();
    for it in text.chars() {
        if special(it) {
            pattern.push('\\');
        }
        pattern.push(it);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str) -> &str {
        let (_, rest) = key.split_once('{').unwrap();
        rest.split_once('}').unwrap().0
    }

    #[test]
    fn all_keys_of_a_user_have_one_tag_that_is_not_empty() {
        let keys = Keys::new("app:").unwrap();
        let id = SessionId::of_token(&"x".repeat(32)).unwrap();
        for user in ["alice", "", "}", "{", "a}b", "{}", "}:i"] {
            let user = UserId::from(user);
            let (index, row) = (keys.index(&user), keys.row(&user, &id));
            assert_eq!(tag(&index), tag(&row));
            assert!(!tag(&index).is_empty() && index != row);
        }
    }

    #[test]
    fn a_prefix_is_no_pattern_and_has_no_tag() {
        assert_eq!(Keys::new("a*[b]").unwrap().any_index(), r"a\*\[b\]{u:*}:i");
        assert!(Keys::new("{a}").is_none() && Keys::new("a}").is_none());
    }
}
