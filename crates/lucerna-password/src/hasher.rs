//! The hasher of a pool thread: Argon2id in a reused buffer, and the functions of other stored hashes.
//!
//! The buffer is reused because one allocation for each hash would leave gigabytes with the allocator.

use crate::compute_error::ComputeError;
use crate::format::{self, Candidate, FormatError, Function, Spelling, StoredHash};
use crate::slow_build::SLOW_BUILD;
use crate::timing::Timing;
use argon2::password_hash::phc::{Output, Salt};
use argon2::{Algorithm, Block, Params, Version};
use lucerna_core::{OsRandom, Password, PasswordHash, Random, Verdict};
use std::hint;
use std::sync::Arc;
use std::time::Instant;
use zeroize::Zeroize;

/// The length of a salt, as RFC 9106 §4 recommends.
const SALT_BYTES: usize = 16;

/// The length of an output, as RFC 9106 §4 recommends.
const OUTPUT_BYTES: usize = 32;

/// The maximum number of times that missing work is made up. Each time leaves about a thirtieth of it.
const MAX_ROUNDS: u32 = 4;

/// The minimum memory of Argon2 with one lane.
const MIN_KIB: u32 = 8;

/// The hasher of one pool thread.
pub(crate) struct Hasher {
    timing: Arc<Timing>,
    blocks: Vec<Block>,
    dirty: bool,
}

impl Hasher {
    pub(crate) fn new(timing: Arc<Timing>) -> Self {
        Self { timing, blocks: Vec::new(), dirty: false }
    }

    pub(crate) fn hash(&mut self, password: &Password) -> Result<PasswordHash, ComputeError> {
        let mut salt = [0; SALT_BYTES];
        OsRandom::default().fill(&mut salt)?;
        let function = self.new_function(&salt)?;
        let mut output = [0; OUTPUT_BYTES];
        self.argon2(&function, password.as_bytes(), &mut output)?;
        Ok(PasswordHash::new(function.write(Output::new(&output)?)?))
    }

    /// Compares a password with a stored hash, as the policy has read it.
    pub(crate) fn verify(
        &mut self,
        password: &Password,
        stored: Result<Option<StoredHash>, FormatError>,
    ) -> Result<Verdict, ComputeError> {
        let begun = Instant::now();
        let verdict = match stored {
            Ok(Some(stored)) => self.compare(&stored, password)?,
            Ok(None) => self.refuse(password, Verdict::Mismatch)?,
            Err(reason) => self.refuse(password, Verdict::Unverifiable { reason })?,
        };
        if matches!(verdict, Verdict::Mismatch | Verdict::Unverifiable { .. }) {
            self.make_up(begun, password)?;
        }
        Ok(verdict)
    }

    /// Computes the dummy hash, which takes as long as a hash of the pool's own.
    fn refuse(&mut self, password: &Password, verdict: Verdict) -> Result<Verdict, ComputeError> {
        let stored = self.new_function(&[0; SALT_BYTES])?.stored(Output::new(&[0; OUTPUT_BYTES])?);
        self.matching_spelling(&stored, password)?;
        Ok(verdict)
    }

    /// Works until a refusal has taken its time, so that the time does not reveal the cost of the account's hash.
    fn make_up(&mut self, begun: Instant, password: &Password) -> Result<(), ComputeError> {
        if self.timing.of_refusal(password).is_none() {
            self.refuse(password, Verdict::Mismatch)?;
        }
        let target = self.timing.of_refusal(password).unwrap_or_default();
        for _ in 0..MAX_ROUNDS {
            let missing = target.saturating_sub(begun.elapsed());
            // A little less than what is missing, since the work may take longer than expected.
            let units = self.timing.argon2_units(missing - missing / 32);
            if missing < target / 64 || !self.work(units)? {
                break;
            }
        }
        while begun.elapsed() < target {
            hint::spin_loop();
        }
        Ok(())
    }

    /// Runs Argon2 for this many KiB and passes, and returns true unless they are too few.
    fn work(&mut self, units: u64) -> Result<bool, ComputeError> {
        let own = self.timing.policy.cost.params();
        let passes = units.div_ceil(own.m_cost().into()).max(1);
        let (kib, passes) = (u32::try_from(units / passes)?, u32::try_from(passes)?);
        if kib < MIN_KIB {
            return Ok(false);
        }
        let params = Params::new(kib, passes, 1, None)?;
        let salt = Salt::new(&[0; SALT_BYTES])?;
        let function =
            format::Argon2 { algorithm: Algorithm::Argon2id, version: Version::V0x13, params, salt };
        self.argon2(&function, b"", &mut [0; OUTPUT_BYTES])?;
        Ok(true)
    }

    fn compare(&mut self, stored: &StoredHash, password: &Password) -> Result<Verdict, ComputeError> {
        Ok(match self.matching_spelling(stored, password)? {
            Some(spelled) if spelled == password.as_bytes() && self.is_current(stored)? => Verdict::Match,
            Some(_) => Verdict::Outdated,
            None => Verdict::Mismatch,
        })
    }

    /// Erases the memory of the last hash, which would let an attacker test passwords at less than the full cost.
    pub(crate) fn wipe(&mut self) {
        if self.dirty {
            self.blocks.iter_mut().zeroize();
            self.dirty = false;
        }
    }

    /// Returns the function of a new hash.
    fn new_function(&self, salt: &[u8]) -> Result<format::Argon2, ComputeError> {
        let (params, salt) = (self.timing.policy.params()?, Salt::new(salt)?);
        Ok(format::Argon2 { algorithm: Algorithm::Argon2id, version: Version::V0x13, params, salt })
    }

    /// Returns true if the hash needs no replacement.
    fn is_current(&self, stored: &StoredHash) -> Result<bool, ComputeError> {
        let policy = self.timing.policy.params()?;
        let meets = |it: &Candidate| {
            let Function::Argon2(function) = &it.function else { return false };
            it.spelling != Spelling::Typed && function.meets(&policy) && function.salt.len() >= SALT_BYTES
        };
        Ok(stored.output.len() >= OUTPUT_BYTES && stored.candidates.iter().all(meets))
    }

    /// Finds the spelling of the password that matches the hash.
    fn matching_spelling<'a>(
        &mut self,
        stored: &StoredHash,
        password: &'a Password,
    ) -> Result<Option<&'a [u8]>, ComputeError> {
        for Candidate { function, spelling } in &stored.candidates {
            for spelled in spelling.of(password) {
                if self.output(function, spelled, stored.output.len())? == stored.output {
                    return Ok(Some(spelled));
                }
            }
        }
        Ok(None)
    }

    fn output(&mut self, function: &Function, password: &[u8], bytes: usize) -> Result<Output, ComputeError> {
        let mut buffer = [0; Output::MAX_LENGTH];
        let out = buffer.get_mut(..bytes).ok_or("the output is too long")?;
        let begun = Instant::now();
        self.compute(function, password, out)?;
        let took = begun.elapsed();
        self.timing.record(function.algorithm(), function.nanos(password.len(), bytes), took);
        if let Function::Argon2(it) = function {
            self.timing.record_argon2(&it.params, took);
        }
        Ok(Output::new(out)?)
    }

    fn compute(&mut self, function: &Function, password: &[u8], out: &mut [u8]) -> Result<(), ComputeError> {
        match function {
            Function::Argon2(it) => self.argon2(it, password, out)?,
            Function::Bcrypt(it) => it.compute(password, &self.timing.policy.devise_pepper, out)?,
            Function::SaltedDigest(it) => it.compute(password, out),
            Function::Firebase(it) => self.with_own_memory(it.memory(), || it.compute(password, out))?,
            Function::Hmac(it) => it.compute(password, out)?,
            Function::Md5Crypt(it) => it.compute(password, out),
            Function::Pbkdf2(it) => it.compute(password, out),
            Function::Phpass(it) => it.compute(password, out),
            Function::Scrypt(it) => self.with_own_memory(it.memory(), || it.compute(password, out))?,
            Function::ShaCrypt(it) => it.compute(password, out),
        }
        Ok(())
    }

    fn argon2(
        &mut self,
        function: &format::Argon2,
        password: &[u8],
        out: &mut [u8],
    ) -> Result<(), ComputeError> {
        let timing = Arc::clone(&self.timing);
        let argon2 = timing.policy.argon2(function)?;
        let (needed, own) = (function.params.block_count(), timing.policy.cost.params().block_count());
        if needed <= own {
            grow(&mut self.blocks, own)?;
            self.dirty = true;
            let begun = Instant::now();
            argon2.hash_password_into_with_memory(password, &function.salt, out, &mut self.blocks)?;
            SLOW_BUILD.check(&function.params, begun.elapsed());
            return Ok(());
        }
        self.with_own_memory(function.memory(), || {
            let mut blocks = Vec::new();
            grow(&mut blocks, needed)?;
            argon2.hash_password_into_with_memory(password, &function.salt, out, &mut blocks)?;
            blocks.iter_mut().zeroize();
            Ok(())
        })
    }

    /// Runs work that allocates its own memory. Up to the buffer's size it replaces the buffer. The queue has set larger memory
    /// aside.
    fn with_own_memory<T>(
        &mut self,
        bytes: usize,
        work: impl FnOnce() -> Result<T, ComputeError>,
    ) -> Result<T, ComputeError> {
        if bytes <= self.timing.policy.buffer_bytes() {
            self.wipe();
            self.blocks = Vec::new();
        }
        work()
    }
}

/// Grows the buffer. Returns an error if the memory is missing, where `vec!` would abort the process.
fn grow(blocks: &mut Vec<Block>, needed: usize) -> Result<(), ComputeError> {
    blocks.try_reserve_exact(needed.saturating_sub(blocks.len()))?;
    blocks.resize(needed, Block::new());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Argon2Cost;
    use crate::hash_policy::HashPolicy;

    const PASSWORD: &str = "correct horse battery staple";

    fn hasher(cost: Argon2Cost) -> Hasher {
        Hasher::new(Arc::new(Timing::new(HashPolicy { cost, ..HashPolicy::default() })))
    }

    fn verify(hasher: &mut Hasher, hash: &str) -> Verdict {
        let password = Password::new(PASSWORD).unwrap();
        let stored = hasher.timing.policy.read(&PasswordHash::new(hash), &password, usize::MAX).map(Some);
        hasher.verify(&password, stored).unwrap()
    }

    /// The hashes are from the reference implementation (argon2-cffi 25.1.0): the default, a larger one, lanes, the old version.
    #[test]
    fn hashes_of_the_reference_implementation_match() {
        let mut hasher = hasher(Argon2Cost::default());
        for (hash, verdict) in [
            (
                "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU",
                Verdict::Match,
            ),
            (
                "$argon2id$v=19$m=65536,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$wFzkxN1+DkXuYBHMWdBoreR98bAfwM+c1GeL32ilt7A",
                Verdict::Match,
            ),
            ("$argon2id$v=19$m=256,t=3,p=4$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1", Verdict::Outdated),
            (
                "$argon2id$v=16$m=64,t=2,p=1$c29tZXNhbHQ$wQrIPYzoR7gJzSwqCitonCX/Q44sve1pLfS/J6uMwMQ",
                Verdict::Outdated,
            ),
            (
                "$argon2id$m=64,t=2,p=1$c29tZXNhbHQ$wQrIPYzoR7gJzSwqCitonCX/Q44sve1pLfS/J6uMwMQ",
                Verdict::Outdated,
            ),
        ] {
            assert_eq!(verify(&mut hasher, hash), verdict, "{hash}");
        }
    }

    #[test]
    fn one_buffer_serves_every_hash_and_is_wiped() {
        let mut hasher = hasher(Argon2Cost::danger_weak(64, 1, 1).unwrap());
        assert!(hasher.blocks.is_empty());
        hasher.hash(&Password::new(PASSWORD).unwrap()).unwrap();
        let buffer = hasher.blocks.as_ptr();
        verify(&mut hasher, "$argon2id$v=19$m=256,t=3,p=4$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1");
        assert_eq!(hasher.blocks.len(), 64, "a larger hash has memory of its own");
        verify(&mut hasher, "unreadable");
        assert_eq!((hasher.blocks.as_ptr(), hasher.blocks.len()), (buffer, 64));

        hasher.wipe();
        assert!(hasher.blocks.iter().all(|block| block.as_ref().iter().all(|&word| word == 0)));
    }

    #[test]
    fn only_a_hash_of_the_current_policy_is_kept() {
        let mut hasher = hasher(Argon2Cost::danger_weak(64, 1, 1).unwrap());
        let made = |salt: &[u8], bytes| {
            let params = argon2::Params::new(64, 1, 1, Some(bytes)).unwrap();
            let made = argon2::password_hash::PasswordHasher::hash_password_with_salt(
                &argon2::Argon2::from(params),
                PASSWORD.as_bytes(),
                salt,
            );
            made.unwrap().to_string()
        };
        let ours = made(&[7; SALT_BYTES], OUTPUT_BYTES);
        assert_eq!(verify(&mut hasher, &ours), Verdict::Match);
        let of_django = format!("argon2{ours}");
        for other in [made(&[7; 15], OUTPUT_BYTES), made(&[7; SALT_BYTES], 31), of_django] {
            assert_eq!(verify(&mut hasher, &other), Verdict::Outdated, "{other}");
        }
    }

    /// A thread has either its buffer or the memory of another function, never both.
    #[test]
    fn the_memory_of_other_functions_replaces_the_buffer() {
        let kib_16 = "scrypt:16:8:1$abcdEFGH12345678$9ae4ba0bf34ea3c496a556a47fa344b6e74f939aefbcbb0ba6ff9d978176a8d\
                      ac6d761304d3edbef4380554a9ffae15f173b5ccf6b0c6e3267f230751bff659a";
        for (kib, kept) in [(16, 0), (8, 8)] {
            let mut hasher = hasher(Argon2Cost::danger_weak(kib, 1, 1).unwrap());
            verify(&mut hasher, "unreadable");
            assert_eq!(verify(&mut hasher, kib_16), Verdict::Outdated);
            assert_eq!(hasher.blocks.len(), kept, "{kib}");
        }
    }
}
