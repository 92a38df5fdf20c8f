//! Tokens of adopted sessions, and their successors.

use super::{SessionId, SessionToken};
use crate::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The prefix of a successor's hash input, which separates it from all other hashes.
const DOMAIN: &[u8] = b"lucerna: the token that takes the place of an adopted one\n";

/// A token of another system: a valid token that does not have Lucerna's format.
pub(crate) struct AdoptedToken(Zeroizing<String>);

impl AdoptedToken {
    /// Parses a token. Returns `None` if it is invalid or has Lucerna's format.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        SessionId::of_token(text)?;
        (!SessionToken::has_token_format(text.as_bytes())).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// Returns the id of the adopted session.
    pub(crate) fn id(&self) -> SessionId {
        SessionId::hash(self.0.as_bytes())
    }

    /// Returns the token that replaces this one now. All calls in one minute return the same one.
    pub(crate) fn successor(&self, now: Timestamp) -> SessionToken {
        self.successor_in(minute(now))
    }

    /// Returns the tokens that may have replaced this one recently: of this minute, the previous one, and the next one
    /// if another clock is ahead.
    pub(crate) fn successors(&self, now: Timestamp) -> [SessionToken; 3] {
        [0, -1, 1].map(|it| self.successor_in(minute(now).saturating_add(it)))
    }

    fn successor_in(&self, minute: i64) -> SessionToken {
        let mut hash = Sha256::new_with_prefix(DOMAIN);
        hash.update(minute.to_be_bytes());
        hash.update(self.0.as_bytes());
        SessionToken::of_bytes(&Zeroizing::new(hash.finalize().into()))
    }
}

fn minute(now: Timestamp) -> i64 {
    now.unix_millis().div_euclid(60_000)
}

impl fmt::Debug for AdoptedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdoptedToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LUCIA: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis)
    }

    fn successor(token: &str, millis: i64) -> String {
        AdoptedToken::parse(token.as_bytes()).unwrap().successor(at(millis)).expose().to_owned()
    }

    #[test]
    fn a_successor_depends_on_the_minute_and_the_old_token() {
        let token = successor(LUCIA, 0);
        assert!(SessionToken::has_token_format(token.as_bytes()));
        assert_eq!(successor(LUCIA, 59_999), token);
        let other = LUCIA.replace('9', "8");
        for next in [successor(LUCIA, 60_000), successor(LUCIA, -1), successor(&other, 0)] {
            assert_ne!(next, token);
        }
        // A fixed value, so that a new version during an exchange computes the same session.
        assert_eq!(token, "-RsgfbKtUGVNJ781GiLJp3nOZoAKX8hi7P13KhZJu-8");
    }

    #[test]
    fn successors_include_those_of_the_neighbouring_minutes() {
        let old = AdoptedToken::parse(LUCIA.as_bytes()).unwrap();
        let made = old.successor(at(59_999)).id();
        let knows = |millis| old.successors(at(millis)).iter().any(|it| it.id() == made);
        assert!(knows(0) && knows(59_999) && knows(60_000) && knows(119_999) && knows(-1));
        assert!(!knows(120_000) && !knows(-60_001));
    }

    #[test]
    fn invalid_tokens_and_lucerna_tokens_are_not_parsed() {
        for text in ["", "short", &"A".repeat(43), &"x".repeat(129), "twenty one characters"] {
            assert!(AdoptedToken::parse(text.as_bytes()).is_none(), "{text}");
        }
        assert!(AdoptedToken::parse(&[0xff; 40]).is_none());
        let old = AdoptedToken::parse(LUCIA.as_bytes()).unwrap();
        assert_eq!(Some(old.id()), SessionId::of_token(LUCIA));
        assert_eq!(format!("{old:?}"), "AdoptedToken(…)");
    }
}
