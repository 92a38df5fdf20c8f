//! Argon2id in a buffer that serves one hash after the other.
//!
//! A buffer for each hash would leave the allocator with gigabytes, though only a few hashes are ever alive.

use crate::{Argon2Cost, format};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::{Algorithm, Argon2, Block, Version};
use lucerna_core::{OsRandom, Password, PasswordHash, Random, Verdict};
use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroize;

pub(crate) type Failure = Box<dyn StdError + Send + Sync>;

/// What RFC 9106 §4 recommends for passwords.
const SALT_BYTES: usize = 16;

/// Likewise: 256 bits.
const OUTPUT_BYTES: usize = 32;

/// Held by the one hash that needs more memory than its thread has.
static LARGE: Mutex<()> = Mutex::new(());

/// What a thread of the pool hashes with.
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    blocks: Vec<Block>,
    dirty: bool,
}

impl Hasher {
    pub(crate) fn new(cost: &Argon2Cost) -> Self {
        Self { argon2: cost.argon2(), blocks: Vec::new(), dirty: false }
    }

    pub(crate) fn hash(&mut self, password: &Password) -> Result<PasswordHash, Failure> {
        let mut salt = [0; SALT_BYTES];
        OsRandom::default().fill(&mut salt)?;
        let argon2 = self.argon2.clone();
        let phc = Phc {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(argon2.params())?,
            salt: Some(Salt::new(&salt)?),
            hash: Some(self.output(&argon2, password, &salt, OUTPUT_BYTES)?),
        };
        Ok(PasswordHash::new(phc.to_string()))
    }

    pub(crate) fn verify(
        &mut self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, Failure> {
        let Some(stored) = hash.and_then(format::read) else {
            let argon2 = self.argon2.clone();
            self.output(&argon2, password, &[0; SALT_BYTES], OUTPUT_BYTES)?;
            return Ok(Verdict::Mismatch);
        };
        let output = self.output(&stored.argon2, password, &stored.salt, stored.output.len())?;
        // The comparison of two `Output`s takes constant time.
        Ok(if output == stored.output { Verdict::Match } else { Verdict::Mismatch })
    }

    /// Erases what the last hash left, from which its password could be guessed at less than the full cost.
    pub(crate) fn wipe(&mut self) {
        if self.dirty {
            self.blocks.iter_mut().zeroize();
            self.dirty = false;
        }
    }

    fn output(
        &mut self,
        argon2: &Argon2<'_>,
        password: &Password,
        salt: &[u8],
        bytes: usize,
    ) -> Result<Output, Failure> {
        let mut buffer = [0; Output::MAX_LENGTH];
        let out = buffer.get_mut(..bytes).ok_or("the output is longer than any")?;
        let needed = argon2.params().block_count();
        let own = self.argon2.params().block_count();
        if needed <= own {
            grow(&mut self.blocks, own)?;
            self.dirty = true;
            argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut self.blocks)?;
        } else {
            let _alone = LARGE.lock().unwrap_or_else(PoisonError::into_inner);
            let mut blocks = Vec::new();
            grow(&mut blocks, needed)?;
            argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut blocks)?;
            blocks.iter_mut().zeroize();
        }
        Ok(Output::new(out)?)
    }
}

/// Makes the buffer this long. Without the memory it is an error, where `vec!` would end the process.
fn grow(blocks: &mut Vec<Block>, needed: usize) -> Result<(), Failure> {
    blocks.try_reserve_exact(needed.saturating_sub(blocks.len()))?;
    blocks.resize(needed, Block::new());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "correct horse battery staple";

    fn verify(hasher: &mut Hasher, hash: &str) -> Verdict {
        let password = Password::new(PASSWORD).unwrap();
        hasher.verify(&password, Some(&PasswordHash::new(hash))).unwrap()
    }

    /// Made by the reference implementation (argon2-cffi 25.1.0): the default, a larger hash, lanes, the old version.
    #[test]
    fn hashes_of_the_reference_implementation_match() {
        let mut hasher = Hasher::new(&Argon2Cost::default());
        for hash in [
            "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU",
            "$argon2id$v=19$m=65536,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$wFzkxN1+DkXuYBHMWdBoreR98bAfwM+c1GeL32ilt7A",
            "$argon2id$v=19$m=256,t=3,p=4$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1",
            "$argon2id$v=16$m=64,t=2,p=1$c29tZXNhbHQ$wQrIPYzoR7gJzSwqCitonCX/Q44sve1pLfS/J6uMwMQ",
            "$argon2id$m=64,t=2,p=1$c29tZXNhbHQ$wQrIPYzoR7gJzSwqCitonCX/Q44sve1pLfS/J6uMwMQ",
        ] {
            assert_eq!(verify(&mut hasher, hash), Verdict::Match, "{hash}");
        }
    }

    #[test]
    fn one_buffer_serves_every_hash_and_is_wiped() {
        let mut hasher = Hasher::new(&Argon2Cost::danger_weak(64, 1, 1).unwrap());
        assert!(hasher.blocks.is_empty());
        hasher.hash(&Password::new(PASSWORD).unwrap()).unwrap();
        let buffer = hasher.blocks.as_ptr();
        verify(&mut hasher, "$argon2id$v=19$m=256,t=3,p=4$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1");
        verify(&mut hasher, "unreadable");
        assert_eq!((hasher.blocks.as_ptr(), hasher.blocks.len()), (buffer, 64));

        hasher.wipe();
        assert!(hasher.blocks.iter().all(|block| block.as_ref().iter().all(|&word| word == 0)));
    }
}
