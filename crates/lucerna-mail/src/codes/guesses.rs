//! Guesses at a code: bound to the browser, and counted before they are compared.

use super::{Codes, Matched, asking_browser, digits, ids_for, row_id, subject_of};
use crate::error::RedeemError;
use crate::tables::{CodeRow, Purpose};
use lucerna_core::{
    AttemptError, AttemptPolicy, Error, Network, RatePolicy, Record, RecordError, SecretHash, Timestamp,
    UserId,
};
use std::time::Duration;

/// The purpose of the count of guesses at the codes of one address.
const GUESSES: &str = "mail_code";

/// The purpose of the count of guesses without a code. They use up none of the guesses of the person who asked.
const GUESSES_AT_NOTHING: &str = "mail_no_code";

/// The purpose of the count of guesses of one network.
const GUESSES_OF_NETWORK: &str = "mail_code_network";

/// The guesses of one network. It may ask for 100 messages in this time.
const OF_NETWORK: RatePolicy = RatePolicy::new(300, Duration::from_secs(60 * 60));

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
        self.count_for_network().await?;
        let asking = self.find_asking(&ids, &address, browsers).await?;
        if !self.count_for_address(asking.as_ref().map(|(_, it)| it), &address).await? {
            return Ok(None);
        }
        let Some((browser, record)) = asking else {
            self.count(&self.nothing(purpose), 1).await?;
            return Ok(None);
        };
        let Some(counted) = self.count(&record, 1).await? else { return Ok(None) };
        let is_right = counted.value.code == Some(digits::hash(browser.as_str(), &code));
        let is_open =
            counted.value.failures <= MOST_GUESSES && self.services.now() <= counted.value.code_until;
        Ok(Some(counted).filter(|_| is_right && is_open))
    }

    /// Counts a guess for the caller's network. Each guess writes counts, also one at an address without a code.
    async fn count_for_network(&self) -> Result<(), RedeemError> {
        match self.services.client().address().map(Network::of) {
            Some(network) => {
                let attempts = self.services.attempts();
                Ok(attempts.try_rate(GUESSES_OF_NETWORK, &network.to_string(), &OF_NETWORK).await?)
            }
            None => Ok(()),
        }
    }

    /// Returns the row of the code for which one of these browsers asked, with the cookie of that browser. A guess from elsewhere is not
    /// counted for the row, so that strangers cannot use up the guesses of the person who asked.
    async fn find_asking(
        &self,
        ids: &[String],
        address: &str,
        browsers: &[SecretHash],
    ) -> Result<Option<(SecretHash, Record<CodeRow>)>, Error> {
        let mut asking = None;
        for id in ids {
            let found = self.records.find(id).await?.filter(|it| it.value.address == address);
            asking = found.and_then(|it| Some((*asking_browser(&it.value, browsers)?, it))).or(asking);
        }
        Ok(asking)
    }

    /// Counts a guess for an address, and returns false if it has to wait. Without a code the same is written, so that the time does
    /// not tell a stranger who asked whether there is an account.
    ///
    /// There is no code to guess at without an account, and for a new address that another account has. An answer of its own would
    /// tell a stranger who asked.
    async fn count_for_address(
        &self,
        asking: Option<&Record<CodeRow>>,
        address: &str,
    ) -> Result<bool, RedeemError> {
        let (counter, subject) = match asking {
            Some(record) => (GUESSES, guessed(record)),
            None => (GUESSES_AT_NOTHING, address.to_owned()),
        };
        let counted =
            self.services.attempts().try_account(counter, &subject, &AttemptPolicy::default()).await;
        if matches!(counted, Err(AttemptError::TooMany(_))) {
            return Ok(false);
        }
        counted?;
        Ok(true)
    }

    /// Returns a row that is never alive. There is one for each purpose.
    fn nothing(&self, purpose: Purpose) -> Record<CodeRow> {
        let now = self.services.now();
        let row = CodeRow {
            purpose,
            address: String::new(),
            other: None,
            link: String::new(),
            code: None,
            code_until: now,
            browser: None,
            trusted: false,
            failures: 0,
            asked: now,
        };
        Record::new(row_id(purpose, ""), row)
    }

    /// Gives back the guess of a right code that could not be used yet, such as with a password that is too short.
    pub(crate) async fn give_back(&self, matched: &Matched) -> Result<(), Error> {
        if matched.by_code {
            self.count(&matched.record, -1).await.map_err(Error::from)?;
            self.forgive(matched).await?;
        }
        Ok(())
    }

    /// Clears the count of guesses at such codes of an address, after a right one or a link.
    pub(crate) async fn forgive(&self, matched: &Matched) -> Result<(), Error> {
        self.services.attempts().clear(GUESSES, &guessed(&matched.record)).await
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

/// Returns the subject of the count of guesses at such codes. A new code does not start it again. Codes that a stranger asked for, codes
/// that the user asked for and those of changes are counted apart, so that a stranger's guesses do not delay the user's.
fn guessed(record: &Record<CodeRow>) -> String {
    let CodeRow { purpose, address, .. } = &record.value;
    match purpose {
        Purpose::Address => format!("{address} change"),
        _ if record.id == row_id(*purpose, &subject_of(address, true)) => format!("{address} known"),
        _ => address.clone(),
    }
}
