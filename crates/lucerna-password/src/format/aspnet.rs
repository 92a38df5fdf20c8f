//! ASP.NET Core Identity: a blob in base64 whose first byte is the version.
//!
//! <https://github.com/dotnet/aspnetcore/blob/main/src/Identity/Extensions.Core/src/PasswordHasher.cs>

use super::fields::{base64, output_of};
use super::hash::Hash;
use super::{FormatError, MALFORMED, Pbkdf2, Spelling, StoredHash, UNKNOWN};
use base64ct::Base64;

const OUTPUT_BYTES: usize = 32;

pub(super) fn blob(text: &str) -> Result<StoredHash, FormatError> {
    let bytes = base64::<Base64>(text).map_err(|_| UNKNOWN)?;
    match bytes.split_first() {
        Some((0, rest)) => version_2(rest),
        Some((1, rest)) => version_3(rest),
        _ => Err(UNKNOWN),
    }
}

/// Parses version 2: 16 bytes of salt and 32 of output, after 1,000 rounds.
fn version_2(bytes: &[u8]) -> Result<StoredHash, FormatError> {
    let (salt, derived) = bytes.split_at_checked(16).ok_or(MALFORMED)?;
    Pbkdf2::stored(Hash::Sha1, 1_000, salt, Spelling::Typed, output_of(OUTPUT_BYTES, derived)?)
}

/// Parses version 3: the numbers of the hash function, the rounds and the salt's length, then the salt and the output.
fn version_3(bytes: &[u8]) -> Result<StoredHash, FormatError> {
    let (function, rest) = number(bytes)?;
    let (rounds, rest) = number(rest)?;
    let (length, rest) = number(rest)?;
    let length = usize::try_from(length).map_err(|_| MALFORMED)?;
    let (salt, derived) = rest.split_at_checked(length).ok_or(MALFORMED)?;
    let function = match function {
        0 => Hash::Sha1,
        1 => Hash::Sha256,
        2 => Hash::Sha512,
        _ => return Err(MALFORMED),
    };
    Pbkdf2::stored(function, rounds, salt, Spelling::Typed, output_of(OUTPUT_BYTES, derived)?)
}

/// Splits off the first four bytes as a number.
fn number(bytes: &[u8]) -> Result<(u32, &[u8]), FormatError> {
    let (first, rest) = bytes.split_first_chunk().ok_or(MALFORMED)?;
    Ok((u32::from_be_bytes(*first), rest))
}
