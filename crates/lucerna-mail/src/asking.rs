//! Asking for messages. Nothing is looked up, so that answers are equal for every address.

use crate::address;
use crate::outbox::id_at;
use crate::tables::{OutboxRow, Purpose};
use crate::{AskError, Asked, Mail};
use lucerna_core::{
    Attributes, Error, Event, Key, KeyId, Network, Outcome, RatePolicy, Record, SecretHash, UserId, Verified,
};
use std::time::Duration;

/// The messages that one network may ask for.
const OF_NETWORK: RatePolicy = RatePolicy::new(100, HOUR);

/// The messages of one kind that may be asked for to one address. Strangers who ask for one kind do not use up the others. They use
/// up none that the user asks for with a proof or from a known device. The window is short, so that a user with a new browser
/// is soon let in too.
const TO_ADDRESS: RatePolicy = RatePolicy::new(5, Duration::from_secs(10 * 60));

const HOUR: Duration = Duration::from_secs(60 * 60);

/// The time after which a full outbox may have room.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// The life of the cookie of the browser that asked. The link that verifies an address lives as long, and keeps the password
/// in this browser only.
pub(crate) const COOKIE_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A message to ask for.
struct Ask<'a> {
    kind: Purpose,
    to: &'a str,
    other: Option<String>,
    user: Option<&'a UserId>,
    /// The purpose of the count for the address.
    count: &'static str,
}

/// The count of messages that visitors ask for, and that of users with a proof or a known device.
const OF_VISITORS: &str = "mail_address";
const OF_USERS: &str = "mail_address_proven";

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Asks for a message to verify an address, of a visitor without a proof.
    ///
    /// If an account has the address and its mailbox is not proven, a link and a code are sent. If it is proven, the message says so
    /// and has no link to verify. Otherwise nothing is sent.
    ///
    /// # Errors
    /// [`AskError`]: the text is not an address, a limit is reached, or the store failed. It does not depend on accounts.
    pub async fn request_verification(&self, address: &str) -> Result<Asked, AskError> {
        self.ask(Ask { kind: Purpose::Verify, to: address, other: None, user: None, count: OF_VISITORS })
            .await
    }

    /// Asks for a message to verify an address of the verified user, right after the sign-up or with a right password.
    ///
    /// If the link or the code is redeemed in the same browser, the password and the sessions stay. They were set up by the
    /// person who has the mailbox.
    ///
    /// # Errors
    /// As [`request_verification`](Self::request_verification), and [`AskError::Stale`] if the proof is too old.
    pub async fn request_verification_by(
        &self,
        verified: &Verified,
        address: &str,
    ) -> Result<Asked, AskError> {
        self.check_proof(verified).await?;
        let user = Some(verified.user_id());
        self.ask(Ask { kind: Purpose::Verify, to: address, other: None, user, count: OF_USERS }).await
    }

    /// Asks for a message after a sign-up with an address alone: with the proof of the new account, or with `None` if another
    /// account has the address. The answer, its cost and its count are the same.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # use lucerna_mail::Mail;
    /// # async fn example(auth: Auth, mail: Mail, address: &str) -> Result<SessionCookie, Box<dyn std::error::Error>> {
    /// let created = match auth.create_user(NewKey::email(address, "correct horse battery"), ()).await {
    ///     Ok(created) => Some(created.verified),
    ///     Err(CreateUserError::Taken(_)) => None,
    ///     Err(error) => return Err(error.into()),
    /// };
    /// Ok(mail.request_sign_up(created.as_ref(), address).await?.cookie)
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`request_verification_by`](Self::request_verification_by).
    pub async fn request_sign_up(&self, new: Option<&Verified>, address: &str) -> Result<Asked, AskError> {
        match new {
            Some(verified) => self.check_proof(verified).await?,
            // The look-up of the proof's key, so that both take the same time.
            None => drop(self.auth.find_key(&KeyId::email(address)).await?),
        }
        let user = new.map(Verified::user_id);
        self.ask(Ask { kind: Purpose::Verify, to: address, other: None, user, count: OF_VISITORS }).await
    }

    /// Asks for a message to choose a new password. It is sent if an account has the address.
    ///
    /// # Errors
    /// As [`request_verification`](Self::request_verification).
    pub async fn request_reset(&self, address: &str) -> Result<Asked, AskError> {
        self.ask(Ask { kind: Purpose::Reset, to: address, other: None, user: None, count: OF_VISITORS }).await
    }

    /// Asks for a message to sign in. It is sent if an account has the address.
    ///
    /// # Errors
    /// As [`request_verification`](Self::request_verification).
    pub async fn request_sign_in(&self, address: &str) -> Result<Asked, AskError> {
        self.ask(Ask { kind: Purpose::SignIn, to: address, other: None, user: None, count: OF_VISITORS })
            .await
    }

    /// Asks for a message to a new address of the verified user. If the user has one address, the new one replaces it when it
    /// is confirmed. Otherwise it is added.
    ///
    /// If another account has the address, the message says so and has no link. The answer is the same.
    ///
    /// # Errors
    /// As [`request_verification_by`](Self::request_verification_by).
    pub async fn request_address(&self, verified: &Verified, new: &str) -> Result<Asked, AskError> {
        self.check_proof(verified).await?;
        let user = verified.user_id();
        let old = only_address(&self.auth.user_keys(user).await?, new);
        self.ask(Ask { kind: Purpose::Address, to: new, other: old, user: Some(user), count: OF_USERS }).await
    }

    async fn ask(&self, ask: Ask<'_>) -> Result<Asked, AskError> {
        let key = address::key_of(ask.to).ok_or(AskError::InvalidAddress)?;
        // The look-up takes the same time for every address.
        let is_known = self.services.is_known_device_of(&key).await?;
        let ask = if is_known { Ask { count: OF_USERS, ..ask } } else { ask };
        self.count(&ask, key.subject()).await?;
        if self.delivery.outbox.is_full().await? {
            self.emit("mail.full", Outcome::Failed, None);
            return Err(AskError::Busy { retry_after: RETRY_AFTER });
        }
        let (secret, browser) = self.services.new_secret()?;
        let row = self.row(ask.kind, key.subject(), ask.other, Some(&browser));
        let row = OutboxRow { known: is_known, ..row };
        self.delivery.outbox.insert(self.record(row, ask.user)?).await?;
        let event = Event::new("mail.asked", Outcome::Succeeded).purpose(ask.kind.name());
        self.services.emit(match ask.user {
            Some(user) => event.user(user),
            None => event,
        });
        Ok(Asked { cookie: self.cookie.set(&secret, COOKIE_LIFE) })
    }

    async fn count(&self, ask: &Ask<'_>, address: &str) -> Result<(), AskError> {
        let attempts = self.services.attempts();
        if let Some(network) = self.services.client().address().map(Network::of) {
            attempts.try_rate("mail_network", &network.to_string(), &OF_NETWORK).await?;
        }
        Ok(attempts.try_rate(ask.count, &format!("{} {address}", ask.kind.name()), &TO_ADDRESS).await?)
    }

    async fn check_proof(&self, verified: &Verified) -> Result<(), AskError> {
        if self.auth.still_holds(verified).await? { Ok(()) } else { Err(AskError::Stale) }
    }

    /// Returns the row of a message that waits from now on.
    pub(crate) fn row(
        &self,
        kind: Purpose,
        address: &str,
        other: Option<String>,
        browser: Option<&SecretHash>,
    ) -> OutboxRow {
        let now = self.services.now();
        OutboxRow {
            kind,
            notice: None,
            address: address.to_owned(),
            other,
            browser: browser.map(|it| it.as_str().to_owned()),
            language: self.language.clone(),
            device: self.services.client().user_agent().map(str::to_owned),
            asked: now,
            due: now,
            tries: 0,
            unfinished: 0,
            known: false,
        }
    }

    /// Returns the record of a row.
    pub(crate) fn record(&self, row: OutboxRow, user: Option<&UserId>) -> Result<Record<OutboxRow>, Error> {
        let (unique, _) = self.services.new_secret()?;
        let record = Record::new(id_at(row.due, unique.expose()), row);
        Ok(match user {
            Some(user) => record.of_user(user.clone()),
            None => record,
        })
    }
}

/// Returns the only address of these keys, unless it is the new one.
fn only_address(keys: &[Key], new: &str) -> Option<String> {
    let new = KeyId::email(new);
    let mut own = keys.iter().map(|it| &it.id).filter(|it| it.provider() == "email");
    match (own.next(), own.next()) {
        (Some(only), None) if *only != new => Some(only.subject().to_owned()),
        _ => None,
    }
}
