//! The handle that invites, accepts, lists and withdraws.

use crate::error::{AcceptError, InviteError};
use crate::invitation::{Accepted, INVITATIONS, Invitation, InvitationRow, Invited};
use lucerna_core::{
    Attributes, Auth, Conflict, CreateUserError, Error, Event, KeyId, Method, MissingTable, NewKey, Outcome,
    Page, Record, Records, RequestHead, SecretHash, Services, User, UserId, Verified,
};
use std::fmt::{Debug, Formatter};
use std::time::Duration;

/// The verification method of an invited person, who has the code that was sent to their address.
///
/// ```
/// assert_eq!(lucerna_invitations::INVITATION.name(), "invitation");
/// ```
pub const INVITATION: Method = Method::new("invitation");

/// The lifetime of an invitation: seven days, so that a person who is away for a week can still accept it.
///
/// ```
/// assert_eq!(lucerna_invitations::LIFETIME.as_secs(), 604_800);
/// ```
pub const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The handle for one application's invitations. `U` and `S` are those of its [`Auth`]. A clone is cheap.
///
/// ```
/// # use lucerna_core::{Auth, Schema};
/// # use lucerna_invitations::{AcceptError, Invitations};
/// # use lucerna_store_memory::MemoryStore as Store;
/// # use lucerna_testkit::quick_passwords as passwords;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let schema = Schema::of::<()>()?.with(lucerna_invitations::tables())?;
/// # let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?).build()?;
/// let invitations = Invitations::new(&auth)?;
/// let invited = invitations.invite("bob@example.com").await?;
/// assert!(invited.link().starts_with("https://app.example/invitation?code="));
///
/// let accepted = invitations.accept(invited.code(), |_address| ()).await?;
/// assert!(accepted.created.is_some());
/// assert!(matches!(invitations.accept(invited.code(), |_| ()).await, Err(AcceptError::Invalid)));
/// # Ok(())
/// # }
/// ```
pub struct Invitations<U = (), S = ()> {
    auth: Auth<U, S>,
    services: Services,
    records: Records<InvitationRow>,
    page: String,
}

impl<U: Attributes, S: Attributes> Invitations<U, S> {
    /// Returns the handle for an application, with links to its page `/invitation`.
    ///
    /// # Errors
    /// [`MissingTable`] if the store was opened without the [`tables`](crate::tables).
    pub fn new(auth: &Auth<U, S>) -> Result<Self, MissingTable> {
        let services = auth.services();
        Ok(Self {
            records: services.records(INVITATIONS)?,
            auth: auth.clone(),
            services,
            page: "/invitation".to_owned(),
        })
    }

    /// Sets the page that links lead to, such as `/join`. Default: `/invitation`.
    #[must_use]
    pub fn page(self, path: &str) -> Self {
        Self { page: format!("/{}", path.trim_start_matches('/')), ..self }
    }

    /// Returns a handle on behalf of the caller of this request, whose address is then in the events.
    #[must_use]
    pub fn on_behalf_of(&self, request: &impl RequestHead) -> Self {
        let auth = self.auth.on_behalf_of(request);
        Self { services: auth.services(), auth, ..self.clone() }
    }

    /// Invites an address in the name of the application.
    ///
    /// # Errors
    /// [`InviteError`] if the address is invalid or has an open invitation, or the store failed.
    pub async fn invite(&self, address: &str) -> Result<Invited, InviteError> {
        self.create(None, address).await
    }

    /// Invites an address in the name of a user. Deleting the user deletes the invitation.
    ///
    /// # Errors
    /// As [`invite`](Self::invite), and [`InviteError::MissingUser`] if the user does not exist.
    pub async fn invite_by(&self, user: &UserId, address: &str) -> Result<Invited, InviteError> {
        self.create(Some(user), address).await
    }

    /// Finds the open invitation of a code without using it, for the page that the link opens.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn find(&self, code: &str) -> Result<Option<Invitation>, Error> {
        let Some(id) = SecretHash::of(code) else { return Ok(None) };
        Ok(self.records.find(id.as_str()).await?.map(Invitation::from))
    }

    /// Accepts the invitation with this code, and returns the proof for a session. A code can be used once.
    ///
    /// If the address has no user, it creates one with the attributes that the closure returns for the address. Call it on a
    /// `POST`, and start a session with the proof at once.
    ///
    /// # Errors
    /// [`AcceptError`] if no open invitation has this code, the user cannot be created, or the store failed. In the last two
    /// cases the invitation is restored.
    pub async fn accept(
        &self,
        code: &str,
        attributes: impl FnOnce(&str) -> U + Send,
    ) -> Result<Accepted<U>, AcceptError> {
        let Some(record) = self.take(code).await? else {
            self.services.emit(Event::new("invitation.refused", Outcome::Refused).method(INVITATION));
            return Err(AcceptError::Invalid);
        };
        match self.find_or_create_user(&record.value, attributes).await {
            Ok((user, created)) => Ok(self.accepted(user, created, record)),
            Err(error) => {
                self.restore(record).await;
                Err(error)
            }
        }
    }

    /// Lists all open invitations, a page at a time, ordered by id.
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn invitations(&self, page: &Page) -> Result<Vec<Invitation>, Error> {
        Ok(self.records.all(page).await?.into_iter().map(Invitation::from).collect())
    }

    /// Lists the open invitations of a user, a page at a time, ordered by id.
    ///
    /// ```
    /// # use lucerna_core::{Error, Page, UserId};
    /// # use lucerna_invitations::Invitations;
    /// # async fn example(invitations: Invitations, alice: UserId) -> Result<(), Error> {
    /// let mut page = Page::first(50);
    /// loop {
    ///     let some = invitations.user_invitations(&alice, &page).await?;
    ///     let Some(last) = some.last() else { break };
    ///     page = Page::after(&last.id, 50);
    ///     some.iter().for_each(|it| println!("{}", it.address));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the store failed.
    pub async fn user_invitations(&self, user: &UserId, page: &Page) -> Result<Vec<Invitation>, Error> {
        Ok(self.records.find_of_user(user, page).await?.into_iter().map(Invitation::from).collect())
    }

    /// Withdraws an invitation of any user, for administrators. Returns true if it was open.
    ///
    /// # Errors
    /// [`Error`] if the store failed. The invitation may still be open then.
    pub async fn withdraw(&self, id: &str) -> Result<bool, Error> {
        let Some(record) = self.records.take(id).await? else { return Ok(false) };
        self.emit_success("invitation.withdrawn", record.user_id.as_ref());
        Ok(true)
    }

    /// Withdraws an invitation of this user, and returns true if it was open. Invitations of other users are kept, so the id may
    /// come from a form.
    ///
    /// # Errors
    /// As [`withdraw`](Self::withdraw).
    pub async fn withdraw_of(&self, user: &UserId, id: &str) -> Result<bool, Error> {
        // Ids are never reused, so between the two calls the invitation can only disappear.
        match self.records.find(id).await? {
            Some(record) if record.user_id.as_ref() == Some(user) => self.withdraw(id).await,
            _ => Ok(false),
        }
    }

    async fn create(&self, user: Option<&UserId>, address: &str) -> Result<Invited, InviteError> {
        let row = InvitationRow::of(address).ok_or(InviteError::InvalidAddress)?;
        let (code, id) = self.services.new_secret().map_err(Error::from)?;
        let mut record = Record::new(id.as_str(), row).until(self.services.now().after(LIFETIME));
        record.user_id = user.cloned();
        self.records.insert(record.clone()).await?;
        self.emit_success("invitation.created", user);
        let page = format!("{}{}", self.services.origin(), self.page);
        Ok(Invited { invitation: record.into(), page, code })
    }

    async fn take(&self, code: &str) -> Result<Option<Record<InvitationRow>>, Error> {
        let Some(id) = SecretHash::of(code) else { return Ok(None) };
        self.records.take(id.as_str()).await
    }

    async fn find_or_create_user(
        &self,
        row: &InvitationRow,
        attributes: impl FnOnce(&str) -> U + Send,
    ) -> Result<(UserId, Option<User<U>>), AcceptError> {
        let key = row.key();
        if let Some(user) = self.find_user(&key).await? {
            return Ok((user, None));
        }
        match self.auth.create_user(NewKey::without_password(key.clone()), attributes(row.address())).await {
            Ok(created) => Ok((created.user.id.clone(), Some(created.user))),
            // A concurrent sign-up took the address after the look-up.
            Err(error @ CreateUserError::Taken(Conflict::Key)) => {
                Ok((self.find_user(&key).await?.ok_or(error)?, None))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn find_user(&self, key: &KeyId) -> Result<Option<UserId>, Error> {
        Ok(self.auth.find_key(key).await?.map(|it| it.user_id))
    }

    fn accepted(&self, user: UserId, created: Option<User<U>>, record: Record<InvitationRow>) -> Accepted<U> {
        self.emit_success("invitation.accepted", Some(&user));
        let key = record.value.key();
        let verified = Verified::danger_verified_by(user, INVITATION, self.services.now()).with_key(key);
        Accepted { verified, created, invitation: record.into() }
    }

    async fn restore(&self, record: Record<InvitationRow>) {
        let (name, outcome, error) = match self.records.insert(record).await {
            Ok(()) => ("invitation.restored", Outcome::Succeeded, None),
            Err(error) => ("invitation.lost", Outcome::Failed, Some(error)),
        };
        let event = Event::new(name, outcome).method(INVITATION);
        self.services.emit(match error {
            Some(error) => event.error(&error),
            None => event,
        });
    }

    fn emit_success(&self, name: &'static str, user: Option<&UserId>) {
        let event = Event::new(name, Outcome::Succeeded).method(INVITATION);
        self.services.emit(match user {
            Some(user) => event.user(user),
            None => event,
        });
    }
}

impl<U, S> Clone for Invitations<U, S> {
    fn clone(&self) -> Self {
        Self {
            auth: self.auth.clone(),
            services: self.services.clone(),
            records: self.records.clone(),
            page: self.page.clone(),
        }
    }
}

impl<U, S> Debug for Invitations<U, S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitations").field("page", &self.page).finish_non_exhaustive()
    }
}
