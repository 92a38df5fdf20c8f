//! The hash functions that the formats use.

use super::{FormatError, MALFORMED};
use crate::compute_error::ComputeError;
use crate::timing::Algorithm;
use md5::Md5;
use pbkdf2::hmac::{EagerHash, Hmac, KeyInit, Mac};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Hash {
    pub(super) fn named(name: &str) -> Result<Self, FormatError> {
        match name {
            "md5" => Ok(Self::Md5),
            "sha1" => Ok(Self::Sha1),
            "sha256" => Ok(Self::Sha256),
            "sha512" => Ok(Self::Sha512),
            _ => Err(MALFORMED),
        }
    }

    pub(super) fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::Md5 => Algorithm::Md5,
            Self::Sha1 => Algorithm::Sha1,
            Self::Sha256 => Algorithm::Sha256,
            Self::Sha512 => Algorithm::Sha512,
        }
    }

    /// Returns the bytes of a block, and the nanoseconds that it takes a core of 2024 without special instructions.
    fn block(self) -> (usize, u64) {
        match self {
            Self::Md5 => (64, 140),
            Self::Sha1 => (64, 150),
            Self::Sha256 => (64, 250),
            Self::Sha512 => (128, 220),
        }
    }

    /// Estimates the nanoseconds of the hash of this many bytes.
    pub(super) fn nanos(self, bytes: usize) -> u64 {
        let (block, nanos) = self.block();
        // The padding is at least a byte, and a length of an eighth of a block.
        (bytes + 1 + block / 8).div_ceil(block) as u64 * nanos
    }

    /// Returns the hash of the concatenated pieces.
    pub(super) fn digest(self, pieces: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Md5 => digest::<Md5>(pieces),
            Self::Sha1 => digest::<Sha1>(pieces),
            Self::Sha256 => digest::<Sha256>(pieces),
            Self::Sha512 => digest::<Sha512>(pieces),
        }
    }

    /// Computes HMAC (RFC 2104).
    pub(super) fn hmac(self, key: &[u8], message: &[u8]) -> Result<Vec<u8>, ComputeError> {
        match self {
            Self::Md5 => hmac::<Md5>(key, message),
            Self::Sha1 => hmac::<Sha1>(key, message),
            Self::Sha256 => hmac::<Sha256>(key, message),
            Self::Sha512 => hmac::<Sha512>(key, message),
        }
    }

    /// Estimates the nanoseconds of PBKDF2: two blocks for each round, after the password.
    pub(super) fn pbkdf2_nanos(self, password: usize, rounds: u64) -> u64 {
        let (_, block) = self.block();
        self.nanos(password) + 2 * block * rounds
    }

    /// Computes PBKDF2 with HMAC (RFC 8018 §5.2).
    pub(super) fn pbkdf2(self, password: &[u8], salt: &[u8], rounds: u32, out: &mut [u8]) {
        match self {
            Self::Md5 => pbkdf2_hmac::<Md5>(password, salt, rounds, out),
            Self::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, rounds, out),
            Self::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, rounds, out),
            Self::Sha512 => pbkdf2_hmac::<Sha512>(password, salt, rounds, out),
        }
    }
}

fn digest<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.iter().fold(D::new(), Digest::chain_update).finalize().to_vec()
}

fn hmac<D: EagerHash>(key: &[u8], message: &[u8]) -> Result<Vec<u8>, ComputeError> {
    Ok(Hmac::<D>::new_from_slice(key)?.chain_update(message).finalize().into_bytes().to_vec())
}
