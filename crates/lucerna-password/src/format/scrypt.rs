//! scrypt (RFC 7914), and the format that begins with its name.
//!
//! The implementation allocates its own memory and does not erase it.

use super::fields::{base64, output_of, parts, value};
use super::hash::Hash;
use super::{FormatError, Function, IMPOSSIBLE, Spelling, StoredHash, TOO_COSTLY};
use crate::compute_error::ComputeError;
use argon2::password_hash::phc::Output;
use base64ct::{Base64, Base64Unpadded};
use scrypt::Params;

/// The ceilings, together 256 MiB (`SECURITY.md`, row 154).
const MAX_N: u32 = 1 << 17;
const MAX_R: u32 = 16;
const MAX_P: u32 = 10;

pub(crate) struct Scrypt {
    params: Params,
    salt: Vec<u8>,
    memory: usize,
    nanos: u64,
}

/// The time of one unit of N × r × p, on a core of 2024.
const NANOS_PER_UNIT: u64 = 270;

impl Scrypt {
    pub(super) fn new(n: u32, r: u32, p: u32, salt: &[u8]) -> Result<Self, FormatError> {
        if n > MAX_N || r > MAX_R || p > MAX_P {
            return Err(TOO_COSTLY);
        }
        let log_n = n.checked_ilog2().filter(|it| *it > 0 && n.is_power_of_two()).ok_or(IMPOSSIBLE)?;
        let log_n = u8::try_from(log_n).map_err(|_| IMPOSSIBLE)?;
        let params = Params::new(log_n, r, p).map_err(|_| IMPOSSIBLE)?;
        let memory = usize::try_from(128 * n * r).map_err(|_| TOO_COSTLY)?;
        let nanos = u64::from(n) * u64::from(r * p) * NANOS_PER_UNIT;
        Ok(Self { params, salt: salt.to_vec(), memory, nanos })
    }

    pub(super) fn stored(self, spelling: Spelling, output: Output) -> StoredHash {
        StoredHash::new(Function::Scrypt(self), spelling, output)
    }

    /// Returns the memory in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }

    /// Estimates the nanoseconds.
    pub(crate) fn nanos(&self, password: usize) -> u64 {
        self.nanos + Hash::Sha256.nanos(password)
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) -> Result<(), ComputeError> {
        // Returns an error if the memory is missing. The function allocates it again, and would abort the process.
        Vec::<u8>::new().try_reserve_exact(self.memory)?;
        Ok(scrypt::scrypt(password, &self.salt, &self.params, out)?)
    }
}

/// The only output length, since a truncated output would match as a shorter one.
const OUTPUT_BYTES: usize = 32;

/// Parses `$scrypt$ln=16,r=8,p=1$salt$output`, with N = 2^16 (PHC, passlib). Kratos writes N itself as `ln`, and pads base64.
pub(super) fn phc(text: &str) -> Result<StoredHash, FormatError> {
    let [_, _, params, salt, hash] = parts(text, '$')?;
    let [n, r, p] = parts(params, ',')?;
    let [n, r, p] = [value("ln=", n)?, value("r=", r)?, value("p=", p)?];
    let (n, salt, hash) = match 1_u32.checked_shl(n) {
        Some(n) => (n, base64::<Base64Unpadded>(salt)?, base64::<Base64Unpadded>(hash)?),
        None => (n, base64::<Base64>(salt)?, base64::<Base64>(hash)?),
    };
    Ok(Scrypt::new(n, r, p, &salt)?.stored(Spelling::Either, output_of(OUTPUT_BYTES, &hash)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(n: u32, r: u32, p: u32) -> Option<FormatError> {
        Scrypt::new(n, r, p, b"salt").err()
    }

    #[test]
    fn rt_154_each_parameter_has_a_ceiling() {
        assert_eq!(refusal(1 << 17, 16, 10), None);
        for (n, r, p) in [(1 << 18, 1, 1), (1 << 17, 17, 1), (2, 1, 11), (2, u32::MAX, 1), (2, 1, u32::MAX)] {
            assert_eq!(refusal(n, r, p), Some(TOO_COSTLY));
        }
        assert_eq!(Scrypt::new(1 << 17, 16, 10, b"salt").unwrap().memory(), 256 << 20);
    }

    #[test]
    fn rt_152_impossible_parameters_are_refused() {
        for (n, r, p) in [(0, 8, 1), (1, 8, 1), (3, 8, 1), (16383, 8, 1), (16384, 0, 1), (16384, 8, 0)] {
            assert_eq!(refusal(n, r, p), Some(IMPOSSIBLE));
        }
        assert_eq!(refusal(u32::MAX, u32::MAX, u32::MAX), Some(TOO_COSTLY));
    }
}
