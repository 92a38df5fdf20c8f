//! What the forms are made of. Each piece has one spelling, so that a changed hash is never the same hash.

use super::{MALFORMED, Refusal};
use argon2::password_hash::phc::Output;
use base64ct::Encoding;
use data_encoding::HEXLOWER;

/// Exactly this many pieces.
pub(super) fn parts<const N: usize>(text: &str, separator: char) -> Result<[&str; N], Refusal> {
    text.split(separator).collect::<Vec<_>>().try_into().map_err(|_| MALFORMED)
}

/// What comes after this beginning.
pub(super) fn after<'a>(beginning: &str, text: &'a str) -> Result<&'a str, Refusal> {
    text.strip_prefix(beginning).ok_or(MALFORMED)
}

/// Digits, without a sign and without zeros before them.
pub(super) fn number(text: &str) -> Result<u32, Refusal> {
    let spelled = text.bytes().all(|it| it.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| spelled).ok_or(MALFORMED)
}

/// A number with its name.
pub(super) fn value(name: &str, text: &str) -> Result<u32, Refusal> {
    number(after(name, text)?)
}

pub(super) fn hex(text: &str) -> Result<Vec<u8>, Refusal> {
    HEXLOWER.decode(text.as_bytes()).map_err(|_| MALFORMED)
}

pub(super) fn base64<E: Encoding>(text: &str) -> Result<Vec<u8>, Refusal> {
    E::decode_vec(text).map_err(|_| MALFORMED)
}

/// Less than 80 bits would match too many passwords, none at all every one.
pub(super) fn output(bytes: &[u8]) -> Result<Output, Refusal> {
    Output::new(bytes).map_err(|_| "its output is too short or too long")
}

/// An output of this many bytes and no others.
pub(super) fn output_of(length: usize, bytes: &[u8]) -> Result<Output, Refusal> {
    if bytes.len() == length { output(bytes) } else { Err(MALFORMED) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(number("0"), Ok(0));
        assert_eq!(number("4294967295"), Ok(u32::MAX));
        for text in ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "0x1", "4294967296", "٣"] {
            assert_eq!(number(text), Err(MALFORMED), "{text}");
        }
    }

    #[test]
    fn parts_are_neither_more_nor_fewer() {
        assert_eq!(parts("a$b", '$'), Ok(["a", "b"]));
        assert_eq!(parts::<2>("a$b$", '$'), Err(MALFORMED));
        assert_eq!(parts::<2>("ab", '$'), Err(MALFORMED));
    }

    #[test]
    fn an_output_that_says_nothing_is_refused() {
        assert!(output(&[0; 9]).is_err());
        assert!(output(&[0; 10]).is_ok());
        assert!(output(&[0; 65]).is_err());
    }
}
