//! The index of names that earlier versions of Lucerna, or other programs, wrote without their looks.
//!
//! The index advances by a page with each new name that is plain ASCII, and by several with another name, which needs the whole
//! index. One request at a time works at it. Its progress is in the store.

use super::Auth;
use crate::names::{Looks, NameRow};
use crate::{Attributes, Error, KeyId, Page, Record, RecordWrite, StoreError, Timestamp};
use std::sync::atomic::{AtomicBool, Ordering};

/// The row with the progress. Other ids are hashes.
const PROGRESS: &str = "index";

/// The users of a page.
const PAGE: u32 = 100;

/// The pages that one request reads at most.
const MOST_PAGES: u32 = 10;

/// The progress before the index is complete, with the last user after it.
const UNTIL: &str = "until ";

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
            Self::Until(user) => format!("{UNTIL}{user}"),
            Self::Complete => "complete".to_owned(),
        };
        NameRow { holders, reserved: now }
    }

    fn page(row: Option<&NameRow>) -> Option<Page> {
        match row.map(|it| it.holders.as_str()) {
            None => Some(Page::first(PAGE)),
            Some(text) => text.strip_prefix(UNTIL).map(|user| Page::after(user, PAGE)),
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
        while !self.save_progress(self.find_look(PROGRESS).await?.as_ref(), &Indexed::Complete).await? {}
        self.inner.name_index.is_complete.store(true, Ordering::Release);
        Ok(())
    }

    /// Advances the index before a new name: by one page for a plain one, and by [`MOST_PAGES`] for another.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the name is not plain, and needs more pages.
    pub(super) async fn advance_name_index(&self, is_plain: bool) -> Result<(), StoreError> {
        let index = &self.inner.name_index;
        if index.is_complete.load(Ordering::Acquire) {
            return Ok(());
        }
        let turn = index.turn();
        let pages = match &turn {
            Some(_) if is_plain => 1,
            Some(_) => MOST_PAGES,
            None if is_plain => 0,
            // While nothing is indexed, one page may be all.
            None => u32::from(!self.is_half_indexed().await?),
        };
        for _ in 0..pages {
            if self.index_next_page().await? {
                index.is_complete.store(true, Ordering::Release);
                return Ok(());
            }
        }
        if is_plain {
            return Ok(());
        }
        Err(StoreError::Unavailable(
            "the names of an earlier version are not all indexed yet: `Auth::index_names` indexes them at once".into(),
        ))
    }

    async fn is_half_indexed(&self) -> Result<bool, StoreError> {
        Ok(self.find_look(PROGRESS).await?.is_some_and(|it| it.holders.starts_with(UNTIL)))
    }

    /// Indexes the page after the last one, and returns true if there is none.
    async fn index_next_page(&self) -> Result<bool, StoreError> {
        let before = self.find_look(PROGRESS).await?;
        let Some(page) = Indexed::page(before.as_ref()) else { return Ok(true) };
        let progress = self.index_page(&page).await?;
        // Another process may have been faster.
        self.save_progress(before.as_ref(), &progress).await?;
        Ok(matches!(progress, Indexed::Complete))
    }

    /// Writes the progress, and returns false if it has changed.
    async fn save_progress(&self, before: Option<&NameRow>, progress: &Indexed) -> Result<bool, StoreError> {
        let after = progress.row(self.now());
        match before {
            Some(before) => self.replace_look(PROGRESS, before, &after).await,
            None => self.insert_look(PROGRESS, &after).await,
        }
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
        let named: Vec<_> =
            keys.into_iter().filter_map(|key| Some((Looks::to_reserve(&key)?, key))).collect();
        let (now, table) = (self.now(), self.name_table());
        let insert = |id: &String, key| {
            RecordWrite::Insert(&table, Record::new(id.clone(), NameRow::of(key, now).to_row()))
        };
        let writes =
            named.iter().flat_map(|(looks, key)| looks.ids.iter().map(|id| insert(id, key))).collect();
        match self.inner.store.write_records(writes, now).await {
            Err(StoreError::Conflict(_)) => {}
            done => return done,
        }
        for (looks, key) in &named {
            self.claim_existing(key, looks).await?;
        }
        Ok(())
    }
}
