//! Tokens, ids and bearer headers: what is accepted, and what it stands for.

use crate::head::Head;
use crate::rig::{RIG, wait};
use lucerna::{SessionId, SessionToken};
use lucerna_core::{Random, RandomError};
use sha2::{Digest, Sha256};

/// The bytes are a token, an id, the random bytes of a new token, and `Authorization` headers, one on each line.
pub fn check(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        check_token(text);
        check_id(text);
    }
    check_generated(data);
    check_bearer(&RIG.expand(data));
}

/// A token is 20 to 128 visible ASCII characters, and its id is its SHA-256.
fn check_token(text: &str) {
    let possible = (20..=128).contains(&text.len()) && !text.contains(|it| !('!'..='~').contains(&it));
    let id = SessionId::of_token(text);
    assert_eq!(id.map(|it| it.to_string()), possible.then(|| sha_256(text)));
    if let Some(id) = id {
        assert_ne!(SessionId::of_token(id.as_str()), Some(id), "an id is not a token of itself");
    }
}

/// An id is 64 lower-case hexadecimal digits, and reads back as it is written.
fn check_id(text: &str) {
    let possible = text.len() == 64 && text.chars().all(|it| "0123456789abcdef".contains(it));
    assert_eq!(SessionId::parse(text).map(|it| it.to_string()), possible.then(|| text.to_owned()));
}

/// A new token is a token, holds all of its random bytes, and is not shown by `Debug`.
fn check_generated(data: &[u8]) {
    let Some(bytes) = data.first_chunk::<32>() else { return };
    let token = SessionToken::generate(&Given(*bytes)).unwrap();
    assert_eq!(token.expose().len(), 43);
    assert_eq!(SessionId::of_token(token.expose()), Some(token.id()));
    assert_eq!(token.id().as_str(), sha_256(token.expose()));
    assert_eq!(decode(token.expose()), bytes);
    assert!(!format!("{token:?}").contains(token.expose()));
}

/// One header, the scheme `Bearer` in any case, one space or more, and the token.
fn check_bearer(lines: &[u8]) {
    let head = Head::of_values("POST", "authorization", lines);
    let session = wait(RIG.auth.authenticate_bearer(&head)).unwrap().map(|it| it.id);
    let accepted = lines.get(..7).is_some_and(|it| it.eq_ignore_ascii_case(b"bearer "))
        && lines[7..].trim_ascii_end().trim_ascii_start() == RIG.bearer.as_bytes()
        && !lines.iter().any(|it| it.is_ascii_whitespace() && *it != b' ');
    assert_eq!(session, SessionId::of_token(&RIG.bearer).filter(|_| accepted));
}

fn sha_256(text: &str) -> String {
    Sha256::digest(text).iter().map(|it| format!("{it:02x}")).collect()
}

/// Base64url, six bits at a time.
fn decode(text: &str) -> Vec<u8> {
    let alphabet = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']);
    let alphabet: String = alphabet.collect();
    let bits = text.chars().flat_map(|it| {
        let digit = alphabet.find(it).unwrap();
        (0..6).rev().map(move |bit| digit >> bit & 1)
    });
    let bits: Vec<_> = bits.collect();
    bits.chunks_exact(8)
        .map(|it| it.iter().fold(0, |byte, bit| byte << 1 | u8::try_from(*bit).unwrap()))
        .collect()
}

struct Given([u8; 32]);

impl Random for Given {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.copy_from_slice(&self.0[..bytes.len()]);
        Ok(())
    }
}
