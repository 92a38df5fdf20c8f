//! The browser's secret, and the hash of it that a database may know.

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
/// Whoever has it is signed in, so it is shown only to the browser: it has no `Display`, no `PartialEq`, and its
/// `Debug` prints nothing of it.
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
    /// A new token of 256 random bits (ASVS 5.0 7.2.3 asks for 128).
    ///
    /// # Errors
    /// [`RandomError`] if there is no randomness to be had.
    pub fn generate(random: &(impl Random + ?Sized)) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut())?;
        Ok(Self::of_bytes(&bytes))
    }

    fn of_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(BASE64URL_NOPAD.encode(bytes)))
    }

    /// Returns true for exactly the texts that [`generate`](SessionToken::generate) can make: 43 characters of base64url
    /// that stand for 32 bytes, without a bit left over.
    pub(crate) fn could_be(text: &[u8]) -> bool {
        // 43 characters stand for 32 bytes, and no other number of them does.
        text.len() == 43 && BASE64URL_NOPAD.decode(text).map(Zeroizing::new).is_ok()
    }

    /// The id under which a store keeps this token's session.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId::hash(self.0.as_bytes())
    }

    /// The secret itself: for the response to whoever has just signed in, and for nobody else.
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

/// What a database knows of a session's token: its SHA-256, as 64 lower-case hexadecimal digits.
///
/// An id is not secret: offered as a token it is hashed once more and names nothing. A token has 256 random bits,
/// so a plain hash without salt cannot be reversed or guessed, and looking it up by equality tells an attacker who
/// measures time nothing about any token (`SECURITY.md`, row 065).
///
/// ```
/// use lucerna_core::SessionId;
///
/// let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
/// assert_eq!(id.as_str().len(), 64);
/// assert_eq!(SessionId::parse(id.as_str()), Some(id));
/// // What a database holds is no token: it is hashed once more.
/// assert_ne!(SessionId::of_token(id.as_str()), Some(id));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; 64]);

impl SessionId {
    /// The id that belongs to what a browser sent, or `None` if that can be no token: shorter than 20 bytes, longer
    /// than 128, or anything but visible ASCII. Tokens of systems we take over have other forms than ours.
    #[must_use]
    pub fn of_token(token: &str) -> Option<Self> {
        Self::of_bytes(token.as_bytes())
    }

    /// The same for bytes of a header, which need not be text.
    pub(crate) fn of_bytes(token: &[u8]) -> Option<Self> {
        let possible = (20..=128).contains(&token.len()) && token.iter().all(u8::is_ascii_graphic);
        possible.then(|| Self::hash(token))
    }

    /// Reads an id back from a store.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 64] = text.as_bytes().try_into().ok()?;
        digits.iter().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f')).then_some(Self(digits))
    }

    /// The 64 digits.
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
    fn a_token_and_its_id_lead_one_way() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(SessionId::of_token(token.expose()), Some(token.id()));
        assert_eq!(SessionId::parse(token.id().as_str()), Some(token.id()));
        assert_ne!(SessionId::of_token(token.id().as_str()), Some(token.id()));
        assert_ne!(SessionToken::generate(&OsRandom).unwrap().id(), token.id());
    }

    #[test]
    fn every_token_of_ours_is_told_by_its_shape_and_no_other_text_is() {
        for _ in 0..1_000 {
            let token = SessionToken::generate(&OsRandom).unwrap();
            assert!(SessionToken::could_be(token.expose().as_bytes()), "{}", token.expose());
        }
        let zero = "A".repeat(43);
        assert!(SessionToken::could_be(zero.as_bytes()));
        assert!(SessionToken::could_be(format!("{}_-8", "z".repeat(40)).as_bytes()));
        for text in [
            "",
            "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle",
            &zero[1..],
            &format!("{zero}A"),
            &format!("{}=", &zero[1..]),
            &format!("{}+", &zero[1..]),
            // The last character has two bits that 32 bytes do not need.
            &format!("{}B", &zero[1..]),
        ] {
            assert!(!SessionToken::could_be(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_id_is_the_sha_256_of_the_token() {
        let id = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
        assert_eq!(id.to_string(), "71c480df93d6ae2f1efad1447c66c9525e316218cf51fc8d9ed832f2daf18b73");
        assert_eq!(format!("{id:?}"), format!("SessionId({id})"));
    }

    #[test]
    fn rt_180_a_token_with_any_bit_changed_is_another_session() {
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
    fn rt_222_what_can_be_no_token_is_not_hashed() {
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
    fn rt_189_without_randomness_there_is_no_token() {
        struct Dry;
        impl Random for Dry {
            fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
                Err(RandomError::new("dry"))
            }
        }
        assert!(SessionToken::generate(&Dry).is_err());
    }
}
