//! The handle that writes and reads events.

use crate::activity::SHOWN;
use crate::ids::Ids;
use crate::row::{AUDIT, EntryRow};
use crate::{AccountActivity, AuditError, Entry, Export, Recorder};
use lucerna_core::{Attributes, Auth, Error, Page, Records, Services, UserId};
use std::fmt::{Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

/// The time for which an event is kept, unless [`Audit::retention`] sets another: 90 days.
///
/// ```
/// assert_eq!(lucerna_audit::RETENTION.as_secs(), 90 * 86_400);
/// ```
pub const RETENTION: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// The audit trail of one application. A clone is cheap.
///
/// ```
/// # use lucerna_audit::{Audit, Recorder};
/// # use lucerna_core::{Auth, NewKey, Page, Schema};
/// # use lucerna_store_memory::MemoryStore as Store;
/// # use lucerna_testkit::quick_passwords as passwords;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let schema = Schema::of::<()>()?.with(lucerna_audit::tables())?;
/// # let recorder = Recorder::default();
/// # let builder = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?);
/// # let auth: Auth = builder.observer(recorder.clone()).build()?;
/// let audit = Audit::new(&auth, recorder)?;
/// tokio::spawn(audit.clone().run());
///
/// let alice = auth.create_user(NewKey::username("alice", "correct horse battery"), ()).await?.user;
/// # let mut entries = Vec::new();
/// # while entries.is_empty() {
/// #     tokio::time::sleep(std::time::Duration::from_millis(5)).await;
/// entries = audit.of_user(&alice.id, &Page::first(10)).await?;
/// # }
/// assert_eq!(entries[0].name, "user.created");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Audit {
    pub(crate) services: Services,
    pub(crate) records: Records<EntryRow>,
    pub(crate) recorder: Recorder,
    pub(crate) ids: Arc<Ids>,
    pub(crate) retention: Duration,
    shown: Arc<[&'static str]>,
}

impl Audit {
    /// Creates the audit trail of an application from the recorder that observes it.
    ///
    /// # Errors
    /// [`AuditError`] if the store was opened without the [`tables`](crate::tables), or if no `Auth` has the recorder.
    pub fn new<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        recorder: Recorder,
    ) -> Result<Self, AuditError> {
        if !recorder.is_shared() {
            return Err(AuditError::NotObserving);
        }
        let services = auth.services();
        Ok(Self {
            records: services.records(AUDIT)?,
            ids: Arc::new(Ids::new(services.random())?),
            services,
            recorder,
            retention: RETENTION,
            shown: SHOWN.into(),
        })
    }

    /// Sets the time for which events are kept. Default: [`RETENTION`]. It counts for events that are written from now on,
    /// since each row has its own expiry. Rows that have expired are never read, and the hourly sweep deletes them.
    #[must_use]
    pub fn retention(self, keep: Duration) -> Self {
        Self { retention: keep, ..self }
    }

    /// Shows further events to their own user, by their names. They are those of your features, such as `invitation.accepted`.
    /// It counts for events that are written from now on.
    #[must_use]
    pub fn also_show(self, names: impl IntoIterator<Item = &'static str>) -> Self {
        Self { shown: self.shown.iter().copied().chain(names).collect(), ..self }
    }

    /// Lists the events that a user may read of their own account, newest first. It is for the page "recent activity".
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn activity_of(&self, user: &UserId, page: &Page) -> Result<Vec<AccountActivity>, Error> {
        let records = self.records.find_by(EntryRow::ACTIVITY_OF, user.as_str(), page).await?;
        Ok(records.into_iter().map(AccountActivity::from).collect())
    }

    /// Lists all events of a user, newest first. It is for administrators.
    ///
    /// ```
    /// # use lucerna_audit::Audit;
    /// # use lucerna_core::{Error, Page, UserId};
    /// # async fn example(audit: Audit, alice: UserId) -> Result<(), Error> {
    /// let mut page = Page::first(100);
    /// loop {
    ///     let entries = audit.of_user(&alice, &page).await?;
    ///     let Some(last) = entries.last() else { break };
    ///     page = page.next(&*last.id);
    ///     entries.iter().for_each(|it| println!("{} {}", it.at, it.name));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn of_user(&self, user: &UserId, page: &Page) -> Result<Vec<Entry>, Error> {
        Ok(self.records.find_of_user(user, page).await?.into_iter().map(Entry::from).collect())
    }

    /// Lists the events of all users and of none, newest first. It is for administrators.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn all(&self, page: &Page) -> Result<Vec<Entry>, Error> {
        Ok(self.records.all(page).await?.into_iter().map(Entry::from).collect())
    }

    /// Exports a page of all events as JSON lines, newest first. An export that is interrupted goes on with
    /// [`Export::next`].
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn export(&self, page: &Page) -> Result<Export, Error> {
        let entries = self.all(page).await?;
        Export::of(&entries, page).map_err(|it| Error::from(lucerna_core::StoreError::Broken(Box::new(it))))
    }

    /// Returns true if the user may read the event.
    pub(crate) fn shows(&self, name: &str) -> bool {
        self.shown.contains(&name)
    }
}

impl Debug for Audit {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Audit").field("retention", &self.retention).finish_non_exhaustive()
    }
}
