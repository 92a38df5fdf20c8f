//! The worker that sends what waits in the outbox.

mod schedule;

use super::Outbox;
use crate::tables::OutboxRow;
use crate::{Letter, Letters, Message, SendError, Sender, Transport};
use futures_util::{FutureExt, StreamExt};
use lucerna_core::{Error, Event, Outcome, Page, RandomError, Record, Services, Timestamp};
use schedule::{LEASE, life, pause_after};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The pause between two looks at the outbox, for messages of other processes and those that are due again.
const POLL: Duration = Duration::from_secs(5);
/// The letters that are sent at the same time.
const AT_ONCE: usize = 8;
/// The rows that one call lists.
const PAGE: u32 = 500;
/// The time limit for sending a letter. It is shorter than the lease, so that no other worker sends it at the same time.
const SENDING: Duration = Duration::from_secs(90);

/// Turns a row of the outbox into a message.
pub(crate) trait Compose: Sync {
    /// Makes the message with its secret, or `None` if nothing is to be sent.
    fn compose(&self, row: &Record<OutboxRow>)
    -> impl Future<Output = Result<Option<Message>, Error>> + Send;
}

/// The parts that a worker needs to send the messages of an application.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) services: Services,
    pub(crate) outbox: Outbox,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) letters: Arc<dyn Letters>,
    pub(crate) from: Sender,
}

/// The end of a try to send a message.
enum Try {
    Sent,
    /// There was nothing to send, or another worker sends it.
    Skipped,
    Later(SendError),
    GivenUp(SendError),
    Failed(Error),
    Panicked,
}

impl Delivery {
    /// Sends messages as they come, without end. A store that fails is asked again.
    pub(crate) async fn run(&self, compose: &impl Compose) {
        let mut was_well = true;
        loop {
            let outcome = self.deliver_due(compose).await;
            if let (true, Err(error)) = (was_well, &outcome) {
                self.services.emit(Event::new("mail.outbox_failed", Outcome::Failed).error(error));
            }
            was_well = outcome.is_ok();
            let announced = self.outbox.announced();
            drop(tokio::time::timeout(POLL, announced).await);
        }
    }

    /// Sends what is due now, and returns the number of letters that were sent.
    pub(crate) async fn deliver_due(&self, compose: &impl Compose) -> Result<usize, Error> {
        let (due, waiting) = self.due().await?;
        self.outbox.set_waiting(waiting);
        let sent = AtomicUsize::new(0);
        let tries = futures_util::stream::iter(&due).for_each_concurrent(AT_ONCE, |row| async {
            // Texts and transports may be the application's. A panic of theirs must not end the worker.
            let attempt = AssertUnwindSafe(self.attempt(row, compose)).catch_unwind();
            let outcome = attempt.await.map_or(Try::Panicked, |it| it.unwrap_or_else(Try::Failed));
            sent.fetch_add(usize::from(matches!(outcome, Try::Sent)), Ordering::Relaxed);
            self.report(row, outcome);
        });
        tries.await;
        Ok(sent.into_inner())
    }

    /// Returns the rows that are due, and the number of all.
    async fn due(&self) -> Result<(Vec<Record<OutboxRow>>, usize), Error> {
        let now = self.services.now();
        let (mut due, mut waiting, mut page) = (Vec::new(), 0, Page::first(PAGE));
        loop {
            let rows = self.outbox.records.all(&page).await?;
            waiting += rows.len();
            let Some(last) = rows.last() else { return Ok((due, waiting)) };
            page = Page::after(&last.id, PAGE);
            due.extend(rows.into_iter().filter(|it| it.value.due <= now));
        }
    }

    async fn attempt(&self, row: &Record<OutboxRow>, compose: &impl Compose) -> Result<Try, Error> {
        let now = self.services.now();
        if now > row.value.asked.after(life(row.value.kind)) {
            return self.expire(row).await;
        }
        let Some(claimed) = self.claim(row, now).await? else { return Ok(Try::Skipped) };
        let Some(message) = compose.compose(&claimed).await? else {
            return self.close(&claimed, Try::Skipped).await;
        };
        match self.send(&message).await {
            Ok(()) => self.close(&claimed, Try::Sent).await,
            Err(error @ SendError::Permanent { .. }) => self.close(&claimed, Try::GivenUp(error)).await,
            Err(error) => self.postpone(&claimed, error).await,
        }
    }

    /// Claims the row for the time of the lease. Of several workers, one gets it.
    async fn claim(
        &self,
        row: &Record<OutboxRow>,
        now: Timestamp,
    ) -> Result<Option<Record<OutboxRow>>, Error> {
        let claimed = OutboxRow { due: now.after(LEASE), tries: row.value.tries + 1, ..row.value.clone() };
        let is_ours = self.outbox.records.update(row, |it| *it = claimed.clone()).await?;
        Ok(is_ours.then(|| Record { value: claimed, ..row.clone() }))
    }

    async fn send(&self, message: &Message) -> Result<(), SendError> {
        let text = self.letters.write(message, &self.from);
        let id = self.new_id().map_err(|it| SendError::temporary(None, it))?;
        let letter = Letter::new(self.from.clone(), &message.to, text, &id, self.services.now())
            .map_err(|it| SendError::permanent(None, it))?;
        let sending = tokio::time::timeout(SENDING, self.transport.send(&letter));
        sending.await.unwrap_or_else(|_| Err(SendError::temporary(None, "sending took too long")))
    }

    fn new_id(&self) -> Result<String, RandomError> {
        let mut bits = [0; 16];
        self.services.random().fill(&mut bits)?;
        Ok(format!("{:032x}@{}", u128::from_ne_bytes(bits), self.services.origin().host()))
    }

    /// Deletes the row.
    async fn close(&self, row: &Record<OutboxRow>, outcome: Try) -> Result<Try, Error> {
        self.outbox.records.delete(&row.id).await?;
        Ok(outcome)
    }

    /// Sets the time of the next try, or gives up if there would be none within the life of the message.
    async fn postpone(&self, row: &Record<OutboxRow>, error: SendError) -> Result<Try, Error> {
        let due = self.services.now().after(pause_after(row.value.tries));
        if due > row.value.asked.after(life(row.value.kind)) {
            return self.close(row, Try::GivenUp(error)).await;
        }
        self.outbox.records.update(row, |it| it.due = due).await?;
        Ok(Try::Later(error))
    }

    /// Deletes a message that is too old to be sent.
    async fn expire(&self, row: &Record<OutboxRow>) -> Result<Try, Error> {
        if self.outbox.records.take(&row.id).await?.is_some() {
            self.emit(row, Event::new("mail.expired", Outcome::Failed));
        }
        Ok(Try::Skipped)
    }

    fn report(&self, row: &Record<OutboxRow>, outcome: Try) {
        self.emit(
            row,
            match outcome {
                Try::Skipped => return,
                Try::Sent => Event::new("mail.sent", Outcome::Succeeded),
                Try::Later(error) => Event::new("mail.delayed", Outcome::Failed).error(&error),
                Try::GivenUp(error) => Event::new("mail.given_up", Outcome::Failed).error(&error),
                Try::Failed(error) => Event::new("mail.outbox_failed", Outcome::Failed).error(&error),
                Try::Panicked => Event::new("mail.panicked", Outcome::Failed),
            },
        );
    }

    fn emit(&self, row: &Record<OutboxRow>, event: Event) {
        let event = event.purpose(row.value.kind.name());
        self.services.emit(match &row.user_id {
            Some(user) => event.user(user),
            None => event,
        });
    }
}
