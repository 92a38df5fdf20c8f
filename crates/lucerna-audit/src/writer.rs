//! The task that writes events.

use crate::Audit;
use crate::delay::Delay;
use crate::row::EntryRow;
use lucerna_core::{Error, ErrorKind, Event, Outcome, Page, Record, RecordError, UserId};
use std::convert::Infallible;
use tokio::time::sleep;

/// The events that wait to be written, oldest first.
type Batch = Vec<Record<EntryRow>>;

impl Audit {
    /// Writes events to the table, for as long as the program runs. Spawn it once as a task:
    /// `tokio::spawn(audit.clone().run())`.
    ///
    /// Of several, one writes and the others wait for their turn. The future may be dropped at any time, and a later one goes
    /// on. While the store is unavailable it tries again, after one second and then more slowly, at least once a minute.
    pub async fn run(self) -> Infallible {
        let mut inbox = self.recorder.inbox().lock().await;
        let mut delay = Delay::default();
        loop {
            inbox.fill(|it| self.record(it)).await;
            match self.write(&mut inbox.batch).await {
                Ok(()) => delay = Delay::default(),
                Err(error) => {
                    if delay.is_first() {
                        self.services.emit(Event::new("audit.write_failed", Outcome::Failed).error(&error));
                    }
                    sleep(delay.next()).await;
                }
            }
        }
    }

    /// Writes the events that wait, and returns. Call it at the end of a program, after the task of [`run`](Self::run) was
    /// ended.
    ///
    /// ```
    /// # use lucerna_audit::Audit;
    /// # use lucerna_core::Error;
    /// # async fn end(audit: Audit, task: tokio::task::JoinHandle<()>) -> Result<(), Error> {
    /// task.abort();
    /// drop(task.await);
    /// audit.write_waiting().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed. The events then still wait.
    pub async fn write_waiting(&self) -> Result<(), Error> {
        let mut inbox = self.recorder.inbox().lock().await;
        while inbox.fill_now(|it| self.record(it)) {
            self.write(&mut inbox.batch).await?;
        }
        Ok(())
    }

    /// Returns the record of an event. Its id stays the same if it has to be written again.
    fn record(&self, event: &Event) -> Record<EntryRow> {
        let at = event.at.unwrap_or_else(|| self.services.now());
        let record = Record::new(self.ids.next(at), EntryRow::of(event, at)).until(at.after(self.retention));
        match &event.user_id {
            Some(user) => self.of_owner(record, user),
            None => record,
        }
    }

    fn of_owner(&self, mut record: Record<EntryRow>, user: &UserId) -> Record<EntryRow> {
        record.value.activity_of = self.shows(&record.value.name).then(|| user.as_str().to_owned());
        record.of_user(user.clone())
    }

    /// Writes the batch in one step. If that fails, writes its events one by one, so that one of them holds up no other.
    async fn write(&self, batch: &mut Batch) -> Result<(), Error> {
        self.find_owners(batch).await?;
        let insertions: Result<Vec<_>, _> =
            batch.iter().map(|it| self.records.insertion(it.clone())).collect();
        let written = match insertions {
            Ok(insertions) => self.services.write(insertions).await,
            Err(error) => Err(error),
        };
        if written.is_err() {
            while let Some(record) = batch.first() {
                self.write_one(record.clone()).await?;
                batch.remove(0);
            }
        }
        batch.clear();
        self.report_lost();
        Ok(())
    }

    /// Sets the user of events that know a session only, such as its end. An earlier event of the session knows the user.
    async fn find_owners(&self, batch: &mut Batch) -> Result<(), Error> {
        for at in 0..batch.len() {
            let (earlier, rest) = batch.split_at_mut(at);
            let Some(record) = rest.first_mut().filter(|it| it.user_id.is_none()) else { continue };
            let Some(session) = &record.value.session else { continue };
            let known = earlier.iter().rev().filter(|it| it.value.session.as_ref() == Some(session));
            let owner = match known.filter_map(|it| it.user_id.clone()).next() {
                Some(owner) => Some(owner),
                None => self.find_owner(session).await?,
            };
            if let Some(owner) = owner {
                *record = self.of_owner(record.clone(), &owner);
            }
        }
        Ok(())
    }

    async fn find_owner(&self, session: &str) -> Result<Option<UserId>, Error> {
        let found = self.records.find_by(EntryRow::SESSION, session, &Page::first(10)).await?;
        Ok(found.into_iter().find_map(|it| it.user_id))
    }

    /// Writes one event. An event whose user is gone loses everything personal. One that is in the table already was
    /// written by a step whose answer was lost.
    async fn write_one(&self, record: Record<EntryRow>) -> Result<(), Error> {
        let written = match self.records.insert(record.clone()).await {
            Err(RecordError::MissingUser) => self.records.insert(anonymous(record)).await,
            other => other,
        };
        match written {
            Ok(()) | Err(RecordError::Taken(_)) => Ok(()),
            Err(RecordError::Failed(error)) if error.kind() == ErrorKind::Unavailable => Err(error),
            Err(_) => {
                self.recorder.lose();
                Ok(())
            }
        }
    }

    fn report_lost(&self) {
        let lost = self.recorder.take_lost();
        if lost > 0 {
            self.services.emit(Event::new("audit.events_lost", Outcome::Failed).count(lost));
        }
    }
}

/// Returns the trace that stays of an event whose user was deleted: its name, outcome and time.
fn anonymous(record: Record<EntryRow>) -> Record<EntryRow> {
    Record { user_id: None, value: record.value.anonymous(), ..record }
}
