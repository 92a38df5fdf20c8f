//! Session tokens, and their hashes for the database.

use crate::{Random, RandomError};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

mod adopted;
pub(crate) use adopted::AdoptedToken;

mod secret;
pub use secret::{Secret, SecretHash};

/// The secret in a session cookie: 32 random bytes, as base64url.
///
/// A token signs its holder in, so only the browser receives it. The type has no `Display` and no `PartialEq`, and its
/// `Debug` is redacted.
///
/// ```
/// use lucerna_core::{OsRandom, SessionId, SessionToken};
///
/// let token = SessionToken::generate(&OsRandom::default())?;
/// assert_eq!(SessionId::of_token(token.expose()), Some(token.id()));
/// assert_eq!(format!("{token:?}"), "SessionToken(…)");
/// # Ok::<(), lucerna_core::RandomError>(())
/// ```
pub struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// Generates a token of 256 random bits (ASVS 5.0 7.2.3 asks for 128).
    ///
    /// # Errors
    /// [`RandomError`] if the random generator failed.
    pub fn generate(random: &(impl Random + ?Sized)) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut())?;
        Ok(Self::of_bytes(&bytes))
    }

    fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(BASE64URL_NOPAD.encode(bytes)))
    }

    /// Returns true if [`generate`](SessionToken::generate) can produce the text: 43 characters of base64url that
    /// encode exactly 32 bytes.
    pub(crate) fn has_token_format(text: &[u8]) -> bool {
        // Only 43 characters encode 32 bytes.
        text.len() == 43 && BASE64URL_NOPAD.decode(text).map(Zeroizing::new).is_ok()
    }

    /// Returns the id of the token's session in the store.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId::hash(self.0.as_bytes())
    }

    /// Returns the secret itself. Put it only into the response to the user who has just signed in.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// The hash of a session's token in the database: its SHA-256, as 64 lower-case hexadecimal digits.
///
/// An id is not secret: sent as a token, it is hashed again and matches no session. A token has 256 random bits, so an
/// unsalted hash cannot be reversed or guessed. An attacker who measures the time of look-ups learns nothing about a
/// token (`SECURITY.md`, row 065).
///
/// ```
/// use lucerna_core::SessionId;
///
/// let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
/// assert_eq!(id.as_str().len(), 64);
/// assert_eq!(SessionId::parse(id.as_str()), Some(id));
/// // An id is no token: sent as one, it is hashed again.
/// assert_ne!(SessionId::of_token(id.as_str()), Some(id));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; 64]);

impl SessionId {
    /// The id of no session: no known token has this hash.
    pub(crate) const UNKNOWN: Self = Self([b'0'; 64]);

    /// Returns the id of a token that a browser sent. `None` if the text is shorter than 20 bytes, longer than 128, or
    /// has characters other than visible ASCII. Adopted tokens have other forms than Lucerna's.
    #[must_use]
    pub fn of_token(token: &str) -> Option<Self> {
        Self::of_bytes(token.as_bytes())
    }

    /// Returns the id of a token in a header, which need not be text.
    pub(crate) fn of_bytes(token: &[u8]) -> Option<Self> {
        let possible = (20..=128).contains(&token.len()) && token.iter().all(u8::is_ascii_graphic);
        possible.then(|| Self::hash(token))
    }

    /// Parses an id from a store.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 64] = text.as_bytes().try_into().ok()?;
        digits.iter().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f')).then_some(Self(digits))
    }

    /// Returns the 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn hash(token: &[u8]) -> Self {
        let mut digest = Sha256::digest(token);
        let mut digits = [0; 64];
        HEXLOWER.encode_mut(&digest, &mut digits);
        digest.zeroize();
        Self(digits)
    }
}

impl AsRef<str> for SessionId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionId({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;

    #[test]
    fn a_token_leads_to_its_id_but_not_back() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(SessionId::of_token(token.expose()), Some(token.id()));
        assert_eq!(SessionId::parse(token.id().as_str()), Some(token.id()));
        assert_ne!(SessionId::of_token(token.id().as_str()), Some(token.id()));
        assert_ne!(SessionToken::generate(&OsRandom).unwrap().id(), token.id());
    }

    #[test]
    fn the_format_matches_every_generated_token_and_no_other_text() {
        for _ in 0..1_000 {
            let token = SessionToken::generate(&OsRandom).unwrap();
            assert!(SessionToken::has_token_format(token.expose().as_bytes()), "{}", token.expose());
        }
        let zero = "A".repeat(43);
        assert!(SessionToken::has_token_format(zero.as_bytes()));
        assert!(SessionToken::has_token_format(format!("{}_-8", "z".repeat(40)).as_bytes()));
        for text in [
            "",
            "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle",
            &zero[1..],
            &format!("{zero}A"),
            &format!("{}=", &zero[1..]),
            &format!("{}+", &zero[1..]),
            // The last character has two unused bits.
            &format!("{}B", &zero[1..]),
        ] {
            assert!(!SessionToken::has_token_format(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_id_is_the_sha_256_of_the_token() {
        let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
        assert_eq!(id.to_string(), "71c480df93d6ae2f1efad1447c66c9525e316218cf51fc8d9ed832f2daf18b73");
        assert_eq!(format!("{id:?}"), format!("SessionId({id})"));
    }

    #[test]
    fn rt_180_changing_any_bit_changes_the_session() {
        let token = "abcdefghijklmnopqrstuvwxyz012345";
        let id = SessionId::of_token(token);
        for bit in 0..token.len() * 8 {
            let mut bytes = token.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let other = std::str::from_utf8(&bytes).ok().and_then(SessionId::of_token);
            assert!(other.is_none() || other != id, "bit {bit}");
        }
    }

    #[test]
    fn rt_065_the_ids_of_similar_tokens_have_nothing_in_common() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        let in_common = |one: &SessionId, other: &SessionId| {
            one.as_str().bytes().zip(other.as_str().bytes()).take_while(|(one, other)| one == other).count()
        };
        // A store that compares up to the first difference reveals how much of an id is right. A client that knew it
        // must not be able to approach the id by changing its token.
        for at in 0..token.expose().len() {
            let (before, rest) = token.expose().split_at(at);
            let other = if rest.starts_with('x') { 'y' } else { 'x' };
            let similar = SessionId::of_token(&format!("{before}{other}{}", &rest[1..])).unwrap();
            assert!(in_common(&token.id(), &similar) < 12, "{similar} for a change at {at}");
        }
        let stored = token.id();
        assert_ne!(SessionId::of_token(stored.as_str()), Some(stored), "an id is no token");
    }

    #[test]
    fn rt_222_invalid_tokens_are_not_hashed() {
        for text in ["", "short", &"x".repeat(129), "twenty one characters", "tokentokentokentoken\u{e9}"] {
            assert_eq!(SessionId::of_token(text), None, "{text}");
        }
        assert_eq!(SessionId::parse(&"A".repeat(64)), None);
        assert_eq!(SessionId::parse(""), None);
    }

    #[test]
    fn rt_211_debug_shows_nothing_of_a_token() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
    }

    #[test]
    fn rt_189_a_failing_random_generator_makes_no_token() {
        struct FailingRandom;
        impl Random for FailingRandom {
            fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
                Err(RandomError::new("dry"))
            }
        }
        assert!(SessionToken::generate(&FailingRandom).is_err());
    }
}
