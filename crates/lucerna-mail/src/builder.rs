//! The builder of the handle.

use crate::mail::AddressWriter;
use crate::outbox::{Delivery, Outbox};
use crate::{English, InvalidSender, Letters, Mail, MailPages, Notices, Sender, Transport};
use lucerna_core::{Attributes, Auth, MissingTable};
use std::fmt;
use std::sync::Arc;

/// Builds a [`Mail`]: see [`Mail::builder`].
///
/// ```
/// use lucerna_core::MissingTable;
/// use lucerna_mail::{Mail, MailBuilder, MailPages};
///
/// fn build(builder: MailBuilder) -> Result<Mail, MissingTable> {
///     builder.pages(MailPages::default().verify("/welcome")).build()
/// }
/// ```
pub struct MailBuilder<U = (), S = ()> {
    auth: Auth<U, S>,
    transport: Arc<dyn Transport>,
    letters: Arc<dyn Letters>,
    from: Sender,
    pages: MailPages,
    notices: Option<Notices>,
    writer: Option<AddressWriter<U>>,
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
            notices: None,
            writer: None,
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

    /// Sends notices of changes of credentials and of sign-ins from new devices: see [`notices`](crate::notices()). Default: none.
    #[must_use]
    pub fn notices(self, notices: Notices) -> Self {
        Self { notices: Some(notices), ..self }
    }

    /// Sets how an address is written into the attribute that is marked `#[column(email)]`. A change of address needs it if
    /// there is such an attribute: it writes the attribute and the key in one step.
    ///
    /// ```
    /// # use lucerna_core::{Column, ColumnError, Row};
    /// # use lucerna_mail::MailBuilder;
    /// # struct Profile { email: String }
    /// # impl lucerna_core::Attributes for Profile {
    /// #     fn columns() -> Vec<Column> { vec![Column::of::<String>("email")] }
    /// #     fn to_row(&self) -> Row { Row::new().with("email", &self.email) }
    /// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { email: row.take("email")? }) }
    /// # }
    /// fn with_attribute(builder: MailBuilder<Profile>) -> MailBuilder<Profile> {
    ///     builder.write_address(|profile, address| profile.email = address.to_owned())
    /// }
    /// ```
    #[must_use]
    pub fn write_address(self, write: impl Fn(&mut U, &str) + Send + Sync + 'static) -> Self {
        Self { writer: Some(Arc::new(write)), ..self }
    }

    /// Builds the handle. Spawn [`Mail::deliver`], which sends the messages.
    ///
    /// # Errors
    /// [`MissingTable`] if the store was opened without the [`tables`](crate::tables()).
    pub fn build(self) -> Result<Mail<U, S>, MissingTable> {
        let services = self.auth.services();
        let delivery = Delivery {
            outbox: Outbox::of(&services)?,
            services,
            transport: self.transport,
            letters: self.letters,
            from: self.from,
        };
        Ok(Mail { writer: self.writer, ..Mail::new(&self.auth, self.pages, self.notices, delivery)? })
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
