//! Whose session an id names, on a cluster: the slot of a session follows from its user, whom an id does not tell.
//!
//! A pointer in a slot of its own says it. It is written before the session and deleted after it, and makes no session by
//! itself: a session counts while its pointer, its row and its place in the index are there. A process remembers what it
//! has read, so that it can ask for the pointer and for the row at once.

use crate::RedisStore;
use crate::error::broken;
use lucerna_core::{SessionId, StoreError, UserId};
use redis::{Value, cmd, pipe};
use std::sync::{Mutex, PoisonError};

impl RedisStore {
    /// The user to whom the pointer points.
    pub(crate) async fn owner(&self, id: &SessionId) -> Result<Option<UserId>, StoreError> {
        user(self.calls.command(cmd("GET").arg(self.keys.pointer(id))).await?)
    }

    /// The same, and the pointer lasts until then at least.
    pub(crate) async fn owner_until(&self, id: &SessionId, over: i64) -> Result<Option<UserId>, StoreError> {
        let pointer = self.keys.pointer(id);
        let mut both = pipe();
        both.cmd("GET").arg(&pointer).cmd("PEXPIREAT").arg(&pointer).arg(over).arg("GT");
        user(self.calls.write_commands(&both, &pointer).await?.into_iter().next().unwrap_or(Value::Nil))
    }

    /// Points to this user if there is no pointer yet, and says whether it points to them now.
    pub(crate) async fn claim(&self, id: &SessionId, user: &UserId, over: i64) -> Result<bool, StoreError> {
        let (mut claim, pointer) = (pipe(), self.keys.pointer(id));
        // Redis takes no moment before 1970 here; any that has passed makes it forget at once.
        claim.cmd("SET").arg(&pointer).arg(user.as_str()).arg("NX").arg("GET").arg("PXAT").arg(over.max(1));
        let before = self.calls.write_commands(&claim, &pointer).await?.into_iter().next();
        let before = self::user(before.unwrap_or(Value::Nil))?;
        Ok(before.is_none_or(|it| it == *user))
    }

    /// Points from the new id to the user to whom this one points, and for as long. Returns that user; `None` if there is
    /// no pointer, or the new id is somebody else's.
    pub(crate) async fn point_too(
        &self,
        id: &SessionId,
        new: &SessionId,
    ) -> Result<Option<UserId>, StoreError> {
        let pointer = self.keys.pointer(id);
        let mut both = pipe();
        both.cmd("GET").arg(&pointer).cmd("PEXPIRETIME").arg(&pointer);
        let mut answers = self.calls.write_commands(&both, &pointer).await?.into_iter();
        let owner = user(answers.next().unwrap_or(Value::Nil))?;
        let (Some(owner), Some(Value::Int(over))) = (owner, answers.next()) else { return Ok(None) };
        Ok(self.claim(new, &owner, over).await?.then_some(owner))
    }

    /// Deletes the pointers to sessions that ended. They would go when the sessions would have been over, so that
    /// failing here fails nothing.
    pub(crate) async fn forget(&self, ids: &[SessionId]) {
        if self.owners.is_some() && !ids.is_empty() {
            let pointers: Vec<_> = ids.iter().map(|it| self.keys.pointer(it)).collect();
            let _ = self.calls.command(cmd("UNLINK").arg(pointers)).await;
        }
    }
}

fn user(answer: Value) -> Result<Option<UserId>, StoreError> {
    match answer {
        Value::Nil => Ok(None),
        Value::BulkString(bytes) => {
            let user = std::str::from_utf8(&bytes).map_err(|_| broken("a pointer to no user"))?;
            Ok(Some(user.into()))
        }
        _ => Err(broken("a pointer that is no text")),
    }
}

/// The last that were read, each in the place that the first digits of its id name: of two that share a place, the
/// later one stays.
pub(crate) struct OwnerCache(Box<[Mutex<Place>]>);

type Place = Option<Box<(SessionId, UserId)>>;

impl OwnerCache {
    /// 16 to the power of this many places: 1 MiB when empty, some 10 MiB when full.
    const DIGITS: usize = 4;

    pub(crate) fn new() -> Self {
        Self((0..1 << (4 * Self::DIGITS)).map(|_| Mutex::default()).collect())
    }

    pub(crate) fn of(&self, id: &SessionId) -> Option<UserId> {
        self.with(id, |place| place.as_ref().filter(|it| it.0 == *id).map(|it| it.1.clone()))
    }

    pub(crate) fn note(&self, id: &SessionId, user: &UserId) {
        self.with(id, |place| *place = Some(Box::new((*id, user.clone()))));
    }

    fn with<T: Default>(&self, id: &SessionId, act: impl FnOnce(&mut Place) -> T) -> T {
        let digits = id.as_str().get(..Self::DIGITS);
        let place = digits.and_then(|it| usize::from_str_radix(it, 16).ok()).and_then(|it| self.0.get(it));
        place.map(|it| act(&mut it.lock().unwrap_or_else(PoisonError::into_inner))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_in_one_place_the_later_stays() {
        let id = |last: char| SessionId::parse(&format!("{}{last}", "a".repeat(63))).unwrap();
        let places = OwnerCache::new();
        assert_eq!(places.of(&id('a')), None);
        places.note(&id('a'), &"alice".into());
        assert_eq!((places.of(&id('a')), places.of(&id('b'))), (Some("alice".into()), None));
        places.note(&id('b'), &"bob".into());
        assert_eq!((places.of(&id('a')), places.of(&id('b'))), (None, Some("bob".into())));
    }
}
