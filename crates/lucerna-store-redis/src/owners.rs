//! The pointers from sessions to their users, on a cluster. The slot of a session follows from its user, and its id
//! does not tell the user.
//!
//! A pointer has its own slot. It is written before the session and deleted after it. A session counts only if its
//! pointer, its row and its entry in the index exist. Each process caches the pointers, so that it can read a pointer
//! and the row in one round trip.

use crate::RedisStore;
use crate::error::broken;
use lucerna_core::{SessionId, StoreError, UserId};
use redis::{Value, cmd, pipe};
use std::sync::{Mutex, PoisonError};

impl RedisStore {
    /// Returns the user to whom the pointer points.
    pub(crate) async fn owner(&self, id: &SessionId) -> Result<Option<UserId>, StoreError> {
        user(self.commands.command(cmd("GET").arg(self.keys.pointer(id))).await?)
    }

    /// Returns the user to whom the pointer points, and extends the pointer's expiry to at least `over`.
    pub(crate) async fn owner_until(&self, id: &SessionId, over: i64) -> Result<Option<UserId>, StoreError> {
        let pointer = self.keys.pointer(id);
        let mut both = pipe();
        both.cmd("GET").arg(&pointer).cmd("PEXPIREAT").arg(&pointer).arg(over).arg("GT");
        user(self.commands.write_commands(&both, &pointer).await?.into_iter().next().unwrap_or(Value::Nil))
    }

    /// Sets the pointer to this user unless it exists. Returns true if it now points to this user.
    pub(crate) async fn set_pointer(
        &self,
        id: &SessionId,
        user: &UserId,
        over: i64,
    ) -> Result<bool, StoreError> {
        let (mut claim, pointer) = (pipe(), self.keys.pointer(id));
        // `PXAT` accepts no time before 1970. Any past time makes Redis expire the key at once.
        claim.cmd("SET").arg(&pointer).arg(user.as_str()).arg("NX").arg("GET").arg("PXAT").arg(over.max(1));
        let before = self.commands.write_commands(&claim, &pointer).await?.into_iter().next();
        let before = self::user(before.unwrap_or(Value::Nil))?;
        Ok(before.is_none_or(|it| it == *user))
    }

    /// Copies the pointer to the new id, with the same expiry. Returns the user, or `None` if the pointer does not
    /// exist or the new id belongs to another user.
    pub(crate) async fn copy_pointer(
        &self,
        id: &SessionId,
        new: &SessionId,
    ) -> Result<Option<UserId>, StoreError> {
        let pointer = self.keys.pointer(id);
        let mut both = pipe();
        both.cmd("GET").arg(&pointer).cmd("PEXPIRETIME").arg(&pointer);
        let mut answers = self.commands.write_commands(&both, &pointer).await?.into_iter();
        let owner = user(answers.next().unwrap_or(Value::Nil))?;
        let (Some(owner), Some(Value::Int(over))) = (owner, answers.next()) else { return Ok(None) };
        Ok(self.set_pointer(new, &owner, over).await?.then_some(owner))
    }

    /// Deletes the pointers to ended sessions. Errors are ignored, since the pointers expire with their sessions.
    pub(crate) async fn delete_pointers(&self, ids: &[SessionId]) {
        if self.owners.is_some() && !ids.is_empty() {
            let pointers: Vec<_> = ids.iter().map(|it| self.keys.pointer(it)).collect();
            let _ = self.commands.command(cmd("UNLINK").arg(pointers)).await;
        }
    }
}

fn user(answer: Value) -> Result<Option<UserId>, StoreError> {
    match answer {
        Value::Nil => Ok(None),
        Value::BulkString(bytes) => {
            let user =
                std::str::from_utf8(&bytes).map_err(|_| broken("a pointer does not hold a user's id"))?;
            Ok(Some(user.into()))
        }
        _ => Err(broken("a pointer is not a string")),
    }
}

/// A cache of recently read pointers. The first digits of an id choose its slot, and a newer entry replaces an older
/// one.
pub(crate) struct OwnerCache(Box<[Mutex<CacheSlot>]>);

type CacheSlot = Option<Box<(SessionId, UserId)>>;

impl OwnerCache {
    /// The number of hexadecimal digits that choose the slot. The cache has 65,536 slots: 1 MiB when empty, about 10
    /// MiB when full.
    const DIGITS: usize = 4;

    pub(crate) fn new() -> Self {
        Self((0..1 << (4 * Self::DIGITS)).map(|_| Mutex::default()).collect())
    }

    pub(crate) fn get(&self, id: &SessionId) -> Option<UserId> {
        self.with(id, |slot| slot.as_ref().filter(|it| it.0 == *id).map(|it| it.1.clone()))
    }

    pub(crate) fn insert(&self, id: &SessionId, user: &UserId) {
        self.with(id, |slot| *slot = Some(Box::new((*id, user.clone()))));
    }

    fn with<T: Default>(&self, id: &SessionId, access: impl FnOnce(&mut CacheSlot) -> T) -> T {
        let digits = id.as_str().get(..Self::DIGITS);
        let slot = digits.and_then(|it| usize::from_str_radix(it, 16).ok()).and_then(|it| self.0.get(it));
        slot.map(|it| access(&mut it.lock().unwrap_or_else(PoisonError::into_inner))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_entry_replaces_an_older_one_in_its_slot() {
        let id = |last: char| SessionId::parse(&format!("{}{last}", "a".repeat(63))).unwrap();
        let cache = OwnerCache::new();
        assert_eq!(cache.get(&id('a')), None);
        cache.insert(&id('a'), &"alice".into());
        assert_eq!((cache.get(&id('a')), cache.get(&id('b'))), (Some("alice".into()), None));
        cache.insert(&id('b'), &"bob".into());
        assert_eq!((cache.get(&id('a')), cache.get(&id('b'))), (None, Some("bob".into())));
    }
}
