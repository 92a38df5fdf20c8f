//! The tables of this feature, with their rows.

use crate::notice::Notice;
use lucerna_core::{RecordTable, Table, Timestamp};
use lucerna_derive::{Attributes, Scalar};

/// Returns the tables of this feature. Open the store with them.
///
/// ```
/// use lucerna_core::Schema;
///
/// # fn main() -> Result<(), lucerna_core::SchemaError> {
/// let schema = Schema::of::<()>()?.with(lucerna_mail::tables())?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn tables() -> [RecordTable; 4] {
    [CODES.declare(), ADDRESSES.declare(), OUTBOX.declare(), CHANGES.declare()]
}

/// The codes and links that were sent. A row's id is the hash of its purpose and its address or user.
pub(crate) const CODES: Table<CodeRow> = Table::passing("lucerna_mail_code");

/// The verified addresses. A row's id is the address, and its user is the one who proved the mailbox.
pub(crate) const ADDRESSES: Table<AddressRow> = Table::lasting("lucerna_mail_address");

/// The messages that wait for the worker. Ids are ordered by the time at which they are due.
pub(crate) const OUTBOX: Table<OutboxRow> = Table::lasting("lucerna_mail_outbox");

/// The changes of accounts that are about to be made, or were made and are not yet told. A row's id is the one of the change, and ids
/// are ordered by time.
pub(crate) const CHANGES: Table<ChangeRow> = Table::lasting("lucerna_mail_change");

/// The purpose of a code or a link.
///
/// ```
/// fn title(purpose: lucerna_mail::Purpose) -> &'static str {
///     match purpose {
///         lucerna_mail::Purpose::Reset => "Choose a new password",
///         _ => "Confirm",
///     }
/// }
/// ```
#[derive(Scalar, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[scalar(crate = lucerna_core)]
#[non_exhaustive]
pub enum Purpose {
    /// To verify the address of an account.
    Verify,
    /// To choose a new password.
    Reset,
    /// To sign in.
    SignIn,
    /// To add an address to an account, or to change it. The message goes to the new address.
    Address,
    /// To undo a change of address. The message goes to the old address.
    Undo,
    /// To report a change of the account or a sign-in: "this was not me". The message goes to every verified address.
    Report,
}

impl Purpose {
    /// Returns the name in events and in the ids of codes. It never changes, since the links that were sent have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Verify => "mail_verify",
            Self::Reset => "mail_reset",
            Self::SignIn => "mail_sign_in",
            Self::Address => "mail_address",
            Self::Undo => "mail_undo",
            Self::Report => "mail_report",
        }
    }
}

/// A row of [`CODES`]. It has hashes only.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct CodeRow {
    pub(crate) purpose: Purpose,
    /// The canonical address to which the message goes.
    pub(crate) address: String,
    /// The other address of a change: the old one for [`Purpose::Address`], the new one for [`Purpose::Undo`]. For
    /// [`Purpose::Report`] it is the id of the message.
    pub(crate) other: Option<String>,
    /// The hash of the link's secret.
    pub(crate) link: String,
    /// The hash of the code with the hash of the browser's secret. Without the cookie, no search through all codes finds it.
    pub(crate) code: Option<String>,
    pub(crate) code_until: Timestamp,
    /// The hash of the hash of the secret in the cookie of the browser that asked.
    pub(crate) browser: Option<String>,
    /// True if the user of the row asked, with a proof.
    pub(crate) trusted: bool,
    /// The guesses at the code, counted before they are compared.
    pub(crate) failures: i64,
    pub(crate) asked: Timestamp,
}

/// A row of [`ADDRESSES`].
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct AddressRow {
    pub(crate) verified: Timestamp,
    /// The time at which the user took the address back, by the link of a notice.
    #[column(default = None)]
    pub(crate) restored: Option<Timestamp>,
    /// The language in which the user last redeemed a message to it. Empty if it is unknown.
    #[column(default = String::new())]
    pub(crate) language: String,
}

/// A row of [`OUTBOX`]: a message to compose and to send. It has no secret. Its user is the one who asked with a proof, or is told.
#[derive(Attributes, Clone, Debug)]
#[attributes(crate = lucerna_core)]
pub(crate) struct OutboxRow {
    pub(crate) kind: Purpose,
    /// The change or the sign-in that is told, for [`Purpose::Report`].
    pub(crate) notice: Option<Notice>,
    /// The canonical address to which the message goes.
    pub(crate) address: String,
    /// The other address of a change: the old one for [`Purpose::Address`], the new one for [`Purpose::Undo`]. For
    /// [`Purpose::Report`] it is the provider of the key concerned.
    pub(crate) other: Option<String>,
    /// The hash of the secret in the cookie of the browser that asked.
    pub(crate) browser: Option<String>,
    pub(crate) language: String,
    /// The user agent of the request.
    pub(crate) device: Option<String>,
    pub(crate) asked: Timestamp,
    /// The time of the next try to send. A worker that claims the row moves it.
    pub(crate) due: Timestamp,
    /// The tries to send.
    pub(crate) tries: i64,
    /// The tries that gave the letter to the transport and have no known end: their process was killed, or the server did not answer.
    #[column(default = 0)]
    pub(crate) unfinished: i64,
    /// True if a known device of the user asked.
    #[column(default = false)]
    pub(crate) known: bool,
}

/// A row of [`CHANGES`]. Its user is the one who is told.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct ChangeRow {
    pub(crate) notice: Notice,
    /// The provider of the key concerned.
    pub(crate) provider: Option<String>,
    /// The user agent of the request.
    pub(crate) device: Option<String>,
    /// The fingerprint of the user's credentials before the change.
    pub(crate) before: String,
    pub(crate) at: Timestamp,
}
