//! The rows of codes and links: made when a message is sent, compared and taken when it is answered.

mod digits;
mod guesses;

use crate::Shown;
use crate::address;
use crate::error::RedeemError;
use crate::message::{Code, Link};
use crate::tables::{CODES, CodeRow, Purpose};
use lucerna_core::{
    Conflict, Error, MissingTable, Record, RecordError, Records, Row, SecretHash, Services, Timestamp, UserId,
};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::time::Duration;

/// The life of a code that is typed. NIST SP 800-63B allows ten minutes.
const CODE_LIFE: Duration = Duration::from_secs(10 * 60);

/// The tries to insert a row while others insert one with the same id.
const TRIES: u32 = 16;

/// The rows of codes of one application.
#[derive(Clone)]
pub(crate) struct Codes {
    records: Records<CodeRow>,
    services: Services,
}

/// The purpose, the user and the address of a new code.
pub(crate) struct NewCode {
    pub(crate) purpose: Purpose,
    pub(crate) user: UserId,
    pub(crate) address: String,
    pub(crate) other: Option<String>,
    /// The hash of the secret of the browser that asked. Without one, no code is accepted.
    pub(crate) browser: Option<String>,
    pub(crate) trusted: bool,
    /// True if the user asked, with a proof or from a known device. What strangers ask for does not retire such a code.
    pub(crate) known: bool,
    pub(crate) asked: Timestamp,
}

/// A row whose link or code was shown. It is still there.
pub(crate) struct Matched {
    pub(crate) record: Record<CodeRow>,
    /// True if the visitor typed the code, and false if they followed the link.
    pub(crate) by_code: bool,
}

impl Codes {
    pub(crate) fn of(services: &Services) -> Result<Self, MissingTable> {
        Ok(Self { records: services.records(CODES)?, services: services.clone() })
    }

    /// Returns these codes for the caller of these services.
    pub(crate) fn by(self, services: &Services) -> Self {
        Self { services: services.clone(), ..self }
    }

    /// Makes a link and a code, and retires the ones before them. Those for a stranger leave the user's own. `page` is the address of the link's page.
    pub(crate) async fn issue(&self, new: NewCode, page: &str) -> Result<(Link, Code), Error> {
        let (secret, link) = self.services.new_secret()?;
        let digits = digits::generate(self.services.random())?;
        let now = self.services.now();
        let (code_until, until) = (now.after(CODE_LIFE), now.after(life_of(new.purpose)));
        let row = CodeRow {
            purpose: new.purpose,
            address: new.address,
            other: new.other,
            link: link.as_str().to_owned(),
            code: new.browser.as_deref().map(|it| digits::hash(it, &digits)),
            code_until,
            browser: new.browser.as_deref().map(hex),
            trusted: new.trusted,
            failures: 0,
            asked: new.asked,
        };
        let id = id_of(&row, &new.user, new.known);
        if new.known {
            self.records.delete(&id_of(&row, &new.user, false)).await?;
        }
        let url = format!("{page}?link={id}.{}", secret.expose()).into();
        self.replace(Record::new(id, row).of_user(new.user).until(until)).await?;
        Ok((Link { url, until }, Code { digits, until: code_until }))
    }

    /// Finds the row of a link, and does not change it.
    pub(crate) async fn find(&self, link: &str) -> Result<Option<Record<CodeRow>>, Error> {
        let Some((id, secret)) = parse(link) else { return Ok(None) };
        let found = self.records.find(id).await?;
        Ok(found.filter(|it| it.value.link == secret.as_str()))
    }

    /// Returns true if a row is still there with the same link.
    pub(crate) async fn is_open(&self, record: &Record<CodeRow>) -> Result<bool, Error> {
        Ok(self.records.find(&record.id).await?.is_some_and(|it| it.value.link == record.value.link))
    }

    /// Finds the row that was shown, for this purpose. Each guess at a code is counted before it is compared.
    ///
    /// `user` is the signed-in user for whom the code has to be, and `browsers` are the hashes of the caller's cookies.
    pub(crate) async fn find_shown(
        &self,
        purpose: Purpose,
        shown: Shown<'_>,
        user: Option<&UserId>,
        browsers: &[SecretHash],
    ) -> Result<Matched, RedeemError> {
        let (record, by_code) = match shown {
            Shown::Link(link) => (self.find(link).await?, false),
            Shown::Code { address, code } => {
                (self.guess(purpose, address, code, user, browsers).await?, true)
            }
        };
        let is_meant = |it: &Record<CodeRow>| {
            it.value.purpose == purpose && user.is_none_or(|user| it.user_id.as_ref() == Some(user))
        };
        let record = record.filter(is_meant).ok_or(RedeemError::Invalid)?;
        Ok(Matched { record, by_code })
    }

    /// Takes a row, if it still has the same link. Of many callers one gets true.
    pub(crate) async fn take(&self, record: &Record<CodeRow>) -> Result<bool, Error> {
        let same = Row::new().with("link", &record.value.link);
        Ok(self.records.take_if(&record.id, &same).await?.is_some())
    }

    /// Inserts a row again that was taken in vain. A newer one stays.
    pub(crate) async fn restore(&self, record: Record<CodeRow>) -> Result<(), RecordError> {
        match self.records.insert(record).await {
            Err(RecordError::Taken(Conflict::RecordId)) => Ok(()),
            other => other,
        }
    }

    /// Deletes the code for a new address of this user.
    pub(crate) async fn retire_address_change(&self, user: &UserId) -> Result<(), Error> {
        self.records.delete(&row_id(Purpose::Address, user.as_str())).await.map(drop)
    }

    /// Deletes all codes and links of this user, for every purpose.
    pub(crate) async fn retire_of_user(&self, user: &UserId) -> Result<(), Error> {
        self.records.delete_of_user(user).await.map(drop)
    }

    async fn replace(&self, record: Record<CodeRow>) -> Result<(), Error> {
        for _ in 0..TRIES {
            self.records.delete(&record.id).await?;
            match self.records.insert(record.clone()).await {
                Err(RecordError::Taken(Conflict::RecordId)) => {}
                other => return Ok(other?),
            }
        }
        Err(RecordError::Taken(Conflict::RecordId).into())
    }
}

impl Matched {
    /// Returns true if one of these cookies is that of the browser that asked.
    pub(crate) fn is_from(&self, browsers: &[SecretHash]) -> bool {
        asking_browser(&self.record.value, browsers).is_some()
    }
}

/// Returns the cookie of the browser that asked, if it is one of these.
fn asking_browser<'a>(row: &CodeRow, browsers: &'a [SecretHash]) -> Option<&'a SecretHash> {
    browsers.iter().find(|it| row.browser.as_ref() == Some(&hex(it.as_str())))
}

impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codes").finish_non_exhaustive()
    }
}

/// The life of a link.
fn life_of(purpose: Purpose) -> Duration {
    let minutes = match purpose {
        Purpose::SignIn => 10,
        Purpose::Reset | Purpose::Address => 60,
        Purpose::Verify => 24 * 60,
        Purpose::Undo | Purpose::Report => 7 * 24 * 60,
    };
    Duration::from_secs(minutes * 60)
}

/// Returns the id of a row. There are two for each purpose and address: one for the user, and one for strangers. A change has one for each user, and its undoing one
/// for each user and old address, so that a second change does not retire the way back. A notice has one of its own.
fn id_of(row: &CodeRow, user: &UserId, is_known: bool) -> String {
    match row.purpose {
        Purpose::Address => row_id(row.purpose, user.as_str()),
        Purpose::Undo => row_id(row.purpose, &format!("{user}\0{}", row.address)),
        Purpose::Report => row_id(row.purpose, row.other.as_deref().unwrap_or(&row.address)),
        Purpose::Verify | Purpose::Reset | Purpose::SignIn => {
            row_id(row.purpose, &subject_of(&row.address, is_known))
        }
    }
}

/// Returns the address for what strangers ask for, and a subject beside it for what its user asks for.
fn subject_of(address: &str, is_known: bool) -> String {
    if is_known { format!("{address}\0known") } else { address.to_owned() }
}

fn row_id(purpose: Purpose, subject: &str) -> String {
    hex(&format!("{}\0{subject}", purpose.name()))
}

/// Returns the SHA-256 of a text, as 64 lower-case hexadecimal digits.
fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|it| format!("{it:02x}")).collect()
}

/// Takes a link's value apart. Anything else than 64 digits and a secret is refused before the database is asked.
fn parse(link: &str) -> Option<(&str, SecretHash)> {
    let (id, secret) = link.split_once('.')?;
    let is_id = id.len() == 64 && id.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    if is_id { Some((id, SecretHash::of(secret)?)) } else { None }
}

/// Returns the ids of the rows for a typed address, and the canonical address.
fn ids_for(purpose: Purpose, typed: &str, user: Option<&UserId>) -> Option<(Vec<String>, String)> {
    let address = address::key_of(typed)?.subject().to_owned();
    let ids = match user {
        Some(user) => vec![row_id(purpose, user.as_str())],
        None => [false, true].map(|it| row_id(purpose, &subject_of(&address, it))).to_vec(),
    };
    Some((ids, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_links_that_were_sent() {
        let purposes = [
            Purpose::Verify,
            Purpose::Reset,
            Purpose::SignIn,
            Purpose::Address,
            Purpose::Undo,
            Purpose::Report,
        ];
        let names = ["verify", "reset", "sign_in", "address", "undo", "report"];
        for (purpose, name) in purposes.into_iter().zip(names) {
            assert_eq!(row_id(purpose, "a@x.example"), hex(&format!("mail_{name}\0a@x.example")));
        }
        let known = "f57988935aa05086f589d270121a706744ccd3a73fac31204b5eaba923edf54e";
        assert_eq!(row_id(Purpose::Reset, "a@x.example"), known);
    }
}
