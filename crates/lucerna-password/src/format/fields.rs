//! Parsers for the fields of all formats. Each value has one valid spelling, so that no two texts are the same hash.

use super::{FormatError, MALFORMED};
use argon2::password_hash::phc::Output;
use base64ct::Encoding;
use data_encoding::HEXLOWER;

/// Splits a text into exactly `N` parts.
pub(super) fn parts<const N: usize>(text: &str, separator: char) -> Result<[&str; N], FormatError> {
    text.split(separator).collect::<Vec<_>>().try_into().map_err(|_| MALFORMED)
}

/// Removes a required prefix.
pub(super) fn after<'a>(beginning: &str, text: &'a str) -> Result<&'a str, FormatError> {
    text.strip_prefix(beginning).ok_or(MALFORMED)
}

/// Parses decimal digits, without a sign or leading zeros.
pub(super) fn number(text: &str) -> Result<u32, FormatError> {
    let spelled = text.bytes().all(|it| it.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| spelled).ok_or(MALFORMED)
}

/// Parses a number after its name, as in `r=8`.
pub(super) fn value(name: &str, text: &str) -> Result<u32, FormatError> {
    number(after(name, text)?)
}

pub(super) fn hex(text: &str) -> Result<Vec<u8>, FormatError> {
    HEXLOWER.decode(text.as_bytes()).map_err(|_| MALFORMED)
}

pub(super) fn base64<E: Encoding>(text: &str) -> Result<Vec<u8>, FormatError> {
    E::decode_vec(text).map_err(|_| MALFORMED)
}

/// Checks the length of an output: one below 80 bits would match too many passwords, and an empty one all.
pub(super) fn output(bytes: &[u8]) -> Result<Output, FormatError> {
    Output::new(bytes).map_err(|_| "its output is too short or too long")
}

/// Checks that an output has exactly this many bytes.
pub(super) fn output_of(length: usize, bytes: &[u8]) -> Result<Output, FormatError> {
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
    fn the_number_of_parts_is_exact() {
        assert_eq!(parts("a$b", '$'), Ok(["a", "b"]));
        assert_eq!(parts::<2>("a$b$", '$'), Err(MALFORMED));
        assert_eq!(parts::<2>("ab", '$'), Err(MALFORMED));
    }

    #[test]
    fn a_short_output_is_refused() {
        assert!(output(&[0; 9]).is_err());
        assert!(output(&[0; 10]).is_ok());
        assert!(output(&[0; 65]).is_err());
    }
}
