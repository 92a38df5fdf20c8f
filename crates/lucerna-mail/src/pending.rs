//! Changes of accounts that are announced in the database before they are made, so that a killed process loses no notice.

use crate::notice::Notice;
use crate::tables::{ADDRESSES, CHANGES, ChangeRow};
use lucerna_core::{Error, Event, Page, Record, RecordError, Records, Services, Timestamp, UserId};
use std::time::Duration;

/// The time after which the process of a change no longer tells it. It is longer than the time limits of all calls to a store.
const LONGEST_CHANGE: Duration = Duration::from_secs(2 * 60);

/// The time for which the row of a change is kept while it cannot be told.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The rows that one look lists.
const PAGE: u32 = 100;

/// A change that is not yet in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct ToldChange {
    pub(crate) notice: Notice,
    pub(crate) user: UserId,
    /// The provider of the key concerned.
    pub(crate) provider: Option<String>,
    /// The user agent of the request.
    pub(crate) device: Option<String>,
    pub(crate) at: Option<Timestamp>,
    /// The id of its row, if it was announced.
    pub(crate) row: Option<String>,
    /// The end of the ids of its messages. It stays the same if they have to be written again.
    pub(crate) unique: Option<String>,
}

impl ToldChange {
    /// Returns the change of an event, or `None` if users are not told of it.
    pub(crate) fn of(event: Event) -> Option<Self> {
        let (notice, user) = (Notice::of(&event)?, event.user_id?);
        let Event { provider, user_agent: device, at, change, .. } = event;
        let row = change.map(|it| it.as_str().to_owned());
        Some(Self { notice, user, provider, device, at, row, unique: None })
    }

    /// Returns true if an address was added, removed or changed.
    pub(crate) fn is_of_address(&self) -> bool {
        self.provider.as_deref() == Some("email")
            && matches!(self.notice, Notice::KeyCreated | Notice::KeyDeleted | Notice::NameChanged)
    }
}

/// Writes the row of a change that is about to be made, if there is an address to tell.
pub(crate) async fn announce(event: &Event, services: &Services) -> Result<(), Error> {
    let (Some(change), Some(id)) = (ToldChange::of(event.clone()), &event.change) else { return Ok(()) };
    let told = services.records(ADDRESSES)?.find_of_user(&change.user, &Page::first(1)).await?;
    if told.is_empty() {
        return Ok(());
    }
    let before = services.credential_fingerprint(&change.user).await?;
    let at = change.at.unwrap_or_else(|| services.now());
    let row =
        ChangeRow { notice: change.notice, provider: change.provider, device: change.device, before, at };
    let record = Record::new(id.as_str(), row).of_user(change.user).until(at.after(KEPT));
    match services.records(CHANGES)?.insert(record).await {
        // The change of a deleted user fails by itself.
        Ok(()) | Err(RecordError::MissingUser) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Deletes the row of a change that was refused.
pub(crate) async fn retract(event: &Event, services: &Services) -> Result<(), Error> {
    match &event.change {
        Some(change) => services.records(CHANGES)?.delete(change.as_str()).await.map(drop),
        None => Ok(()),
    }
}

/// Finds the rows of changes whose process does not tell them any more.
pub(crate) async fn find_abandoned(
    changes: &Records<ChangeRow>,
    now: Timestamp,
) -> Result<Vec<Record<ChangeRow>>, Error> {
    let mut rows = changes.all(&Page::first(PAGE)).await?;
    rows.retain(|it| it.value.at.after(LONGEST_CHANGE) <= now);
    Ok(rows)
}

/// Returns the change of a row if it was made, and deletes the row otherwise.
pub(crate) async fn find_made(
    row: &Record<ChangeRow>,
    changes: &Records<ChangeRow>,
    services: &Services,
) -> Result<Option<ToldChange>, Error> {
    let Some(change) = change_of(row) else { return Ok(None) };
    if is_made(&row.value, &change.user, services).await? {
        return Ok(Some(change));
    }
    changes.delete(&row.id).await?;
    Ok(None)
}

fn change_of(row: &Record<ChangeRow>) -> Option<ToldChange> {
    let ChangeRow { notice, provider, device, at, .. } = row.value.clone();
    let (user, at, row) = (row.user_id.clone()?, Some(at), Some(row.id.clone()));
    Some(ToldChange { notice, user, provider, device, at, row, unique: None })
}

/// Returns true if the change was made, or another one after it. A session leaves no trace once it has ended, so a sign-in counts: the
/// visitor had shown the credentials.
async fn is_made(row: &ChangeRow, user: &UserId, services: &Services) -> Result<bool, Error> {
    if row.notice == Notice::NewDevice {
        return Ok(true);
    }
    Ok(services.credential_fingerprint(user).await? != row.before)
}
