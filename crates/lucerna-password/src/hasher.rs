//! Argon2id in a buffer that serves one hash after the other, and whatever else a stored hash needs.
//!
//! A buffer for each hash would leave the allocator with gigabytes, though only a few hashes are ever alive.

use crate::failure::Failure;
use crate::format::{self, Function, Refusal, Spelling, Stored};
use crate::recipe::Recipe;
use crate::slow_build::SLOW_BUILD;
use argon2::password_hash::phc::{Output, Salt};
use argon2::{Algorithm, Block, Version};
use lucerna_core::{OsRandom, Password, PasswordHash, Random, Verdict};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use zeroize::Zeroize;

/// What RFC 9106 §4 recommends for passwords.
const SALT_BYTES: usize = 16;

/// Likewise: 256 bits.
const OUTPUT_BYTES: usize = 32;

/// Held by the one hash that needs more memory than its thread has.
static LARGE: Mutex<()> = Mutex::new(());

/// What a thread of the pool hashes with.
pub(crate) struct Hasher {
    recipe: Arc<Recipe>,
    blocks: Vec<Block>,
    dirty: bool,
}

impl Hasher {
    pub(crate) fn new(recipe: Arc<Recipe>) -> Self {
        Self { recipe, blocks: Vec::new(), dirty: false }
    }

    pub(crate) fn hash(&mut self, password: &Password) -> Result<PasswordHash, Failure> {
        let mut salt = [0; SALT_BYTES];
        OsRandom::default().fill(&mut salt)?;
        let function = self.own(&salt)?;
        let mut output = [0; OUTPUT_BYTES];
        self.argon2(&function, password.as_bytes(), &mut output)?;
        Ok(PasswordHash::new(function.write(Output::new(&output)?)?))
    }

    pub(crate) fn verify(
        &mut self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, Failure> {
        let Some(stored) = hash.and_then(|it| self.read(it)) else {
            // The work that a hash of the pool's own would have been.
            let stored = self.own(&[0; SALT_BYTES])?.stored(Output::new(&[0; OUTPUT_BYTES])?);
            self.find(&stored, password)?;
            return Ok(Verdict::Mismatch);
        };
        Ok(match self.find(&stored, password)? {
            Some(spelled) if spelled == password.as_bytes() && self.is_current(&stored)? => Verdict::Match,
            Some(_) => Verdict::Outdated,
            None => Verdict::Mismatch,
        })
    }

    /// Erases what the last hash left, from which its password could be guessed at less than the full cost.
    pub(crate) fn wipe(&mut self) {
        if self.dirty {
            self.blocks.iter_mut().zeroize();
            self.dirty = false;
        }
    }

    /// What cannot be read is nobody's password; the operator is told, and not told the hash.
    fn read(&self, hash: &PasswordHash) -> Option<Stored> {
        format::read(hash.expose())
            .and_then(|it| self.with_known_pepper(it))
            .inspect_err(|reason| tracing::warn!("a stored password hash cannot be verified: {reason}"))
            .ok()
    }

    fn with_known_pepper(&self, stored: Stored) -> Result<Stored, Refusal> {
        let unknown = |it: &Function| match it {
            Function::Argon2(it) => {
                !it.params.keyid().is_empty() && self.recipe.pepper_with(it.params.keyid()).is_none()
            }
            _ => false,
        };
        if stored.functions.iter().any(unknown) { Err("its pepper is not configured") } else { Ok(stored) }
    }

    /// The function of a new hash.
    fn own(&self, salt: &[u8]) -> Result<format::Argon2, Failure> {
        let (params, salt) = (self.recipe.params()?, Salt::new(salt)?);
        Ok(format::Argon2 { algorithm: Algorithm::Argon2id, version: Version::V0x13, params, salt })
    }

    /// Whether a new hash would be no better.
    fn is_current(&self, stored: &Stored) -> Result<bool, Failure> {
        let policy = self.recipe.params()?;
        let meets = |it: &Function| matches!(it, Function::Argon2(it) if it.meets(&policy) && it.salt.len() >= SALT_BYTES);
        let ours = stored.spelling != Spelling::Typed && stored.output.len() >= OUTPUT_BYTES;
        Ok(ours && stored.functions.iter().all(meets))
    }

    /// The spelling of the password that the hash was made of, if it was made of this password.
    fn find<'a>(&mut self, stored: &Stored, password: &'a Password) -> Result<Option<&'a [u8]>, Failure> {
        for function in &stored.functions {
            for spelled in stored.spelling.of(password) {
                if self.output(function, spelled, stored.output.len())? == stored.output {
                    return Ok(Some(spelled));
                }
            }
        }
        Ok(None)
    }

    fn output(&mut self, function: &Function, password: &[u8], bytes: usize) -> Result<Output, Failure> {
        let mut buffer = [0; Output::MAX_LENGTH];
        let out = buffer.get_mut(..bytes).ok_or("the output is longer than any")?;
        match function {
            Function::Argon2(it) => self.argon2(it, password, out)?,
            Function::Bcrypt(it) => it.compute(password, &self.recipe.devise_pepper, out)?,
            Function::Fast(it) => it.compute(password, out),
            Function::Firebase(it) => self.apart(it.memory(), || it.compute(password, out))?,
            Function::Pbkdf2(it) => it.compute(password, out),
            Function::Phpass(it) => it.compute(password, out),
            Function::Scrypt(it) => self.apart(it.memory(), || it.compute(password, out))?,
        }
        Ok(Output::new(out)?)
    }

    fn argon2(&mut self, function: &format::Argon2, password: &[u8], out: &mut [u8]) -> Result<(), Failure> {
        let recipe = Arc::clone(&self.recipe);
        let argon2 = recipe.argon2(function)?;
        let (needed, own) = (function.params.block_count(), recipe.cost.params().block_count());
        if needed <= own {
            grow(&mut self.blocks, own)?;
            self.dirty = true;
            let begun = Instant::now();
            argon2.hash_password_into_with_memory(password, &function.salt, out, &mut self.blocks)?;
            SLOW_BUILD.watch(&function.params, begun.elapsed());
            return Ok(());
        }
        self.apart(needed * Block::SIZE, || {
            let mut blocks = Vec::new();
            grow(&mut blocks, needed)?;
            argon2.hash_password_into_with_memory(password, &function.salt, out, &mut blocks)?;
            blocks.iter_mut().zeroize();
            Ok(())
        })
    }

    /// Work in memory of its own: instead of the thread's if it is no larger, and otherwise the only one in the process.
    fn apart<T>(&mut self, bytes: usize, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        if bytes <= self.recipe.cost.params().block_count() * Block::SIZE {
            self.wipe();
            self.blocks = Vec::new();
            return work();
        }
        let _alone = LARGE.lock().unwrap_or_else(PoisonError::into_inner);
        work()
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
    use crate::Argon2Cost;

    const PASSWORD: &str = "correct horse battery staple";

    fn hasher(cost: Argon2Cost) -> Hasher {
        Hasher::new(Arc::new(Recipe { cost, ..Recipe::default() }))
    }

    fn verify(hasher: &mut Hasher, hash: &str) -> Verdict {
        let password = Password::new(PASSWORD).unwrap();
        hasher.verify(&password, Some(&PasswordHash::new(hash))).unwrap()
    }

    /// Made by the reference implementation (argon2-cffi 25.1.0): the default, a larger hash, lanes, the old version.
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
    fn only_a_hash_like_our_own_is_left_alone() {
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

    /// A thread has its share of memory in one piece or the other, never in both.
    #[test]
    fn other_functions_take_the_place_of_the_buffer() {
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
