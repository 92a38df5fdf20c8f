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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is surely of today's software is computed once, and never of what was typed.
    #[test]
    fn two_parts_are_told_apart_by_their_salt() {
        let read = |salt: &str| {
            let stored = two_parts(&format!("{salt}:{}", "0".repeat(128))).unwrap();
            (stored.functions.len(), stored.spelling)
        };
        assert_eq!(read("00112233445566778899aabbccddeeff"), (1, Spelling::Normal));
        for salt in ["a1b2c3d4e5f6g7h8", "0011223344556677", "00112233445566778899AABBCCDDEEFF", ""] {
            assert_eq!(read(salt), (2, Spelling::Either), "{salt}");
        }
    }
}
