//! What the keys are called.
//!
//! | key | what | example |
//! |---|---|---|
//! | index of a user | sorted set: ids, each scored with the moment at which the session is over | `lucerna:{u:alice}:i` |
//! | row of a session | hash | `lucerna:{u:alice}:s:9f86…` |
//! | pointer | string: the user whose session this is | `lucerna:p:9f86…` |
//! | record of a table | hash | `lucerna:{r:reset_code:9f86…}` |
//! | index of a user's records of a table | sorted set: marks and ids, each scored with the moment at which the record is over | `lucerna:{u:alice}:r:reset_code` |
//! | what a change waits for | empty string, for a millisecond: so that something is written for which replicas can be waited | `lucerna:{u:alice}:i~` |
//! | mark | string: there while an adoption has not come to its end | `lucerna:adopting` |
//!
//! Redis Cluster puts keys into a slot by what is between the first `{` and the first `}` after it. That is never empty
//! and the same for all keys of a user, whatever the user's id is made of. Each record has a slot of its own, since its id alone
//! does not tell whose it is. No two of these names are the same, whatever ids are made of: what comes after the last `}` tells them
//! apart, and names of tables have neither braces nor colons.

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

    /// What the keys of a table's records begin with. They end with [`RECORD_END`](Keys::RECORD_END).
    pub(crate) fn records(&self, table: &str) -> String {
        format!("{}{{r:{table}:", self.prefix)
    }

    pub(crate) const RECORD_END: &str = "}";

    pub(crate) fn record(&self, table: &str, id: &str) -> String {
        format!("{}{id}{}", self.records(table), Self::RECORD_END)
    }

    /// What the indexes of users' records end with, after what the keys of every user begin with and the user's id.
    pub(crate) fn record_index_end(table: &str) -> String {
        format!("}}:r:{table}")
    }

    pub(crate) fn record_index(&self, user: &UserId, table: &str) -> String {
        format!("{}{}{}", self.users(), user.as_str(), Self::record_index_end(table))
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
    fn no_two_names_are_the_same_whatever_ids_are_made_of() {
        let keys = Keys::new("app:").unwrap();
        let session = SessionId::of_token(&"x".repeat(32)).unwrap();
        let hostile =
            ["a", "}", "{", "a}", "{a", "}:i", "a}:r:t", "a:b", ":", "t:a", "}~", "a}~", "u:a", "r:t:a"];
        let mut names = vec![keys.adopting(), keys.pointer(&session)];
        for it in hostile {
            let user = UserId::from(it);
            names.extend([keys.index(&user), keys.row(&user, &session)]);
            for table in ["t", "i", "s"] {
                let record = keys.record(table, it);
                assert!(
                    !tag(&record).is_empty()
                        && tag(&keys.record_index(&user, table)) == tag(&keys.index(&user))
                );
                names.extend([record, keys.record_index(&user, table)]);
            }
        }
        let different: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len());
    }

    #[test]
    fn a_prefix_is_no_pattern_and_has_no_tag() {
        assert_eq!(Keys::new("a*[b]").unwrap().any_index(), r"a\*\[b\]{u:*}:i");
        assert!(Keys::new("{a}").is_none() && Keys::new("a}").is_none());
    }
}
