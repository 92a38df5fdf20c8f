//! The index of names that earlier versions of Lucerna, or other programs, wrote without their looks.
//!
//! The index advances by a page with each new name that is plain ASCII, and to its end before another name is created. Its
//! progress is in the store.

use super::Auth;
use super::names::TABLE;
use crate::names::{Looks, NameRow};
use crate::{Attributes, Error, KeyId, Page, Record, RecordWrite, StoreError, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};

/// The row with the progress. Other ids are hashes.
const PROGRESS: &str = "index";

/// The users of a page.
const PAGE: u32 = 100;

/// The state of the index in this process.
#[derive(Default)]
pub(super) struct NameIndex {
    is_complete: AtomicBool,
    /// True while a request works at it.
    is_busy: AtomicBool,
}

/// Marks the index as no longer busy, also if the request is cancelled.
struct Turn<'a>(&'a AtomicBool);

impl NameIndex {
    /// Returns the only turn, or `None` while another request has it.
    fn turn(&self) -> Option<Turn<'_>> {
        (!self.is_busy.swap(true, Ordering::AcqRel)).then_some(Turn(&self.is_busy))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// The users whose names are indexed.
enum Indexed {
    Until(String),
    Complete,
}

impl Indexed {
    fn row(&self, now: Timestamp) -> NameRow {
        let holders = match self {
            Self::Until(user) => format!("until {user}"),
            Self::Complete => "complete".to_owned(),
        };
        NameRow { holders, reserved: now }
    }

    fn page(row: Option<&NameRow>) -> Option<Page> {
        match row.map(|it| it.holders.as_str()) {
            None => Some(Page::first(PAGE)),
            Some(text) => text.strip_prefix("until ").map(|user| Page::after(user, PAGE)),
        }
    }
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Indexes the names of all users by their looks. So new names that look like them are refused.
    ///
    /// Lucerna does this by itself for a database of an earlier version. Call it after another program wrote users or keys,
    /// such as an import in SQL, or a process of an earlier version that ran beside this one. It reads all keys, and changes
    /// none.
    ///
    /// ```
    /// # async fn example(auth: lucerna_core::Auth) -> Result<(), lucerna_core::Error> {
    /// // After the import, before users sign up:
    /// auth.index_names().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed. Call it again then.
    pub async fn index_names(&self) -> Result<(), Error> {
        let mut page = Some(Page::first(PAGE));
        while let Some(next) = page {
            page = match self.index_page(&next).await? {
                Indexed::Until(user) => Some(next.next(user)),
                Indexed::Complete => None,
            };
        }
        Ok(())
    }

    /// Advances the index before a new name: by one page for a plain one, otherwise to the end.
    pub(super) async fn advance_name_index(&self, is_plain: bool) -> Result<(), StoreError> {
        let index = &self.inner.name_index;
        if index.is_complete.load(Ordering::Acquire) {
            return Ok(());
        }
        let turn = index.turn();
        if is_plain && turn.is_none() {
            return Ok(());
        }
        while !self.index_next_page().await? {
            if is_plain {
                return Ok(());
            }
        }
        index.is_complete.store(true, Ordering::Release);
        Ok(())
    }

    /// Indexes the page after the last one, and returns true if there is none.
    async fn index_next_page(&self) -> Result<bool, StoreError> {
        let before = self.find_look(PROGRESS).await?;
        let Some(page) = Indexed::page(before.as_ref()) else { return Ok(true) };
        let progress = self.index_page(&page).await?;
        let after = progress.row(self.now());
        // Another process may have been faster.
        match &before {
            Some(before) => self.replace_look(PROGRESS, before, &after).await?,
            None => self.insert_look(PROGRESS, &after).await?,
        };
        Ok(matches!(progress, Indexed::Complete))
    }

    async fn index_page(&self, page: &Page) -> Result<Indexed, StoreError> {
        let users = self.inner.store.list_users(page).await?;
        let mut keys = Vec::new();
        for user in &users {
            keys.extend(self.inner.store.find_user_keys(&user.id).await?.into_iter().map(|it| it.id));
        }
        self.index_keys(keys).await?;
        Ok(match users.last() {
            Some(last) if users.len() == PAGE as usize => Indexed::Until(last.id.to_string()),
            _ => Indexed::Complete,
        })
    }

    /// Writes the looks of keys in one step. If some are held already, it writes one by one; a look stays with the first
    /// of two existing look-alikes.
    async fn index_keys(&self, keys: Vec<KeyId>) -> Result<(), StoreError> {
        let named: Vec<_> = keys.into_iter().filter_map(|key| Some((Looks::of(&key)?, key))).collect();
        let now = self.now();
        let insert = |id: &String, key| {
            RecordWrite::Insert(&TABLE, Record::new(id.clone(), NameRow::of(key, now).to_row()))
        };
        let writes =
            named.iter().flat_map(|(looks, key)| looks.ids.iter().map(|id| insert(id, key))).collect();
        match self.inner.store.write_records(writes, now).await {
            Err(StoreError::Conflict(_)) => {}
            done => return done,
        }
        for (looks, key) in &named {
            self.claim_looks(key, looks).await?;
        }
        Ok(())
    }
}
