//! The builder of the handle.

use crate::outbox::{Delivery, Outbox};
use crate::{English, InvalidSender, Letters, Mail, MailPages, Sender, Transport};
use lucerna_core::{Attributes, Auth, MissingTable};
use std::fmt;
use std::sync::Arc;

/// Builds a [`Mail`]: see [`Mail::builder`].
pub struct MailBuilder<U = (), S = ()> {
    auth: Auth<U, S>,
    transport: Arc<dyn Transport>,
    letters: Arc<dyn Letters>,
    from: Sender,
    pages: MailPages,
}

impl<U: Attributes, S: Attributes> Mail<U, S> {
    /// Starts a builder with the way on which letters leave, and their sender, such as `Acme <no-reply@acme.example>`.
    ///
    /// ```
    /// # use lucerna_core::{Auth, Schema};
    /// # use lucerna_store_memory::MemoryStore as Store;
    /// # use lucerna_testkit::quick_passwords as passwords;
    /// use lucerna_mail::{Mail, MailPages, MemoryMail};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let schema = Schema::of::<()>()?.with(lucerna_mail::tables())?;
    /// let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?).build()?;
    /// let mail = Mail::builder(&auth, MemoryMail::default(), "Acme <no-reply@app.example>")?
    ///     .pages(MailPages::default().reset("/forgot/new"))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`InvalidSender`] if the sender is not a name with an address.
    pub fn builder(
        auth: &Auth<U, S>,
        transport: impl Transport,
        from: &str,
    ) -> Result<MailBuilder<U, S>, InvalidSender> {
        Ok(MailBuilder {
            auth: auth.clone(),
            transport: Arc::new(transport),
            letters: Arc::new(English::default()),
            from: from.parse()?,
            pages: MailPages::default(),
        })
    }
}

impl<U: Attributes, S: Attributes> MailBuilder<U, S> {
    /// Sets the pages to which links lead.
    #[must_use]
    pub fn pages(self, pages: MailPages) -> Self {
        Self { pages, ..self }
    }

    /// Sets the texts of messages. Default: [`English`].
    #[must_use]
    pub fn letters(self, letters: impl Letters) -> Self {
        Self { letters: Arc::new(letters), ..self }
    }

    /// Builds the handle. Spawn [`Mail::deliver`], which sends the messages.
    ///
    /// # Errors
    /// [`MissingTable`] if the store was opened without the [`tables`](crate::tables).
    pub fn build(self) -> Result<Mail<U, S>, MissingTable> {
        let services = self.auth.services();
        let delivery = Delivery {
            outbox: Outbox::of(&services)?,
            services,
            transport: self.transport,
            letters: self.letters,
            from: self.from,
        };
        Mail::new(&self.auth, self.pages, delivery)
    }
}

impl<U, S> fmt::Debug for MailBuilder<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailBuilder")
            .field("from", &self.from)
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
