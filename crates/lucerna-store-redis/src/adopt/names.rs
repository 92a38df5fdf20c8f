//! What Lucia's keys are called: `session:<token>` and `user_sessions:<user>`, with prefixes that can be others.

use crate::keys::literally;
use lucerna_core::SessionId;

/// No token is shorter.
const SHORTEST: usize = 20;

pub(super) struct Names {
    /// Both with their colon.
    session: String,
    index: String,
}

impl Names {
    pub(super) fn new(session: &str, index: &str) -> Self {
        Self { session: format!("{session}:"), index: format!("{index}:") }
    }

    /// One for sessions and one for sets, unless they are the same.
    pub(super) fn patterns(&self) -> Vec<String> {
        let mut patterns = [&self.session, &self.index].map(|it| literally(it) + "*").to_vec();
        patterns.dedup();
        patterns
    }

    /// Whether this is the pattern under which the key counts: where one prefix begins with the other, it matches both.
    pub(super) fn belongs(&self, key: &[u8], pattern: &str) -> bool {
        pattern.strip_suffix('*') == Some(&literally(&self.session))
            || !key.starts_with(self.session.as_bytes())
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
        match SessionId::of_token(rest) {
            Some(hash) => format!("\"{}…\" with the SHA-256 {hash} behind it", self.session.escape_debug()),
            None => format!("\"{}…\" with {} bytes behind it", self.session.escape_debug(), rest.len()),
        }
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
        for key in
            [format!("session:{token}"), format!("session:{token} data"), format!("session:{token}:data")]
        {
            let shown = names.public(key.as_bytes());
            assert!(shown.starts_with("\"session:…\"") && !shown.contains(token), "{shown}");
        }
    }

    #[test]
    fn a_key_counts_once_where_one_prefix_begins_with_the_other() {
        for (session, index) in [("auth", "auth:user"), ("auth", "auth"), ("auth:s", "auth")] {
            let names = Names::new(session, index);
            for key in [format!("{session}:{}", "x".repeat(40)), format!("{index}:alice")] {
                let matches = |it: &String| key.starts_with(it.trim_end_matches('*'));
                let patterns = names.patterns();
                let counted = patterns.iter().filter(|it| matches(it) && names.belongs(key.as_bytes(), it));
                assert_eq!(counted.count(), 1, "{session} {index} {key}");
            }
        }
    }
}
