//! Accounts that are due for deletion.

use lucerna_core::{
    Attributes, Auth, Error, Event, MissingTable, Outcome, Page, Record, RecordError, RecordTable, Records,
    Table, Timestamp, UserId,
};
use lucerna_derive::Attributes;
use std::time::Duration;

/// The time after the due date until a sweep deletes. So the clocks of two processes may differ.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A deletion that was asked for. The id is the user's, and the row is deleted with the user.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct DeletionRow {
    asked: Timestamp,
    due: Timestamp,
}

const DELETIONS: Table<DeletionRow> = Table::lasting("lucerna_pages_deletion");

pub(crate) fn table() -> RecordTable {
    DELETIONS.declare()
}

/// The rows of deletions.
pub(crate) struct Deletions(Records<DeletionRow>);

impl Deletions {
    pub(crate) fn new<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<Self, MissingTable> {
        Ok(Self(auth.services().records(DELETIONS)?))
    }

    /// Marks an account for deletion, and returns the day. An earlier mark stays.
    pub(crate) async fn ask(
        &self,
        user: &UserId,
        now: Timestamp,
        grace: Duration,
    ) -> Result<Timestamp, RecordError> {
        let row = DeletionRow { asked: now, due: now.after(grace) };
        let due = row.due;
        match self.0.insert(Record::new(user.as_str(), row).of_user(user.clone())).await {
            Err(RecordError::Taken(_)) => Ok(self.due(user).await?.unwrap_or(due)),
            inserted => inserted.map(|()| due),
        }
    }

    /// Returns the time from which the account is deleted.
    pub(crate) async fn due(&self, user: &UserId) -> Result<Option<Timestamp>, Error> {
        Ok(self.0.find(user.as_str()).await?.map(|it| it.value.due))
    }

    /// Keeps an account that is not overdue, and returns true if it was marked.
    pub(crate) async fn cancel(&self, user: &UserId, now: Timestamp) -> Result<bool, Error> {
        match self.due(user).await? {
            Some(due) if now <= due => self.0.delete(user.as_str()).await,
            _ => Ok(false),
        }
    }

    /// Deletes the accounts whose time has come, and returns their number. An account that cannot be deleted does not stop the
    /// others. Its error is returned at the end.
    pub(crate) async fn sweep<U: Attributes, S: Attributes>(&self, auth: &Auth<U, S>) -> Result<u64, Error> {
        let (mut deleted, mut page) = (Ok(0), Page::first(Page::MAX));
        loop {
            let rows = self.0.all(&page).await?;
            let Some(last) = rows.last() else { return deleted };
            page = page.next(&*last.id);
            for row in rows.iter().filter(|it| it.value.due.after(MARGIN) < auth.now()) {
                let user = UserId::from(row.id.as_str());
                deleted = with(deleted, delete_unless_signed_in(auth, &user).await);
            }
        }
    }
}

/// Adds an account to those that were deleted, or keeps the first error.
pub(crate) fn with(deleted: Result<u64, Error>, next: Result<bool, Error>) -> Result<u64, Error> {
    let so_far = deleted?;
    Ok(so_far + u64::from(next?))
}

/// Deletes an account, and returns true if it existed. All sessions ended when the deletion was asked for: if there is one, a handler
/// of the application started it, and the account waits.
async fn delete_unless_signed_in<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    user: &UserId,
) -> Result<bool, Error> {
    let emit = |name, outcome| auth.services().emit(Event::new(name, outcome).user(user));
    if !auth.user_sessions(user).await?.is_empty() {
        emit("account.deletion_waits", Outcome::Refused);
        return Ok(false);
    }
    let existed = auth.delete_user(user).await?;
    if existed {
        emit("account.deleted", Outcome::Succeeded);
    }
    Ok(existed)
}
