//! The verified addresses, and what the first proof of a mailbox does.

use crate::codes::Codes;
use crate::tables::{ADDRESSES, AddressRow};
use lucerna_core::{
    Attributes, Auth, ChangeCredentialError, Conflict, Error, Event, Key, KeyId, LastKey, MissingTable,
    Outcome, Page, Record, RecordError, Records, Services, Timestamp, UserId,
};
use std::fmt;

/// The tries to mark an address while others mark it.
const TRIES: u32 = 16;

/// The most addresses of one user that are told of a change.
const MOST_TOLD: u32 = 20;

/// The rows of verified addresses.
#[derive(Clone)]
pub(crate) struct Addresses {
    records: Records<AddressRow>,
}

impl Addresses {
    pub(crate) fn of(services: &Services) -> Result<Self, MissingTable> {
        Ok(Self { records: services.records(ADDRESSES)? })
    }

    /// Returns the time at which the user of the key proved the mailbox.
    pub(crate) async fn verified_at(&self, key: &Key) -> Result<Option<Timestamp>, Error> {
        match key.id.provider() {
            "email" => self.proven_at(key.id.subject(), &key.user_id).await,
            _ => Ok(None),
        }
    }

    /// Returns the user who proved the mailbox of an address.
    pub(crate) async fn proven_by(&self, address: &str) -> Result<Option<UserId>, Error> {
        Ok(self.records.find(address).await?.and_then(|it| it.user_id))
    }

    /// Returns the time at which the user proved the mailbox of an address. The key may be gone.
    pub(crate) async fn proven_at(&self, address: &str, user: &UserId) -> Result<Option<Timestamp>, Error> {
        let found = self.records.find(address).await?;
        Ok(found.filter(|it| it.user_id.as_ref() == Some(user)).map(|it| it.value.verified))
    }

    /// Returns true if the user of these keys proved the mailbox of another address than this one.
    pub(crate) async fn has_other(&self, keys: &[Key], address: &KeyId) -> Result<bool, Error> {
        for key in keys.iter().filter(|it| it.id != *address) {
            if self.verified_at(key).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Lists the verified addresses of a user. The keys of some may be gone.
    pub(crate) async fn of_user(&self, user: &UserId) -> Result<Vec<Record<AddressRow>>, Error> {
        self.records.find_of_user(user, &Page::first(MOST_TOLD)).await
    }

    /// Marks an address as verified by the user, also if another user had it before.
    pub(crate) async fn mark(&self, address: &str, user: &UserId, now: Timestamp) -> Result<(), RecordError> {
        for _ in 0..TRIES {
            match self.records.insert(row(address, user, now)).await {
                Err(RecordError::Taken(Conflict::RecordId)) => {}
                other => return other,
            }
            match self.records.find(address).await? {
                Some(row) if row.user_id.as_ref() == Some(user) => return Ok(()),
                _ => drop(self.records.delete(address).await?),
            }
        }
        Err(RecordError::Taken(Conflict::RecordId))
    }

    /// Marks an address that its user took back by the link of a notice.
    pub(crate) async fn restore(
        &self,
        address: &str,
        user: &UserId,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        self.mark(address, user, now).await?;
        self.change(address, user, |it| it.restored = Some(now)).await
    }

    /// Returns true if the user took another address back at that time or later.
    pub(crate) async fn has_restored(
        &self,
        user: &UserId,
        other: &str,
        since: Timestamp,
    ) -> Result<bool, Error> {
        let rows = self.records.find_of_user(user, &Page::first(Page::MAX)).await?;
        Ok(rows.iter().any(|it| it.id != other && it.value.restored.is_some_and(|it| it >= since)))
    }

    /// Keeps the language in which the user reads messages to this address.
    pub(crate) async fn set_language(
        &self,
        address: &str,
        user: &UserId,
        language: &str,
    ) -> Result<(), RecordError> {
        match language.is_empty() {
            true => Ok(()),
            false => self.change(address, user, |it| language.clone_into(&mut it.language)).await,
        }
    }

    /// Returns the language of the user, or this one if it is unknown.
    pub(crate) async fn language_of(
        &self,
        address: &str,
        user: &UserId,
        other: &str,
    ) -> Result<String, Error> {
        let found = self.records.find(address).await?.filter(|it| it.user_id.as_ref() == Some(user));
        let known = found.map(|it| it.value.language).filter(|it| !it.is_empty());
        Ok(known.unwrap_or_else(|| other.to_owned()))
    }

    /// Changes the row of a proven address, while others may change it too.
    async fn change(
        &self,
        address: &str,
        user: &UserId,
        change: impl Fn(&mut AddressRow) + Send + Sync,
    ) -> Result<(), RecordError> {
        for _ in 0..TRIES {
            let found = self.records.find(address).await?.filter(|it| it.user_id.as_ref() == Some(user));
            let Some(row) = found else { return Ok(()) };
            if self.records.update(&row, &change).await? {
                return Ok(());
            }
        }
        Err(RecordError::Taken(Conflict::RecordId))
    }

    /// Forgets the proof of a mailbox.
    pub(crate) async fn forget(&self, address: &str) -> Result<(), Error> {
        self.records.delete(address).await.map(drop)
    }
}

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addresses").finish_non_exhaustive()
    }
}

fn row(address: &str, user: &UserId, now: Timestamp) -> Record<AddressRow> {
    let row = AddressRow { verified: now, restored: None, language: String::new() };
    Record::new(address, row).of_user(user.clone())
}

/// The most rounds in which the keys of a user are dropped.
const MOST_ROUNDS: u32 = 8;

/// Drops what a stranger without the mailbox may have set up. That is the password, the keys other than names and this address, all
/// sessions, the known devices, and every link and code.
pub(crate) async fn drop_unproven<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    codes: &Codes,
    proven: &Key,
) -> Result<(), Error> {
    let user = &proven.user_id;
    // A session that still lives may set up a way to sign in between two steps. So the rounds end when one finds nothing.
    for _ in 0..MOST_ROUNDS {
        let keys = auth.user_keys(user).await?;
        let is_foreign = |it: &&Key| it.id != proven.id && it.id.provider() != "username";
        remove_password(auth, &proven.id).await?;
        for key in keys.iter().filter(is_foreign) {
            auth.danger_delete_key(&key.id, LastKey::Delete).await?;
        }
        auth.end_user_sessions(user, None).await?;
        if !keys.iter().any(|it| it.has_password || is_foreign(&it)) {
            break;
        }
    }
    codes.retire_of_user(user).await?;
    auth.forget_devices(user).await?;
    let event = Event::new("address.unproven_dropped", Outcome::Succeeded).user(user).key(&proven.id);
    auth.services().emit(event);
    Ok(())
}

/// Removes the password of the user with this key, if there is one.
pub(crate) async fn remove_password<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    key: &KeyId,
) -> Result<(), Error> {
    match auth.danger_remove_password(key).await {
        Ok(()) | Err(ChangeCredentialError::NotOwner) => Ok(()),
        Err(ChangeCredentialError::Failed(error)) => Err(error),
        Err(error) => Err(lucerna_core::StoreError::Broken(error.into()).into()),
    }
}
