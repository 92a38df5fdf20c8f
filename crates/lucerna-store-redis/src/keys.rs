//! The names of the keys in Redis.
//!
//! | key | type and content | example |
//! |---|---|---|
//! | index of a user | sorted set: ids, each scored with the expiry of its session | `lucerna:{u:alice}:i` |
//! | row of a session | hash | `lucerna:{u:alice}:s:9f86…` |
//! | pointer | string: the session's user | `lucerna:p:9f86…` |
//! | record of a table | hash | `lucerna:{r:reset_code:9f86…}` |
//! | index of a user's records of a table | sorted set: insert marks and ids, each scored with the expiry of its record | `lucerna:{u:alice}:r:reset_code` |
//! | replication probe | empty string for a millisecond: a write for which `WAIT` can wait | `lucerna:{u:alice}:i~` |
//! | adoption in progress | string: exists during an incomplete adoption | `lucerna:adopting` |
//!
//! Redis Cluster chooses the slot of a key by the text between its first `{` and the next `}`. That text is never empty
//! and is the same for all keys of a user, even if the id contains braces. Each record has its own slot, since its
//! id does not tell its user. Different ids never give equal names: the text after the last `}` tells the kinds apart,
//! and names of tables contain neither braces nor colons.

use lucerna_core::{SessionId, UserId};

/// The names, with the store's prefix.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    prefix: String,
}

impl Keys {
    /// Creates the names, or returns `None` if the prefix contains a brace, which would choose the slot.
    pub(crate) fn new(prefix: &str) -> Option<Self> {
        (!prefix.contains(['{', '}'])).then(|| Self { prefix: prefix.to_owned() })
    }

    /// Returns the prefix of the keys of all users.
    pub(crate) fn users(&self) -> String {
        format!("{}{{u:", self.prefix)
    }

    pub(crate) fn index(&self, user: &UserId) -> String {
        format!("{}{}}}:i", self.users(), user.as_str())
    }

    pub(crate) fn row(&self, user: &UserId, id: &SessionId) -> String {
        format!("{}{}}}:s:{id}", self.users(), user.as_str())
    }

    /// Returns the prefix of all pointers.
    pub(crate) fn pointers(&self) -> String {
        format!("{}p:", self.prefix)
    }

    pub(crate) fn pointer(&self, id: &SessionId) -> String {
        format!("{}{id}", self.pointers())
    }

    /// Returns the prefix of the keys of a table's records. They end with [`RECORD_END`](Keys::RECORD_END).
    pub(crate) fn records(&self, table: &str) -> String {
        format!("{}{{r:{table}:", self.prefix)
    }

    pub(crate) const RECORD_END: &str = "}";

    pub(crate) fn record(&self, table: &str, id: &str) -> String {
        format!("{}{id}{}", self.records(table), Self::RECORD_END)
    }

    /// Returns the suffix of the indexes of users' records. It follows the prefix of users and the user's id.
    pub(crate) fn record_index_end(table: &str) -> String {
        format!("}}:r:{table}")
    }

    pub(crate) fn record_index(&self, user: &UserId, table: &str) -> String {
        format!("{}{}{}", self.users(), user.as_str(), Self::record_index_end(table))
    }

    pub(crate) fn adopting(&self) -> String {
        format!("{}adopting", self.prefix)
    }

    /// Returns the pattern of all indexes.
    pub(crate) fn any_index(&self) -> String {
        literally(&self.users()) + "*}:i"
    }
}

/// Returns a pattern that matches only this text.
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
    fn all_keys_of_a_user_have_the_same_nonempty_hash_tag() {
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
    fn names_of_different_ids_never_collide() {
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
    fn a_prefix_is_escaped_in_patterns_and_has_no_hash_tag() {
        assert_eq!(Keys::new("a*[b]").unwrap().any_index(), r"a\*\[b\]{u:*}:i");
        assert!(Keys::new("{a}").is_none() && Keys::new("a}").is_none());
    }
}
