//! Guesses at a code: bound to the browser, and counted before they are compared.

use super::{Codes, Matched, asking_browser, digits, ids_for};
use crate::error::RedeemError;
use crate::tables::{CodeRow, Purpose};
use lucerna_core::{AttemptError, AttemptPolicy, Error, Record, RecordError, SecretHash, Timestamp, UserId};
use std::time::Duration;

/// The purpose of the count of guesses at the codes of one address.
const GUESSES: &str = "mail_code";

/// The most guesses at one code.
const MOST_GUESSES: i64 = 5;

impl Codes {
    /// Returns the row whose code was typed in the browser that asked, or `None`.
    pub(super) async fn guess(
        &self,
        purpose: Purpose,
        address: &str,
        code: &str,
        user: Option<&UserId>,
        browsers: &[SecretHash],
    ) -> Result<Option<Record<CodeRow>>, RedeemError> {
        let (Some((ids, address)), Some(code)) = (ids_for(purpose, address, user), digits::parse(code))
        else {
            return Ok(None);
        };
        let mut asking = None;
        for id in ids {
            let found = self.records.find(&id).await?.filter(|it| it.value.address == address);
            // A guess from elsewhere is not counted, so that strangers cannot use up the guesses of the person who asked.
            asking = found.and_then(|it| Some((*asking_browser(&it.value, browsers)?, it))).or(asking);
        }
        let Some((browser, record)) = asking else { return Ok(None) };
        let counted =
            self.services.attempts().try_account(GUESSES, &address, &AttemptPolicy::default()).await;
        // There is no code to guess at without an account, and for a new address that another account has. An answer of its own
        // would tell a stranger who asked.
        if matches!(counted, Err(AttemptError::TooMany(_))) {
            return Ok(None);
        }
        counted?;
        let Some(counted) = self.count(&record, 1).await? else { return Ok(None) };
        let is_right = counted.value.code == Some(digits::hash(browser.as_str(), &code));
        let is_open =
            counted.value.failures <= MOST_GUESSES && self.services.now() <= counted.value.code_until;
        Ok(Some(counted).filter(|_| is_right && is_open))
    }

    /// Gives back the guess of a right code that could not be used yet, such as with a password that is too short.
    pub(crate) async fn give_back(&self, matched: &Matched) -> Result<(), Error> {
        if matched.by_code {
            self.count(&matched.record, -1).await.map_err(Error::from)?;
            self.forgive(matched).await?;
        }
        Ok(())
    }

    /// Clears the count of guesses at the codes of an address, after a right one or a link.
    pub(crate) async fn forgive(&self, matched: &Matched) -> Result<(), Error> {
        self.services.attempts().clear(GUESSES, &matched.record.value.address).await
    }

    /// Adds to the guesses of a row by one atomic statement. Returns `None` if it was taken or replaced in the meantime: then
    /// the statement inserts a row that has expired already.
    async fn count(&self, read: &Record<CodeRow>, by: i64) -> Result<Option<Record<CodeRow>>, RecordError> {
        let expired = self.services.now().before(Duration::from_millis(1));
        let fresh = CodeRow { failures: MOST_GUESSES + 1, ..read.value.clone() };
        let fresh = Record { value: fresh, expires: Some(expired), ..read.clone() };
        let counted = match self.records.add(fresh, "failures", by).await {
            Err(RecordError::MissingUser) => return Ok(None),
            other => other?,
        };
        let is_alive = counted.expires.is_some_and(|it: Timestamp| it > expired);
        Ok(Some(counted).filter(|it| is_alive && it.value.link == read.value.link))
    }
}
