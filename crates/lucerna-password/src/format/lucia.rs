//! Lucia: scrypt with N = 16384, and with the salt's hexadecimal text as the salt.

use super::fields::{hex, output_of, parts};
use super::{Candidate, FormatError, Function, Scrypt, Spelling, StoredHash};

const N: u32 = 16384;
const BYTES: usize = 64;

/// Parses `s2:<salt>:<hex>`, of Lucia v2.
pub(super) fn version_2(text: &str) -> Result<StoredHash, FormatError> {
    let [_, salt, hash] = parts(text, ':')?;
    stored(&[16], salt, Spelling::Normal, hash)
}

/// Reads `<salt>:<hex>`. A salt of 32 hexadecimal digits is that of Lucia v3 and Better Auth. Any other is that of Lucia v1,
/// which did not always normalise, or of the first v3.
pub(super) fn two_parts(salt: &str, hash: &str) -> Result<StoredHash, FormatError> {
    if hex(salt).is_ok_and(|it| it.len() == 16) {
        stored(&[16], salt, Spelling::Normal, hash)
    } else {
        stored(&[8, 16], salt, Spelling::Either, hash)
    }
}

fn stored(sizes: &[u32], salt: &str, spelling: Spelling, hash: &str) -> Result<StoredHash, FormatError> {
    let candidate = |r: &u32| {
        let function = Function::Scrypt(Scrypt::new(N, *r, 1, salt.as_bytes())?);
        Ok(Candidate { function, spelling })
    };
    let candidates = sizes.iter().map(candidate).collect::<Result<_, FormatError>>()?;
    Ok(StoredHash { candidates, output: output_of(BYTES, &hex(hash)?)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hash of Lucia v3 is computed once, and only from the normalised password.
    #[test]
    fn the_salt_tells_lucia_v1_from_v3() {
        let read = |salt: &str| {
            let candidates = two_parts(salt, &"0".repeat(128)).unwrap().candidates;
            (candidates.len(), candidates[0].spelling)
        };
        assert_eq!(read("00112233445566778899aabbccddeeff"), (1, Spelling::Normal));
        for salt in ["a1b2c3d4e5f6g7h8", "0011223344556677", "00112233445566778899AABBCCDDEEFF", ""] {
            assert_eq!(read(salt), (2, Spelling::Either), "{salt}");
        }
    }
}
