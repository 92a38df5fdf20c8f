//! The token of an adopted session, and the one that takes its place.

use super::{SessionId, SessionToken};
use crate::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// What the hash of a new token begins with, so that it is the hash of nothing else.
const DOMAIN: &[u8] = b"lucerna: the token that takes the place of an adopted one\n";

/// A token that another system made: any that could be a token, and could not be one of ours.
pub(crate) struct AdoptedToken(Zeroizing<String>);

impl AdoptedToken {
    /// `None` if this can be no token, or could be one of ours.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        SessionId::of_token(text)?;
        (!SessionToken::could_be(text.as_bytes())).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The id under which the adopted session is kept.
    pub(crate) fn id(&self) -> SessionId {
        SessionId::hash(self.0.as_bytes())
    }

    /// The token that takes the place of this one now. Whoever asks in the same minute receives the same one.
    pub(crate) fn successor(&self, now: Timestamp) -> SessionToken {
        self.successor_in(minute(now))
    }

    /// The tokens that may have taken the place of this one a moment ago: in this minute, in the one before, or in the next
    /// one by a clock that is ahead.
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
    fn a_successor_is_a_token_of_ours_for_one_minute_of_one_token() {
        let token = successor(LUCIA, 0);
        assert!(SessionToken::could_be(token.as_bytes()));
        assert_eq!(successor(LUCIA, 59_999), token);
        let other = LUCIA.replace('9', "8");
        for next in [successor(LUCIA, 60_000), successor(LUCIA, -1), successor(&other, 0)] {
            assert_ne!(next, token);
        }
        // Written down, so that a new version in the midst of an exchange names the same session.
        assert_eq!(token, "-RsgfbKtUGVNJ781GiLJp3nOZoAKX8hi7P13KhZJu-8");
    }

    #[test]
    fn what_was_made_a_minute_ago_is_among_the_successors() {
        let old = AdoptedToken::parse(LUCIA.as_bytes()).unwrap();
        let made = old.successor(at(59_999)).id();
        let knows = |millis| old.successors(at(millis)).iter().any(|it| it.id() == made);
        assert!(knows(0) && knows(59_999) && knows(60_000) && knows(119_999) && knows(-1));
        assert!(!knows(120_000) && !knows(-60_001));
    }

    #[test]
    fn what_could_be_ours_or_no_token_at_all_is_none() {
        for text in ["", "short", &"A".repeat(43), &"x".repeat(129), "twenty one characters"] {
            assert!(AdoptedToken::parse(text.as_bytes()).is_none(), "{text}");
        }
        assert!(AdoptedToken::parse(&[0xff; 40]).is_none());
        let old = AdoptedToken::parse(LUCIA.as_bytes()).unwrap();
        assert_eq!(Some(old.id()), SessionId::of_token(LUCIA));
        assert_eq!(format!("{old:?}"), "AdoptedToken(…)");
    }
}
