//! The prefixes of Lucia's keys: `session:<token>` and `user_sessions:<user>` by default.

use lucerna_core::SessionId;

/// The length of the shortest token.
const MIN_TOKEN_LENGTH: usize = 20;

/// The two prefixes, including their colon.
pub(super) struct KeyPrefixes {
    session: String,
    index: String,
}

impl KeyPrefixes {
    pub(super) fn new(session: &str, index: &str) -> Self {
        Self { session: format!("{session}:"), index: format!("{index}:") }
    }

    /// Returns the prefixes to scan for.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let index = (self.index != self.session).then_some(self.index.as_str());
        std::iter::once(self.session.as_str()).chain(index)
    }

    /// Returns true if the key is counted under this prefix. A key has both prefixes if one begins with the other.
    pub(super) fn belongs(&self, key: &[u8], prefix: &str) -> bool {
        prefix == self.session || !key.starts_with(self.session.as_bytes())
    }

    /// Returns the token of a key that is named like a session.
    pub(super) fn token<'a>(&self, key: &'a str) -> Option<&'a str> {
        key.strip_prefix(&self.session)
    }

    pub(super) fn is_index(&self, key: &str) -> bool {
        key.starts_with(&self.index)
    }

    /// Returns the name of a key for a report, with a possible token replaced by its hash.
    pub(super) fn public(&self, key: &[u8]) -> String {
        let key = String::from_utf8_lossy(key);
        let Some(rest) = self.token(&key).filter(|it| it.len() >= MIN_TOKEN_LENGTH) else {
            return format!("{key:?}");
        };
        let behind = match SessionId::of_token(rest) {
            Some(hash) => format!("the SHA-256 {hash}"),
            None => format!("{} bytes", rest.len()),
        };
        format!("\"{}…\" with {behind} behind it", self.session.escape_debug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_name_contains_no_token() {
        let prefixes = KeyPrefixes::new("session", "user_sessions");
        assert_eq!(prefixes.public(b"session:config"), r#""session:config""#);
        assert_eq!(prefixes.public(b"user_sessions:alice"), r#""user_sessions:alice""#);
        let token = "663i4eaxxfff4ecokw35mk1uumjrh53n193lbng9";
        for behind in ["", " data", ":data"] {
            let shown = prefixes.public(format!("session:{token}{behind}").as_bytes());
            assert!(shown.starts_with("\"session:…\"") && !shown.contains(token), "{shown}");
        }
    }

    #[test]
    fn a_key_counts_once_if_one_prefix_begins_with_the_other() {
        for (session, index) in [("auth", "auth:user"), ("auth", "auth"), ("auth:s", "auth")] {
            let prefixes = KeyPrefixes::new(session, index);
            for key in [format!("{session}:{}", "x".repeat(40)), format!("{index}:alice")] {
                let counts = |it: &&str| key.starts_with(*it) && prefixes.belongs(key.as_bytes(), it);
                assert_eq!(prefixes.iter().filter(counts).count(), 1, "{session} {index} {key}");
            }
        }
    }
}
