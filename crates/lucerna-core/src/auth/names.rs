//! The looks of new names: each is reserved before the name is created.

use super::Auth;
use crate::names::{LookVerdict, Looks, NAMES, NameRow};
use crate::{Attributes, Conflict, InvalidKey, KeyId, Page, Record, RecordTable, RecordsBy, Row, StoreError};

/// The most times that concurrent names may change a row in between.
const TRIES: usize = 1_000;

/// The looks that a key holds, as they were read before the key is deleted, or as they were claimed before it is created.
pub(super) struct HeldLooks {
    key: KeyId,
    rows: Vec<(String, NameRow)>,
}

/// The outcome of claiming a look for a name.
enum Claim {
    /// The name holds the look from now on, with this row.
    New(NameRow),
    /// The name held it before.
    Held,
    Refused,
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Returns the table of looks.
    pub(super) fn name_table(&self) -> RecordTable {
        self.inner.under_own_name(NAMES.declare())
    }

    /// Checks that a new key can have this name.
    pub(super) fn check_name(&self, id: &KeyId) -> Result<(), InvalidKey> {
        self.inner.names.check(id)
    }

    /// Reserves the looks of a name, before its key is inserted. So of concurrent look-alikes at most one is created. If the
    /// key is then not created, call [`release_claim`](Auth::release_claim).
    ///
    /// # Errors
    /// [`Conflict::LooksAlike`] if a username looks like that of an existing key, and one of both is not plain ASCII.
    pub(super) async fn reserve_name(&self, id: &KeyId) -> Result<HeldLooks, StoreError> {
        let mut claimed = HeldLooks { key: id.clone(), rows: Vec::new() };
        let Some(looks) = Looks::to_reserve(id) else { return Ok(claimed) };
        self.advance_name_index(looks.is_plain).await?;
        if self.claim_looks(&looks, &mut claimed).await? {
            return Ok(claimed);
        }
        self.release_claim(claimed).await;
        Err(StoreError::Conflict(Conflict::LooksAlike))
    }

    /// Claims the looks of an existing key, as far as no other holds them.
    pub(super) async fn claim_existing(&self, key: &KeyId, looks: &Looks) -> Result<(), StoreError> {
        let mut claimed = HeldLooks { key: key.clone(), rows: Vec::new() };
        self.claim_looks(looks, &mut claimed).await.map(drop)
    }

    /// Claims looks, and returns true if the name holds all of them. It adds the ones that the name did not hold before.
    async fn claim_looks(&self, looks: &Looks, claimed: &mut HeldLooks) -> Result<bool, StoreError> {
        for id in &looks.ids {
            match self.claim_look(id, &claimed.key, looks.is_plain).await? {
                Claim::New(row) => claimed.rows.push((id.clone(), row)),
                Claim::Held => {}
                Claim::Refused => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Releases the looks of a name whose key was not created. If the key exists, it keeps them. A row that another
    /// attempt at the same name has renewed stays.
    pub(super) async fn release_claim(&self, claimed: HeldLooks) {
        let is_free =
            !claimed.rows.is_empty() && matches!(self.inner.store.find_key(&claimed.key).await, Ok(None));
        if is_free {
            self.release_looks(claimed).await;
        }
    }

    /// Reads the looks that a key holds.
    pub(super) async fn held_looks(&self, key: &KeyId) -> Result<HeldLooks, StoreError> {
        let mut held = HeldLooks { key: key.clone(), rows: Vec::new() };
        for id in Looks::of(key).map(|it| it.ids).unwrap_or_default() {
            let row = self.find_look(&id).await?;
            held.rows.extend(row.filter(|it| it.is_held_by(key)).map(|it| (id, it)));
        }
        Ok(held)
    }

    /// Releases the looks of a deleted key, so that no row names it any more. A row that has changed stays, since the name
    /// may have been created again. If the store fails, the row stays until the next name with this look.
    pub(super) async fn release_looks(&self, held: HeldLooks) {
        for (id, row) in held.rows {
            let _released = match row.without(&held.key) {
                Some(others) => self.replace_look(&id, &row, &others).await,
                None => self.take_look(&id, &row).await,
            };
        }
    }

    async fn take_look(&self, id: &str, row: &NameRow) -> Result<bool, StoreError> {
        let taken = self.inner.store.take_record(&self.name_table(), id, &row.to_row(), self.now()).await?;
        Ok(taken.is_some())
    }

    async fn claim_look(&self, id: &str, key: &KeyId, is_plain: bool) -> Result<Claim, StoreError> {
        for _ in 0..TRIES {
            let own = NameRow::of(key, self.now());
            if self.insert_look(id, &own).await? {
                return Ok(Claim::New(own));
            }
            let Some(row) = self.find_look(id).await? else { continue };
            let new = match row.judge(key, is_plain, self.now()) {
                LookVerdict::Held => return Ok(Claim::Held),
                LookVerdict::Refused => return Ok(Claim::Refused),
                LookVerdict::Shared(new) => new,
                LookVerdict::FreeWithout(holders) if self.exists_any(&holders).await? => {
                    return Ok(Claim::Refused);
                }
                LookVerdict::FreeWithout(_) => own,
            };
            if self.replace_look(id, &row, &new).await? {
                return Ok(if row.is_held_by(key) { Claim::Held } else { Claim::New(new) });
            }
        }
        Err(StoreError::Unavailable("too many names with one look are created at the same time".into()))
    }

    /// Inserts a row, and returns false if the look is held.
    pub(super) async fn insert_look(&self, id: &str, row: &NameRow) -> Result<bool, StoreError> {
        let record = Record::new(id, row.to_row());
        match self.inner.store.insert_record(&self.name_table(), record, self.now()).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn find_look(&self, id: &str) -> Result<Option<NameRow>, StoreError> {
        let store = &self.inner.store;
        let found =
            store.find_records(&self.name_table(), RecordsBy::Id(id), &Page::first(1), self.now()).await?;
        let row = |mut it: Row| NameRow::from_row(&mut it).map_err(|it| StoreError::Broken(it.into()));
        found.into_iter().next().map(|it| row(it.value)).transpose()
    }

    pub(super) async fn replace_look(
        &self,
        id: &str,
        old: &NameRow,
        new: &NameRow,
    ) -> Result<bool, StoreError> {
        self.inner.store.update_record(&self.name_table(), id, &old.to_row(), &new.to_row(), self.now()).await
    }

    async fn exists_any(&self, keys: &[KeyId]) -> Result<bool, StoreError> {
        for key in keys {
            if self.inner.store.find_key(key).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
