//! Lucia: scrypt with N = 16384, and with the text of the salt where others take the bytes that it stands for.

use super::fields::{hex, output_of, parts};
use super::{Function, Refusal, Scrypt, Spelling, Stored};

const N: u32 = 16384;
const BYTES: usize = 64;

/// `s2:<salt>:<hex>`: Lucia v2.
pub(super) fn version_2(text: &str) -> Result<Stored, Refusal> {
    let [_, salt, hash] = parts(text, ':')?;
    stored(&[16], salt, Spelling::Normal, hash)
}

/// `<salt>:<hex>`, with a salt of 32 hexadecimal digits: Lucia v3 and Better Auth; with another: Lucia v1, which did not
/// always normalise, or the first v3, which looks the same.
pub(super) fn two_parts(text: &str) -> Result<Stored, Refusal> {
    let [salt, hash] = parts(text, ':')?;
    if hex(salt).is_ok_and(|it| it.len() == 16) {
        stored(&[16], salt, Spelling::Normal, hash)
    } else {
        stored(&[8, 16], salt, Spelling::Either, hash)
    }
}

fn stored(sizes: &[u32], salt: &str, spelling: Spelling, hash: &str) -> Result<Stored, Refusal> {
    let function = |r: &u32| Scrypt::new(N, *r, 1, salt.as_bytes()).map(Function::Scrypt);
    let functions = sizes.iter().map(function).collect::<Result<_, _>>()?;
    Ok(Stored { functions, spelling, output: output_of(BYTES, &hex(hash)?)? })
}
