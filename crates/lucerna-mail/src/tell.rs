//! Telling users of changes of their accounts: an event becomes one message for each verified address of its user.

use crate::Mail;
use crate::notice::Notice;
use crate::notices::{NoticeInbox, Notices};
use crate::outbox::id_at;
use crate::pending::{ToldChange, find_abandoned, find_made};
use crate::tables::{AddressRow, ChangeRow, OutboxRow, Purpose};
use lucerna_core::{
    AttemptError, Attributes, Error, ErrorKind, Event, KeyId, Outcome, RatePolicy, Record, RecordError,
    StoreError, Timestamp,
};
use std::time::Duration;

/// The changes of which one user is told, and the sign-ins. They are counted apart, so that a thief who signs in often hides
/// no change.
const OF_USER: RatePolicy = RatePolicy::new(20, Duration::from_secs(60 * 60));

/// The time after its proof from which an address is told. Before, it is told of nothing that belongs to its own proof.
const SETTLING: Duration = Duration::from_secs(60);

/// The delay of notices of addresses. A change of address takes several steps, and its old address gets a notice of its own.
const REPLACING: Duration = Duration::from_secs(10);

/// The pause after a failure of the store.
const PAUSE: Duration = Duration::from_secs(5);

/// The pause between two looks for changes whose process was killed.
const LOOK: Duration = Duration::from_secs(60);

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Writes messages of changes into the outbox as they come, for as long as an `Auth` has the observer.
    pub(crate) async fn tell(&self) {
        let Some(notices) = &self.notices else { return };
        let mut inbox = notices.inbox().lock().await;
        let mut was_well = true;
        while inbox.wait().await {
            tokio::time::sleep(self.delay_of(&inbox)).await;
            let outcome = self.tell_current(notices, &mut inbox).await;
            if let Err(error) = &outcome {
                if was_well {
                    self.services.emit(Event::new("mail.outbox_failed", Outcome::Failed).error(error));
                }
                tokio::time::sleep(PAUSE).await;
            }
            was_well = outcome.is_ok();
        }
    }

    /// Writes the messages of all changes that are there now, unless a worker does.
    pub(crate) async fn tell_due(&self) -> Result<(), Error> {
        let Some(notices) = &self.notices else { return Ok(()) };
        self.tell_abandoned().await?;
        let Ok(mut inbox) = notices.inbox().try_lock() else { return Ok(()) };
        while inbox.has_change() && self.delay_of(&inbox).is_zero() {
            self.tell_current(notices, &mut inbox).await?;
        }
        Ok(())
    }

    /// Writes the messages of changes whose process was killed, without end.
    pub(crate) async fn tell_of_killed(&self) {
        let mut was_well = true;
        while self.notices.is_some() {
            let outcome = self.tell_abandoned().await;
            if let (true, Err(error)) = (was_well, &outcome) {
                self.services.emit(Event::new("mail.outbox_failed", Outcome::Failed).error(error));
            }
            was_well = outcome.is_ok();
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn tell_abandoned(&self) -> Result<(), Error> {
        let mut outcome = Ok(());
        for row in find_abandoned(&self.changes, self.services.now()).await? {
            // A change that fails does not hold up the others.
            outcome = self.tell_if_made(&row).await.and(outcome);
        }
        outcome
    }

    async fn tell_if_made(&self, row: &Record<ChangeRow>) -> Result<(), Error> {
        match find_made(row, &self.changes, &self.services).await? {
            Some(mut change) => self.write_messages(&mut change).await,
            None => Ok(()),
        }
    }

    /// Returns the time until the messages of the current change are written.
    fn delay_of(&self, inbox: &NoticeInbox) -> Duration {
        let of_address = inbox.current.as_ref().filter(|it| it.is_of_address());
        let at = of_address.and_then(|it| it.at).map(|it| it.after(REPLACING));
        at.map_or(Duration::ZERO, |it| it.since(self.services.now()).min(REPLACING))
    }

    /// Writes the messages of the current change. It stays the current one while the store is away.
    async fn tell_current(&self, notices: &Notices, inbox: &mut NoticeInbox) -> Result<(), Error> {
        let Some(change) = &mut inbox.current else { return Ok(()) };
        match self.write_messages(change).await {
            Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
            Err(_) if change.row.is_none() => notices.lose(),
            Err(_) => {}
            Ok(()) => {}
        }
        inbox.current = None;
        let lost = notices.take_lost();
        if lost > 0 {
            self.services.emit(Event::new("mail.notices_lost", Outcome::Failed).count(lost));
        }
        Ok(())
    }

    async fn write_messages(&self, change: &mut ToldChange) -> Result<(), Error> {
        let at = change.at.unwrap_or_else(|| self.services.now());
        let verified = self.addresses.of_user(&change.user).await?;
        let told = verified.into_iter().filter(|it| it.value.verified.after(SETTLING) <= at);
        let told: Vec<_> = told.collect();
        let mut rows = Vec::new();
        if !told.is_empty() && self.name_change(change).await? {
            for address in told {
                let notice = self.notice_for(change, &address.id).await?;
                rows.push(message(change, notice, address, at));
            }
        }
        self.write_rows(change, rows).await
    }

    /// Gives the change its unique name, and counts it for its user. Returns false if the user was told of too many.
    async fn name_change(&self, change: &mut ToldChange) -> Result<bool, Error> {
        if change.unique.is_some() {
            return Ok(true);
        }
        let (unique, _) = self.services.new_secret()?;
        let purpose = if change.notice == Notice::NewDevice { "mail_device" } else { "mail_notice" };
        match self.services.attempts().try_rate(purpose, change.user.as_str(), &OF_USER).await {
            Ok(()) => change.unique = Some(unique.expose().to_owned()),
            Err(AttemptError::TooMany(_)) => return Ok(false),
            Err(AttemptError::Failed(error)) => return Err(error),
            Err(error) => return Err(StoreError::Broken(error.into()).into()),
        }
        Ok(true)
    }

    /// Returns what this address is told: that it was removed itself, or what happened to the account.
    async fn notice_for(&self, change: &ToldChange, address: &str) -> Result<Notice, Error> {
        if !change.is_of_address() || change.notice == Notice::KeyCreated {
            return Ok(change.notice);
        }
        let key = self.auth.find_key(&KeyId::email(address)).await?;
        let is_own = key.is_some_and(|it| it.user_id == change.user);
        Ok(if is_own { change.notice } else { Notice::AddressRemoved })
    }

    /// Replaces the row of a change by its messages, in one step. Removed addresses are then forgotten, so that they hear no more.
    async fn write_rows(&self, change: &ToldChange, rows: Vec<OutboxRow>) -> Result<(), Error> {
        let removed = rows.iter().filter(|it| it.notice == Some(Notice::AddressRemoved));
        let removed: Vec<_> = removed.map(|it| it.address.clone()).collect();
        let unique = change.unique.as_deref().unwrap_or_default();
        let records = rows.into_iter().enumerate().map(|(at, row)| {
            Record::new(id_at(row.due, &format!("{unique}-{at}")), row).of_user(change.user.clone())
        });
        let row = change.row.as_deref().map(|it| self.changes.deletion(it)).transpose()?;
        match self.delivery.outbox.insert_all(&self.services, records, row).await {
            // The user was deleted, or the rows were written: by a step whose answer was lost, or by another worker.
            Ok(()) | Err(RecordError::MissingUser | RecordError::Taken(_) | RecordError::Missing) => {}
            Err(error) => return Err(error.into()),
        }
        for address in removed {
            self.addresses.forget(&address).await?;
        }
        Ok(())
    }
}

/// Returns the message that tells an address of a change.
fn message(change: &ToldChange, notice: Notice, address: Record<AddressRow>, at: Timestamp) -> OutboxRow {
    OutboxRow {
        kind: Purpose::Report,
        notice: Some(notice),
        address: address.id,
        other: change.provider.clone(),
        browser: None,
        language: address.value.language,
        device: change.device.clone(),
        asked: at,
        due: at,
        tries: 0,
        unfinished: 0,
        known: false,
    }
}
