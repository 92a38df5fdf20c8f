//! The handle of this feature.

use crate::addresses::Addresses;
use crate::codes::Codes;
use crate::notices::Notices;
use crate::outbox::{Compose, Delivery};
use crate::refusals::Refusals;
use crate::tables::{CHANGES, ChangeRow, OutboxRow};
use crate::{MailPages, Message, OpenLink};
use futures_util::FutureExt;
use futures_util::future::{join3, pending, select};
use lucerna_core::{
    Attributes, Auth, Error, Event, FeatureCookie, Key, MissingTable, Outcome, Record, Records, RequestHead,
    SecretHash, Services, Timestamp, UserId,
};
use std::fmt;
use std::pin::pin;
use std::sync::Arc;

/// Writes an address into the attribute of a user that shows it.
pub(crate) type AddressWriter<U> = Arc<dyn Fn(&mut U, &str) + Send + Sync>;

/// The messages of one application: asking for them, sending them and redeeming them. `U` and `S` are those of its [`Auth`]. A
/// clone is cheap.
///
/// ```
/// # use lucerna_core::{RequestHead, Verified};
/// # use lucerna_mail::{Mail, RedeemError, Shown};
/// # async fn example(mail: Mail, request: impl RequestHead, code: &str) -> Result<Verified, RedeemError> {
/// let mail = mail.on_behalf_of(&request);
/// let redeemed = mail.sign_in(Shown::Code { address: "alice@example.com", code }).await?;
/// # Ok(redeemed.verified)
/// # }
/// ```
pub struct Mail<U = (), S = ()> {
    pub(crate) auth: Auth<U, S>,
    pub(crate) services: Services,
    pub(crate) codes: Codes,
    pub(crate) addresses: Addresses,
    pub(crate) changes: Records<ChangeRow>,
    pub(crate) delivery: Delivery,
    pub(crate) cookie: FeatureCookie,
    pub(crate) pages: Arc<MailPages>,
    pub(crate) writer: Option<AddressWriter<U>>,
    pub(crate) notices: Option<Arc<Notices>>,
    pub(crate) refusals: Arc<Refusals>,
    /// The hashes of the cookies of the caller's browser.
    pub(crate) browsers: Vec<SecretHash>,
    pub(crate) language: String,
}

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Returns the pages to which the links of messages lead.
    ///
    /// ```
    /// # use lucerna_mail::{Mail, Purpose};
    /// fn reset_page(mail: &Mail) -> &str {
    ///     mail.pages().path(Purpose::Reset)
    /// }
    /// ```
    #[must_use]
    pub fn pages(&self) -> &MailPages {
        &self.pages
    }

    pub(crate) fn new(
        auth: &Auth<U, S>,
        pages: MailPages,
        notices: Option<Notices>,
        delivery: Delivery,
    ) -> Result<Self, MissingTable> {
        let services = auth.services();
        Ok(Self {
            codes: Codes::of(&services)?,
            addresses: Addresses::of(&services)?,
            changes: services.records(CHANGES)?,
            delivery,
            cookie: services.cookie("mail"),
            pages: Arc::new(pages),
            writer: None,
            notices: notices.map(Arc::new),
            refusals: Arc::default(),
            browsers: Vec::new(),
            language: String::new(),
            auth: auth.clone(),
            services,
        })
    }

    /// Returns a handle on behalf of the caller of this request. Its messages name the caller's device, codes are accepted
    /// from the caller's browser, and the limits know the caller's network.
    #[must_use]
    pub fn on_behalf_of(&self, request: &impl RequestHead) -> Self {
        let auth = self.auth.on_behalf_of(request);
        let services = auth.services();
        let browsers = self.cookie.hashes(request);
        Self { codes: self.codes.clone().by(&services), browsers, services, auth, ..self.clone() }
    }

    /// Returns a handle whose messages are in this language, by a tag such as `de`.
    #[must_use]
    pub fn language(&self, tag: &str) -> Self {
        let is_tag = |it: &char| it.is_ascii_alphanumeric() || *it == '-';
        Self { language: tag.chars().take_while(is_tag).take(35).collect(), ..self.clone() }
    }

    /// Finds an open link without using it, for the page that it opens. Call it on a `GET`, which mail scanners send too.
    /// Redeem the link on the `POST` of the page's button.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find_link(&self, link: &str) -> Result<Option<OpenLink>, Error> {
        let found = self.codes.find(link).await?;
        Ok(found.map(|it| OpenLink { purpose: it.value.purpose, address: it.value.address }))
    }

    /// Returns the time at which the user of a key proved its mailbox. `None` if they did not, or the key is no address.
    ///
    /// ```
    /// # use lucerna_core::{Auth, Error, UserId};
    /// # use lucerna_mail::Mail;
    /// # async fn example(auth: Auth, mail: Mail, user: UserId) -> Result<(), Error> {
    /// for key in auth.user_keys(&user).await? {
    ///     println!("{}: {}", key.id.subject(), mail.verified_at(&key).await?.is_some());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn verified_at(&self, key: &Key) -> Result<Option<Timestamp>, Error> {
        self.addresses.verified_at(key).await
    }

    /// Returns the user who proved the mailbox of an address, if a user did. It takes one look-up for every address.
    ///
    /// ```
    /// # use lucerna_core::{Error, UserId};
    /// # use lucerna_mail::Mail;
    /// # async fn example(mail: Mail, user: UserId) -> Result<bool, Error> {
    /// Ok(mail.proven_by("alice@example.com").await? == Some(user))
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn proven_by(&self, address: &str) -> Result<Option<UserId>, Error> {
        self.addresses.proven_by(lucerna_core::KeyId::email(address).subject()).await
    }

    /// Marks an address as verified by its user, without a message. Call it after an import, for an address that the former system
    /// had verified. Its user then receives [notices](crate::notices()) from a minute later.
    ///
    /// Returns false if the key is no address.
    ///
    /// ```
    /// # use lucerna_core::{Auth, Error, UserId};
    /// # use lucerna_mail::Mail;
    /// # async fn example(auth: Auth, mail: Mail, imported: UserId) -> Result<(), Error> {
    /// for key in auth.user_keys(&imported).await? {
    ///     mail.danger_mark_verified(&key).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn danger_mark_verified(&self, key: &Key) -> Result<bool, Error> {
        if key.id.provider() != "email" {
            return Ok(false);
        }
        self.addresses.mark(key.id.subject(), &key.user_id, self.services.now()).await?;
        self.emit("address.verified", Outcome::Succeeded, Some(&key.user_id));
        Ok(true)
    }

    /// Sends messages and notices as they come, without end. Spawn it on tokio, in one process or in several.
    ///
    /// ```
    /// # use lucerna_mail::Mail;
    /// # async fn example(mail: Mail) {
    /// tokio::spawn(mail.clone().deliver());
    /// # }
    /// ```
    pub async fn deliver(self) {
        self.deliver_until(pending()).await;
    }

    /// Sends messages and notices as [`deliver`](Self::deliver) does, until `end` is ready. Then it begins no further letter, and
    /// completes those that it is sending, so that no other process sends them again. What waits stays in the database for the next process.
    ///
    /// ```
    /// # use lucerna_mail::Mail;
    /// # async fn example(mail: Mail) -> Result<(), tokio::task::JoinError> {
    /// let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    /// let task = tokio::spawn(mail.clone().deliver_until(async { drop(stopped.await) }));
    /// // … and at the end of the program:
    /// drop(stop);
    /// task.await
    /// # }
    /// ```
    pub async fn deliver_until(self, end: impl Future<Output = ()>) {
        let sent = pin!(self.delivery.run_until(&self, end));
        // Telling ends at once without notices, and sending goes on.
        let told = pin!(join3(self.tell(), self.tell_of_killed(), pending::<()>()).map(drop));
        let ((), _) = select(sent, told).await.factor_first();
    }

    /// Sends the messages that are due now, and returns the number of letters that were sent. It is for tests, and for
    /// programs that send without a worker.
    ///
    /// # Errors
    /// [`Error`] if the store failed to list the messages.
    pub async fn deliver_due(&self) -> Result<usize, Error> {
        self.tell_due().await?;
        self.delivery.deliver_due(self).await
    }

    pub(crate) fn emit(&self, name: &'static str, outcome: Outcome, user: Option<&UserId>) {
        let event = Event::new(name, outcome);
        self.services.emit(match user {
            Some(user) => event.user(user),
            None => event,
        });
    }
}

impl<U: Attributes, S: Attributes> Compose for Mail<U, S> {
    async fn compose(&self, row: &Record<OutboxRow>) -> Result<Option<Message>, Error> {
        self.message_of(row).await
    }
}

impl<U, S> Clone for Mail<U, S> {
    fn clone(&self) -> Self {
        Self {
            auth: self.auth.clone(),
            services: self.services.clone(),
            codes: self.codes.clone(),
            addresses: self.addresses.clone(),
            changes: self.changes.clone(),
            delivery: self.delivery.clone(),
            cookie: self.cookie.clone(),
            pages: Arc::clone(&self.pages),
            writer: self.writer.clone(),
            notices: self.notices.clone(),
            refusals: Arc::clone(&self.refusals),
            browsers: self.browsers.clone(),
            language: self.language.clone(),
        }
    }
}

impl<U, S> fmt::Debug for Mail<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("pages", &self.pages).finish_non_exhaustive()
    }
}
