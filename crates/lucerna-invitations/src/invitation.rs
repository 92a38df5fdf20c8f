//! The invitation, for the application and in the database.

use lucerna_core::{KeyId, Record, RecordTable, Secret, Table, Timestamp, User, UserId, Verified};
use lucerna_derive::Attributes;

/// Returns the tables of this feature. Open the store with them.
///
/// ```
/// use lucerna_core::Schema;
///
/// # fn main() -> Result<(), lucerna_core::SchemaError> {
/// let schema = Schema::of::<()>()?.with(lucerna_invitations::tables())?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn tables() -> [RecordTable; 1] {
    [INVITATIONS.declare()]
}

/// The table of invitations. It is lasting, since invitations are listed and addresses are unique.
pub(crate) const INVITATIONS: Table<InvitationRow> = Table::lasting("invitation");

#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct InvitationRow {
    /// The canonical address, for comparison.
    #[column(unique)]
    canonical: String,
    address: String,
}

impl InvitationRow {
    /// Returns the row of an address, or `None` if the text is not one.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        let key = KeyId::email(typed);
        let (name, domain) = key.subject().rsplit_once('@')?;
        let is_address =
            !name.is_empty() && !domain.is_empty() && !key.subject().contains(char::is_whitespace);
        let is_key = KeyId::new(key.provider(), key.subject()).is_ok();
        (is_address && is_key)
            .then(|| Self { canonical: key.subject().to_owned(), address: typed.trim().to_owned() })
    }

    pub(crate) fn key(&self) -> KeyId {
        KeyId::email(&self.canonical)
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

/// An open invitation, to show in your pages. It does not contain the code.
///
/// ```
/// # use lucerna_invitations::Invitation;
/// fn line(invitation: &Invitation) -> String {
///     format!("{} is invited", invitation.address)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invitation {
    /// The id, to withdraw it with. It is not secret.
    pub id: String,
    /// The address as typed.
    pub address: String,
    /// The inviting user, or `None` if the application invited.
    pub invited_by: Option<UserId>,
    /// The last millisecond of its validity.
    pub expires: Option<Timestamp>,
}

impl From<Record<InvitationRow>> for Invitation {
    fn from(record: Record<InvitationRow>) -> Self {
        Self {
            id: record.id,
            address: record.value.address,
            invited_by: record.user_id,
            expires: record.expires,
        }
    }
}

/// A new invitation with the link to send. `Debug` redacts the code.
///
/// ```
/// # use lucerna_invitations::Invited;
/// fn mail(invited: &Invited) -> String {
///     format!("You are invited: {}", invited.link())
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    pub(crate) page: String,
    pub(crate) code: Secret,
}

impl Invited {
    /// Returns the link: your page with the query field `code`. Send it only to the invited address.
    #[must_use]
    pub fn link(&self) -> String {
        format!("{}?code={}", self.page, self.code.expose())
    }

    /// Returns the code alone, to build a link of your own.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.expose()
    }
}

/// An invitation that was accepted, and the proof that starts a session.
///
/// ```
/// # use lucerna_invitations::Accepted;
/// fn greeting(accepted: &Accepted<()>) -> &str {
///     if accepted.created.is_some() { "Welcome!" } else { "Welcome back!" }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Accepted<U> {
    /// The proof of the method [`INVITATION`](crate::INVITATION).
    pub verified: Verified,
    /// The new user, or `None` if a user with this address existed before.
    pub created: Option<User<U>>,
    /// The accepted invitation, which is used now.
    pub invitation: Invitation,
}
