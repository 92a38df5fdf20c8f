//! What a feature crate stands on: the store's records, the clock, randomness, events.

use crate::auth::Inner;
use crate::{
    Attributes, Client, Event, MissingTable, Origin, PreparedWrite, Random, RandomError, RecordError,
    RecordStore, Records, Secret, SecretHash, Table, Timestamp,
};
use std::fmt;
use std::sync::Arc;

/// What a feature crate stands on: records, the clock, randomness and events of one [`Auth`](crate::Auth). It has no type
/// parameters, is cheap to clone, and knows the caller of the request that it was made for.
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
    /// The rows of a declared table.
    ///
    /// # Errors
    /// [`MissingTable`] if the schema of the store has no such table, or one with other columns. It says what to write.
    pub fn records<R: Attributes>(&self, table: Table<R>) -> Result<Records<R>, MissingTable> {
        let declared = table.declare();
        self.inner.check_table(&declared)?;
        Ok(Records::new(self.clone(), declared))
    }

    /// Does several writes of lasting tables in one step: all or none.
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
    /// [`RecordError`] of the first write that cannot be done. Nothing was written then.
    pub async fn write<'a>(
        &self,
        writes: impl IntoIterator<Item = PreparedWrite<'a>> + Send,
    ) -> Result<(), RecordError> {
        let writes: Vec<_> = writes.into_iter().map(|it| it.0).collect();
        Ok(self.record_store().write_records(writes, self.now()).await?)
    }

    /// The present, by the clock of the `Auth`.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Random bytes, from the source of the `Auth`.
    #[must_use]
    pub fn random(&self) -> &dyn Random {
        &*self.inner.random
    }

    /// Makes a secret of 256 random bits, and its hash for the id of a record. Send the secret to its owner, in an answer or a
    /// message. Give the store the hash alone.
    ///
    /// A link needs no escaping for the secret. Let the page of a link ask for a click, and redeem with the `POST`: mail scanners
    /// follow links.
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
    /// [`RandomError`] if there is no randomness to be had.
    pub fn new_secret(&self) -> Result<(Secret, SecretHash), RandomError> {
        let secret = Secret::generate(self.random())?;
        let hash = secret.hash();
        Ok((secret, hash))
    }

    /// Hands an event to the observers, with the time and the caller of the request.
    pub fn emit(&self, event: Event) {
        self.inner.observers.emit(event.by(&self.client, self.now()));
    }

    /// The configured origin, from which links are built: never from a request (`SECURITY.md`, row 020).
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.inner.origins.own()
    }

    /// The caller of the request.
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
