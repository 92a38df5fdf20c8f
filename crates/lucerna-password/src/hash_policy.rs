//! The policy for new hashes, and the peppers of old ones.

use crate::compute_error::ComputeError;
use crate::format::{self, FormatError, Function, StoredHash};
use crate::{Argon2Cost, PepperKey};
use argon2::{Argon2, Block, Params, ParamsBuilder};
use lucerna_core::{Password, PasswordHash};
use std::fmt;
use zeroize::Zeroizing;

#[derive(Clone, Default)]
pub(crate) struct HashPolicy {
    pub(crate) cost: Argon2Cost,
    pub(crate) pepper: Option<PepperKey>,
    pub(crate) former_peppers: Vec<PepperKey>,
    pub(crate) devise_pepper: Zeroizing<Vec<u8>>,
}

impl HashPolicy {
    /// Returns the parameters of a new hash.
    pub(crate) fn params(&self) -> Result<Params, argon2::Error> {
        let cost = self.cost.params();
        let mut params = ParamsBuilder::new();
        params.m_cost(cost.m_cost()).t_cost(cost.t_cost()).p_cost(cost.p_cost());
        if let Some(pepper) = &self.pepper {
            params.keyid(pepper.id());
        }
        params.build()
    }

    /// Parses a stored hash, and checks that this password can be compared with it, within this memory beside a thread's buffer.
    pub(crate) fn read(
        &self,
        hash: &PasswordHash,
        password: &Password,
        memory: usize,
    ) -> Result<StoredHash, FormatError> {
        let stored = format::parse(hash.expose())?;
        if stored.candidates.iter().any(|it| self.lacks_pepper(&it.function)) {
            return Err("its pepper is not configured");
        }
        if stored.memory_beside(self.buffer_bytes()) > memory {
            return Err("it needs more memory than the pool may use: see `extra_memory_kib`");
        }
        stored.within_ceiling(password)
    }

    fn lacks_pepper(&self, function: &Function) -> bool {
        let Function::Argon2(it) = function else { return false };
        !it.params.keyid().is_empty() && self.pepper_with(it.params.keyid()).is_none()
    }

    /// Returns the bytes of a thread's buffer.
    pub(crate) fn buffer_bytes(&self) -> usize {
        self.cost.params().block_count() * Block::SIZE
    }

    /// Returns Argon2 with the pepper that the hash names, if any.
    pub(crate) fn argon2(&self, function: &format::Argon2) -> Result<Argon2<'_>, ComputeError> {
        let (algorithm, version, params) = (function.algorithm, function.version, function.params.clone());
        if params.keyid().is_empty() {
            return Ok(Argon2::new(algorithm, version, params));
        }
        let pepper = self.pepper_with(params.keyid()).ok_or("its pepper is not configured")?;
        Ok(Argon2::new_with_secret(pepper.key(), algorithm, version, params)?)
    }

    pub(crate) fn pepper_with(&self, id: &[u8]) -> Option<&PepperKey> {
        self.peppers().find(|it| it.id().as_bytes() == id)
    }

    /// Returns true if two peppers have the same id.
    pub(crate) fn is_ambiguous(&self) -> bool {
        let mut ids: Vec<_> = self.peppers().map(PepperKey::id).collect();
        ids.sort_unstable();
        ids.windows(2).any(|it| it.first() == it.last())
    }

    fn peppers(&self) -> impl Iterator<Item = &PepperKey> {
        self.pepper.iter().chain(&self.former_peppers)
    }
}

impl fmt::Debug for HashPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashPolicy")
            .field("cost", &self.cost)
            .field("pepper", &self.pepper)
            .field("former_peppers", &self.former_peppers)
            .finish_non_exhaustive()
    }
}
