//! Services for feature crates: records, clock, randomness and events.

use crate::auth::Inner;
use crate::{
    Attempts, Attributes, Client, Error, Event, FeatureCookie, KeyId, MissingTable, Origin, PreparedWrite,
    Random, RandomError, RecordError, RecordStore, Records, Secret, SecretHash, Table, Timestamp, UserId,
};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::Arc;

/// The services of one [`Auth`](crate::Auth) for feature crates: records, clock, randomness and events. The type has no
/// parameters, is cheap to clone, and knows the caller of its request.
///
/// ```
/// use lucerna_core::{Auth, Event, MissingTable, Outcome, Records, Services, Table};
///
/// const INVITATIONS: Table<()> = Table::passing("invitation");
///
/// /// One-time invitations: a feature.
/// pub struct Invitations {
///     services: Services,
///     records: Records<()>,
/// }
///
/// impl Invitations {
///     /// # Errors
///     /// [`MissingTable`] if the store was opened without the feature's table.
///     pub fn new(auth: &Auth) -> Result<Self, MissingTable> {
///         let services = auth.services();
///         Ok(Self { records: services.records(INVITATIONS)?, services })
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Services {
    pub(crate) inner: Arc<Inner>,
    pub(crate) client: Client,
}

impl Services {
    /// Returns the rows of a declared table.
    ///
    /// # Errors
    /// [`MissingTable`] if the store's schema lacks the table or has other columns for it. Its text says how to add it.
    pub fn records<R: Attributes>(&self, table: Table<R>) -> Result<Records<R>, MissingTable> {
        let declared = self.inner.under_own_name(table.declare());
        self.inner.check_table(&declared)?;
        Ok(Records::new(self.clone(), declared))
    }

    /// Returns the counts of attempts, for limits of the feature's own.
    #[must_use]
    pub fn attempts(&self) -> Attempts {
        Attempts::new(self.clone())
    }

    /// Does several writes to lasting tables in one step: all or none.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// async fn join(
    ///     services: &Services,
    ///     members: &Records<Row>,
    ///     requests: &Records<Row>,
    ///     member: Record<Row>,
    /// ) -> Result<(), RecordError> {
    ///     let id = member.id.clone();
    ///     services.write([requests.deletion(&id)?, members.insertion(member)?]).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`RecordError`] of the first write that failed. Nothing is written then.
    pub async fn write<'a>(
        &self,
        writes: impl IntoIterator<Item = PreparedWrite<'a>> + Send,
    ) -> Result<(), RecordError> {
        let writes: Vec<_> = writes.into_iter().map(|it| it.0).collect();
        Ok(self.record_store().write_records(writes, self.now()).await?)
    }

    /// Returns the current time by the clock of the `Auth`.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Returns the random generator of the `Auth`.
    #[must_use]
    pub fn random(&self) -> &dyn Random {
        &*self.inner.random
    }

    /// Generates a secret of 256 random bits, and its hash as the id of a record. Send the secret to its owner, and
    /// give only the hash to the store.
    ///
    /// The secret needs no escaping in a link. The link's page should ask for a click and redeem the secret with a
    /// `POST`, since mail scanners follow links.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// async fn link(services: &Services, codes: &Records<()>) -> Result<String, Box<dyn std::error::Error>> {
    ///     let (secret, hash) = services.new_secret()?;
    ///     let hour = services.now().after(std::time::Duration::from_secs(3600));
    ///     codes.insert(Record::new(hash.as_str(), ()).until(hour)).await?;
    ///     Ok(format!("{}/join?code={}", services.origin(), secret.expose()))
    /// }
    ///
    /// async fn redeem(codes: &Records<()>, code: &str) -> Result<bool, Error> {
    ///     let Some(hash) = SecretHash::of(code) else { return Ok(false) };
    ///     Ok(codes.take(&hash).await?.is_some())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`RandomError`] if the random generator failed.
    pub fn new_secret(&self) -> Result<(Secret, SecretHash), RandomError> {
        let secret = Secret::generate(self.random())?;
        let hash = secret.hash();
        Ok((secret, hash))
    }

    /// Returns the cookie of a feature, such as `__Host-lucerna_session_mail` for the purpose `mail`.
    ///
    /// Name the purpose after your feature, as its tables are named. Features with one purpose share the cookie, and the later
    /// one replaces the secret of the earlier. A secret is still good only for the records that have its hash.
    ///
    /// # Panics
    /// If the purpose is not 1 to 32 lower-case letters, digits and `_` that begin with a letter, or if it is one of Lucerna's
    /// own: `device`, `pending` and `state`. So call it once when the feature is built.
    #[must_use]
    pub fn cookie(&self, purpose: &'static str) -> FeatureCookie {
        FeatureCookie::new(&self.inner.cookie, purpose)
    }

    /// Returns true if the caller's browser is a known device of the user with this key. It costs the same for every key of another
    /// user and for a missing one. A browser without the cookie of known devices costs nothing.
    ///
    /// ```
    /// # use lucerna_core::{Error, KeyId, Services};
    /// async fn is_at_home(services: &Services, address: &str) -> Result<bool, Error> {
    ///     services.is_known_device_of(&KeyId::email(address)).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn is_known_device_of(&self, key: &KeyId) -> Result<bool, Error> {
        let devices = self.client.devices().to_vec();
        if devices.is_empty() || !key.is_valid() {
            return Ok(false);
        }
        let owner = self.inner.store().find_key(key).await?.map(|it| it.user_id);
        Ok(self.find_known_device(devices, owner.as_ref()).await?.is_some())
    }

    /// Returns a fingerprint of the keys of a user and of their passwords. It changes with every change of a credential, and when
    /// a password gets a hash of a newer policy.
    ///
    /// ```
    /// # use lucerna_core::{Error, Services, UserId};
    /// async fn is_unchanged(services: &Services, user: &UserId, before: &str) -> Result<bool, Error> {
    ///     Ok(services.credential_fingerprint(user).await? == before)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn credential_fingerprint(&self, user: &UserId) -> Result<String, Error> {
        let keys = if user.is_valid() { self.inner.store().find_user_keys(user).await? } else { Vec::new() };
        let mut digest = Sha256::new();
        for key in &keys {
            // No name has control characters.
            let hash = key.password_hash.as_ref().map_or("", |it| it.expose());
            digest.update(format!("{}\0{hash}\0", key.id));
        }
        Ok(digest.finalize().iter().map(|it| format!("{it:02x}")).collect())
    }

    /// Sends an event to the observers, with the time and the caller of the request.
    pub fn emit(&self, event: Event) {
        self.inner.observers.emit(event.by(&self.client, self.now()));
    }

    /// Returns the configured origin. Build links from it, never from a request (`SECURITY.md`, row 020).
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.inner.origins.own()
    }

    /// Returns the caller of the request.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn record_store(&self) -> &dyn RecordStore {
        self.inner.records()
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("origin", self.origin()).finish_non_exhaustive()
    }
}
