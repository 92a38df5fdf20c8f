//! The worker that sends what waits in the outbox.

mod schedule;

use super::{Outbox, id_at};
use crate::tables::OutboxRow;
use crate::{Letter, Letters, Message, SendError, Sender, Transport};
use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt};
use lucerna_core::{Error, Event, Outcome, Page, RandomError, Record, Services, Timestamp};
use schedule::{LEASE, life, pause_after};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// The pause between two looks at the outbox, for messages of other processes and those that are due again.
const POLL: Duration = Duration::from_secs(5);
/// The letters that are sent at the same time.
const AT_ONCE: usize = 8;
/// The rows that one call lists.
const PAGE: u32 = 500;
/// The most tries that gave a letter to the transport without a known end. Each may have sent it.
const MOST_UNFINISHED: i64 = 2;
/// The error of a message that too many tries may have sent.
const NO_KNOWN_END: &str = "two tries to send the mail had no known end, so it may have arrived twice";
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
    /// Two tries had no known end: their process was killed, or the server did not answer. The message may have arrived twice.
    NoKnownEnd,
    Failed(Error),
    Panicked,
}

impl Delivery {
    /// Sends messages as they come, until `end` is ready. A store that fails is asked again.
    pub(crate) async fn run_until(&self, compose: &impl Compose, end: impl Future<Output = ()>) {
        let (mut was_well, mut end) = (true, pin!(end));
        loop {
            let stop = AtomicBool::new(false);
            let (is_over, outcome) = {
                let delivered = pin!(self.deliver_until_stopped(compose, &stop));
                match select(&mut end, delivered).await {
                    Either::Left(((), delivered)) => {
                        stop.store(true, Ordering::Relaxed);
                        (true, delivered.await)
                    }
                    Either::Right((outcome, _)) => (false, outcome),
                }
            };
            if let (true, Err(error)) = (was_well, &outcome) {
                self.services.emit(Event::new("mail.outbox_failed", Outcome::Failed).error(error));
            }
            was_well = outcome.is_ok();
            if is_over {
                return;
            }
            let announced = pin!(tokio::time::timeout(POLL, self.outbox.announced()));
            if let Either::Right(_) = select(announced, &mut end).await {
                return;
            }
        }
    }

    /// Sends what is due now, and returns the number of letters that were sent.
    pub(crate) async fn deliver_due(&self, compose: &impl Compose) -> Result<usize, Error> {
        self.deliver_until_stopped(compose, &AtomicBool::new(false)).await
    }

    /// Sends what is due now. Once `stop` is true, it begins no further letter and completes those that it is sending.
    async fn deliver_until_stopped(&self, compose: &impl Compose, stop: &AtomicBool) -> Result<usize, Error> {
        let (now, sent, mut page) = (self.services.now(), AtomicUsize::new(0), Page::first(PAGE));
        let later = id_at(now.after(Duration::from_millis(1)), "");
        loop {
            let rows = self.outbox.records.all(&page).await?;
            let Some(last) = rows.last().map(|it| it.id.clone()) else { break };
            page = Page::after(&last, PAGE);
            // A worker that has claimed a row moves its time and keeps its id.
            let is_stopped = || stop.load(Ordering::Relaxed);
            let due = rows.iter().filter(|it| it.value.due <= now).take_while(|_| !is_stopped());
            let tries = futures_util::stream::iter(due);
            tries.for_each_concurrent(AT_ONCE, |row| self.attempt_and_report(row, compose, &sent)).await;
            if last >= later || is_stopped() {
                break;
            }
        }
        Ok(sent.into_inner())
    }

    async fn attempt_and_report(&self, row: &Record<OutboxRow>, compose: &impl Compose, sent: &AtomicUsize) {
        // Texts and transports may be the application's. A panic of theirs must not end the worker.
        let attempt = AssertUnwindSafe(self.attempt(row, compose)).catch_unwind();
        let outcome = attempt.await.map_or(Try::Panicked, |it| it.unwrap_or_else(Try::Failed));
        sent.fetch_add(usize::from(matches!(outcome, Try::Sent)), Ordering::Relaxed);
        self.report(row, outcome);
    }

    async fn attempt(&self, row: &Record<OutboxRow>, compose: &impl Compose) -> Result<Try, Error> {
        let now = self.services.now();
        if now > row.value.asked.after(life(row.value.kind)) {
            return self.expire(row).await;
        }
        let Some(claimed) = self.claim(row, now).await? else { return Ok(Try::Skipped) };
        if claimed.value.unfinished >= MOST_UNFINISHED {
            return self.close(&claimed, Try::NoKnownEnd).await;
        }
        let Some(message) = compose.compose(&claimed).await? else {
            return self.close(&claimed, Try::Skipped).await;
        };
        match self.letter(&message) {
            Ok(letter) => self.send(&claimed, &letter).await,
            Err(error) => self.end(&claimed, claimed.value.unfinished, Err(error)).await,
        }
    }

    /// Sends a letter. The row counts the try before, so that of tries without a known end, two may send it.
    async fn send(&self, row: &Record<OutboxRow>, letter: &Letter) -> Result<Try, Error> {
        let counted = OutboxRow { unfinished: row.value.unfinished + 1, ..row.value.clone() };
        if !self.outbox.records.update(row, |it| *it = counted.clone()).await? {
            return Ok(Try::Skipped);
        }
        let sending = tokio::time::timeout(SENDING, self.transport.send(letter)).await;
        let sent = sending.unwrap_or_else(|_| Err(SendError::unknown("sending took too long")));
        self.end(&Record { value: counted, ..row.clone() }, row.value.unfinished, sent).await
    }

    /// Writes down how a try ended. `unfinished` is the number of earlier tries without a known end.
    async fn end(
        &self,
        row: &Record<OutboxRow>,
        unfinished: i64,
        sent: Result<(), SendError>,
    ) -> Result<Try, Error> {
        match sent {
            Ok(()) => self.close(row, Try::Sent).await,
            Err(error @ SendError::Permanent { .. }) => self.close(row, Try::GivenUp(error)).await,
            Err(SendError::Unknown { .. }) if unfinished + 1 >= MOST_UNFINISHED => {
                self.close(row, Try::NoKnownEnd).await
            }
            Err(error @ SendError::Unknown { .. }) => self.postpone(row, unfinished + 1, error).await,
            Err(error @ SendError::Temporary { .. }) => self.postpone(row, unfinished, error).await,
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

    fn letter(&self, message: &Message) -> Result<Letter, SendError> {
        let text = self.letters.write(message, &self.from);
        let id = self.new_id().map_err(|it| SendError::temporary(None, it))?;
        Letter::new(self.from.clone(), &message.to, text, &id, self.services.now())
            .map_err(|it| SendError::permanent(None, it))
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
    async fn postpone(
        &self,
        row: &Record<OutboxRow>,
        unfinished: i64,
        error: SendError,
    ) -> Result<Try, Error> {
        let due = self.services.now().after(pause_after(row.value.tries));
        if due > row.value.asked.after(life(row.value.kind)) {
            return self.close(row, Try::GivenUp(error)).await;
        }
        self.outbox.postpone(&self.services, row, due, unfinished).await?;
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
                Try::NoKnownEnd => Event::new("mail.given_up", Outcome::Failed).error(&NO_KNOWN_END),
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
