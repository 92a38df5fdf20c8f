//! The parts that the formats of crypt(3) share: the salt as text, and an output in crypt's base64 with permuted bytes.

use super::fields::{base64, output_of};
use super::{FormatError, MALFORMED};
use argon2::password_hash::phc::Output;
use base64ct::Base64ShaCrypt;

/// Checks a salt, which crypt(3) would truncate at its maximum length.
pub(super) fn salt(text: &str, max: usize) -> Result<String, FormatError> {
    if text.len() <= max { Ok(text.to_owned()) } else { Err(MALFORMED) }
}

pub(super) fn output(length: usize, text: &str) -> Result<Output, FormatError> {
    output_of(length, &base64::<Base64ShaCrypt>(text)?)
}

/// Writes the bytes of a digest in the order of the encoded text.
pub(super) fn permute(digest: &[u8], order: &[u8], out: &mut [u8]) {
    for (out, at) in out.iter_mut().zip(order) {
        *out = digest.get(usize::from(*at)).copied().unwrap_or_default();
    }
}
