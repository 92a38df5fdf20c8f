//! The names of Lucia's keys: `session:<token>` and `user_sessions:<user>`, with prefixes that can be others.

use lucerna_core::SessionId;

/// No token is shorter.
const SHORTEST: usize = 20;

/// The prefixes, both with their colon.
pub(super) struct Names {
    session: String,
    index: String,
}

impl Names {
    pub(super) fn new(session: &str, index: &str) -> Self {
        Self { session: format!("{session}:"), index: format!("{index}:") }
    }

    /// What is to be scanned for.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        let index = (self.index != self.session).then_some(self.index.as_str());
        std::iter::once(self.session.as_str()).chain(index)
    }

    /// Whether the key counts under this prefix: if one prefix begins with the other, the key has both.
    pub(super) fn belongs(&self, key: &[u8], prefix: &str) -> bool {
        prefix == self.session || !key.starts_with(self.session.as_bytes())
    }

    /// What would be the token if the key were a session.
    pub(super) fn token<'a>(&self, key: &'a str) -> Option<&'a str> {
        key.strip_prefix(&self.session)
    }

    pub(super) fn is_index(&self, key: &str) -> bool {
        key.starts_with(&self.index)
    }

    /// The name without what may be a token.
    pub(super) fn public(&self, key: &[u8]) -> String {
        let key = String::from_utf8_lossy(key);
        let Some(rest) = self.token(&key).filter(|it| it.len() >= SHORTEST) else {
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
    fn a_name_is_shown_without_what_may_be_a_token() {
        let names = Names::new("session", "user_sessions");
        assert_eq!(names.public(b"session:config"), r#""session:config""#);
        assert_eq!(names.public(b"user_sessions:alice"), r#""user_sessions:alice""#);
        let token = "663i4eaxxfff4ecokw35mk1uumjrh53n193lbng9";
        for behind in ["", " data", ":data"] {
            let shown = names.public(format!("session:{token}{behind}").as_bytes());
            assert!(shown.starts_with("\"session:…\"") && !shown.contains(token), "{shown}");
        }
    }

    #[test]
    fn a_key_counts_once_where_one_prefix_begins_with_the_other() {
        for (session, index) in [("auth", "auth:user"), ("auth", "auth"), ("auth:s", "auth")] {
            let names = Names::new(session, index);
            for key in [format!("{session}:{}", "x".repeat(40)), format!("{index}:alice")] {
                let counts = |it: &&str| key.starts_with(*it) && names.belongs(key.as_bytes(), it);
                assert_eq!(names.prefixes().filter(counts).count(), 1, "{session} {index} {key}");
            }
        }
    }
}
