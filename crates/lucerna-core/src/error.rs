//! Errors: a small enum for each call whose caller has to decide, and one opaque error for other failures.

use crate::{ColumnError, CrossOrigin, RandomError, StoreError, UnfitValue};
use std::error::Error as StdError;
use std::fmt;

mod attempts;
mod credentials;
mod debug;
mod keys;
mod records;
mod sessions;
mod users;

pub use attempts::{AttemptError, TooManyAttempts};
pub use credentials::{ChangeCredentialError, ChangePasswordError};
pub use debug::write_with_causes;
pub use keys::{CreateKeyError, VerifyPasswordError};
pub use records::RecordError;
pub use sessions::{NotRecent, RedeemStateError, StartSessionError, VerifyAgainError};
pub use users::{CreateUserError, UpdateUserError};

/// An internal failure, such as a database that did not answer. Log it, but do not show it to the visitor. It holds no
/// secret.
///
/// The [`kind`](Error::kind) decides the response: 503 Service Unavailable, 401 Unauthorized or 500.
///
/// ```
/// # use lucerna_core::*;
/// # fn example(error: Error) -> u16 {
/// eprintln!("{error}");
/// match error.kind() {
///     ErrorKind::Unavailable => 503,
///     ErrorKind::Superseded => 401,
///     _ => 500,
/// }
/// # }
/// ```
pub struct Error {
    kind: ErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl Error {
    pub(crate) fn superseded() -> Self {
        Self {
            kind: ErrorKind::Superseded,
            source: "the session, key or password was changed in the meantime: sign in again".into(),
        }
    }

    /// Creates the error of a call that contradicts the declaration of a table or column.
    pub(crate) fn misuse(rule: String) -> Self {
        Self { kind: ErrorKind::Broken, source: rule.into() }
    }

    /// Creates the error of a broken hasher. Callers handle a busy one themselves.
    fn of_hasher(source: Box<dyn StdError + Send + Sync>) -> Self {
        Self { kind: ErrorKind::Broken, source }
    }

    /// Returns the kind of failure, which tells if a retry can help.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns a stable code of the error, for programs.
    ///
    /// Every Lucerna error has a code. A code never changes its meaning and reveals no details.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// fn problem(error: &Error) -> String {
    ///     format!(r#"{{"code":"{}"}}"#, error.code())
    /// }
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind {
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::Superseded => "superseded",
            ErrorKind::Broken => "failed",
        }
    }
}

/// The kind of an [`Error`], which decides the response.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, user: UserId) {
/// if let Err(error) = auth.end_user_sessions(&user, None).await {
///     assert_ne!(error.kind(), ErrorKind::Broken, "an operator has to look: {error}");
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A temporary failure: the database is locked, full or unreachable. Retry later.
    Unavailable,
    /// The proof is outdated: the user, session or key was deleted, or the password was changed. Sign in again.
    Superseded,
    /// A permanent failure. An operator has to fix the cause.
    Broken,
}

crate::debug_as_display!(Error, AuthenticateError, ConfigError, MissingTable);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.source()
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let kind = match error {
            StoreError::Unavailable(_) => ErrorKind::Unavailable,
            StoreError::MissingUser => ErrorKind::Superseded,
            StoreError::Conflict(_)
            | StoreError::MissingRecord
            | StoreError::Unfit(_)
            | StoreError::Broken(_) => ErrorKind::Broken,
        };
        Self { kind, source: Box::new(error) }
    }
}

impl From<RandomError> for Error {
    fn from(error: RandomError) -> Self {
        Self { kind: ErrorKind::Broken, source: Box::new(error) }
    }
}

impl From<ColumnError> for Error {
    fn from(error: ColumnError) -> Self {
        Self { kind: ErrorKind::Broken, source: Box::new(error) }
    }
}

impl From<MissingTable> for Error {
    fn from(error: MissingTable) -> Self {
        Self { kind: ErrorKind::Broken, source: Box::new(error) }
    }
}

impl From<RecordError> for Error {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Failed(error) => error,
            RecordError::MissingUser => Self { kind: ErrorKind::Superseded, source: Box::new(error) },
            error => Self { kind: ErrorKind::Broken, source: Box::new(error) },
        }
    }
}

impl From<UnfitValue> for Error {
    fn from(error: UnfitValue) -> Self {
        Self { kind: ErrorKind::Broken, source: Box::new(error) }
    }
}

/// Implements `source` and the conversions that the errors of all calls share.
macro_rules! fails {
    ($error:ty $(, $variant:ident)*) => {
        impl StdError for $error {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                match self {
                    Self::Failed(error) => error.source(),
                    _ => None,
                }
            }
        }

        impl From<Error> for $error {
            fn from(error: Error) -> Self {
                Self::Failed(error)
            }
        }

        $(crate::error::fails!(@$variant $error);)*
    };
    (@Busy $error:ty) => {
        impl From<HashError> for $error {
            fn from(error: HashError) -> Self {
                match error {
                    HashError::Busy { retry_after } => Self::Busy { retry_after },
                    HashError::Broken(source) => Self::Failed(Error::of_hasher(source)),
                }
            }
        }
    };
    (@Attempts $error:ty) => {
        impl From<AttemptError> for $error {
            fn from(error: AttemptError) -> Self {
                match error {
                    AttemptError::TooMany(refused) => Self::TooManyAttempts(refused),
                    AttemptError::Failed(error) => Self::Failed(error),
                }
            }
        }
    };
    (@Password $error:ty) => {
        impl From<PasswordError> for $error {
            fn from(error: PasswordError) -> Self {
                Self::Password(error)
            }
        }
    };
    (@Unfit $error:ty) => {
        impl From<UnfitValue> for $error {
            fn from(error: UnfitValue) -> Self {
                Self::Unfit(error)
            }
        }
    };
    (@Row $error:ty) => {
        impl From<StoreError> for $error {
            fn from(error: StoreError) -> Self {
                match error {
                    StoreError::Conflict(conflict) => Self::Taken(conflict),
                    StoreError::Unfit(unfit) => Self::Unfit(unfit),
                    error => Self::Failed(error.into()),
                }
            }
        }
    };
    (@Store $error:ty) => {
        impl From<StoreError> for $error {
            fn from(error: StoreError) -> Self {
                Self::Failed(error.into())
            }
        }
    };
}
use fails;

/// The text of a busy password hasher.
const BUSY: &str = "too many passwords are waiting to be hashed";

/// The text of an outdated proof.
const STALE: &str = "the verification is too old: verify the user again";

/// The unique value that is already in use.
///
/// ```
/// use lucerna_core::{Conflict, CreateUserError};
///
/// fn message(error: &CreateUserError) -> String {
///     match error {
///         CreateUserError::Taken(Conflict::Column(column)) => format!("that {column} is taken"),
///         CreateUserError::Taken(_) => "that name is taken".to_owned(),
///         error => error.to_string(),
///     }
/// }
///
/// let taken = CreateUserError::Taken(Conflict::Column("email".to_owned()));
/// assert_eq!(message(&taken), "that email is taken");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conflict {
    /// The key: another user signs in with this name.
    Key,
    /// The name looks like that of another key, such as `раураl` with Cyrillic letters like `paypal`. Two names that are
    /// both plain ASCII never collide so. See [`NamePolicy`](crate::NamePolicy).
    LooksAlike,
    /// The value of this column of the user's attributes.
    Column(String),
    /// The id of the user.
    UserId,
    /// The id of the session.
    SessionId,
    /// The id of the record.
    RecordId,
}

impl Conflict {
    /// Returns a stable code of the conflict, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key => "name_taken",
            Self::LooksAlike => "name_looks_alike",
            Self::Column(_) => "value_taken",
            Self::UserId | Self::SessionId | Self::RecordId => "id_taken",
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key => f.write_str("the key is already in use"),
            Self::LooksAlike => f.write_str("the name looks like one that is already in use"),
            Self::Column(column) => write!(f, "the value of `{column}` is already in use"),
            Self::UserId => f.write_str("the user's id is already in use"),
            Self::SessionId => f.write_str("the session's id is already in use"),
            Self::RecordId => f.write_str("the record's id is already in use"),
        }
    }
}

/// The error of [`Auth::authenticate`](crate::Auth::authenticate). A visitor who is not signed in is no error.
///
/// ```
/// use lucerna_core::{AuthenticateError, ErrorKind};
///
/// fn status(error: &AuthenticateError) -> u16 {
///     match error {
///         AuthenticateError::CrossOrigin(_) => 403,
///         AuthenticateError::Failed(error) if error.kind() == ErrorKind::Unavailable => 503,
///         _ => 500,
///     }
/// }
/// ```
#[non_exhaustive]
pub enum AuthenticateError {
    /// The request is unsafe and comes from another site. Respond with 403.
    CrossOrigin(CrossOrigin),
    /// The store failed. Do not treat the visitor as signed out.
    Failed(Error),
}

impl AuthenticateError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CrossOrigin(_) => CrossOrigin::CODE,
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for AuthenticateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CrossOrigin(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for AuthenticateError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::CrossOrigin(_) => None,
            Self::Failed(error) => error.source(),
        }
    }
}

impl From<CrossOrigin> for AuthenticateError {
    fn from(error: CrossOrigin) -> Self {
        Self::CrossOrigin(error)
    }
}

impl From<Error> for AuthenticateError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The error of [`AuthBuilder::build`](crate::AuthBuilder::build). Its text says what to change.
///
/// ```
/// # use lucerna_core::*;
/// # fn example(store: impl Store, hasher: impl PasswordHasher) -> Result<(), InvalidOrigin> {
/// let refused = Auth::<()>::builder(store, hasher, "http://app.example".parse()?).build();
/// assert_eq!(refused.unwrap_err(), ConfigError::InsecureOrigin);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The origin is plain `http` on a network, so tokens would be sent unencrypted.
    InsecureOrigin,
    /// The store was opened with the columns of another struct.
    OtherSchema,
    /// A cookie's name is empty or has invalid characters.
    CookieName,
    /// The cookie's path does not begin with a slash, or has invalid characters.
    CookiePath,
    /// The cookie's domain does not contain the origin's host.
    CookieDomain,
    /// `SameSite=None` needs `https`. Browsers refuse it otherwise.
    CookieSameSite,
    /// The operating system could not start a thread for the event observers.
    ObserverThread(String),
    /// The schema of the store lacks a feature's table, or has other columns for it.
    MissingTable(MissingTable),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::MissingTable(error) = self {
            return error.fmt(f);
        }
        f.write_str(match self {
            Self::InsecureOrigin => {
                "the origin must be https, or http on a loopback address such as http://127.0.0.1:3000"
            }
            Self::OtherSchema => {
                "the store was opened with other attributes than `Auth`: use the schema of the same structs"
            }
            Self::CookieName => "a cookie's name must consist of letters, digits, - and _",
            Self::CookiePath => "the cookie's path must begin with / and have no spaces or semicolons",
            Self::CookieDomain => {
                "the cookie's domain must be a domain of the origin's host, without a dot before it"
            }
            Self::CookieSameSite => "a cookie with SameSite=None needs an https origin",
            Self::ObserverThread(_) => {
                "the operating system could not start a thread for the event observers"
            }
            Self::MissingTable(_) => "",
        })
    }
}

impl StdError for ConfigError {}

impl From<MissingTable> for ConfigError {
    fn from(error: MissingTable) -> Self {
        Self::MissingTable(error)
    }
}

/// The error of a feature's table that the store's schema lacks. Its text says how to add it.
///
/// ```
/// # use lucerna_core::*;
/// # fn example(services: &Services) {
/// const INVITATIONS: Table<()> = Table::passing("invitation");
///
/// if let Err(error) = services.records(INVITATIONS) {
///     eprintln!("{error}"); // the table `invitation` is not in the schema of the store: add it …
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct MissingTable {
    table: String,
    other_columns: bool,
}

impl MissingTable {
    pub(crate) fn new(table: &str, other_columns: bool) -> Self {
        Self { table: table.to_owned(), other_columns }
    }
}

impl fmt::Display for MissingTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, other_columns } = self;
        let problem = if *other_columns { "has another lifetime or other columns in" } else { "is not in" };
        write!(
            f,
            "the table `{table}` {problem} the schema of the store: open the store with the tables of the feature, as in \
             Schema::of::<Profile>()?.with(the_feature::tables())?"
        )
    }
}

impl StdError for MissingTable {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::StaticHead;
    use crate::{HashError, KeyId, NamePolicy, Origin, OriginPolicy, PasswordError, Weakness};
    use std::time::Duration;

    type BoxError = Box<dyn StdError + Send + Sync>;

    /// Returns the texts of an error and of its causes.
    fn chain(error: &BoxError) -> Vec<String> {
        std::iter::successors(Some(&**error as &dyn StdError), |&it| it.source())
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn every_error_reports_its_cause() {
        let disk = || StoreError::Unavailable("disk full".into());
        let errors: [BoxError; 8] = [
            disk().into(),
            Error::from(disk()).into(),
            AuthenticateError::from(Error::from(disk())).into(),
            CreateUserError::from(disk()).into(),
            UpdateUserError::from(disk()).into(),
            CreateKeyError::from(disk()).into(),
            VerifyPasswordError::from(disk()).into(),
            ChangePasswordError::from(disk()).into(),
        ];
        for error in &errors {
            assert_eq!(chain(error), ["the database is not available", "disk full"]);
        }
        let hasher: BoxError = HashError::Broken("no memory".into()).into();
        assert_eq!(chain(&hasher), ["the password hasher failed", "no memory"]);
    }

    #[test]
    fn every_error_has_its_own_text() {
        let origin: Origin = "https://app.example".parse().unwrap();
        let cross_origin = OriginPolicy::new(origin).check(&StaticHead("POST", &[])).unwrap_err();
        let column = || "email".to_owned();
        let refusals: Vec<BoxError> = vec![
            "".parse::<Origin>().unwrap_err().into(),
            AuthenticateError::CrossOrigin(cross_origin).into(),
            RandomError::new("dry").into(),
            StoreError::Broken("damaged".into()).into(),
            Error::superseded().into(),
            CreateUserError::Taken(Conflict::UserId).into(),
            CreateUserError::InvalidUserId.into(),
            CreateUserError::Password(PasswordError::TooShort { min: 8 }).into(),
            UpdateUserError::Taken(Conflict::Column(column())).into(),
            UpdateUserError::Unfit(UnfitValue { column: column() }).into(),
            CreateKeyError::Taken(Conflict::Key).into(),
            CreateKeyError::InvalidKey(NamePolicy::default().check(&KeyId::username("")).unwrap_err()).into(),
            CreateKeyError::MissingUser.into(),
            VerifyPasswordError::InvalidCredentials.into(),
            VerifyPasswordError::Busy { retry_after: Duration::ZERO }.into(),
            ChangePasswordError::NoPassword.into(),
            ChangePasswordError::Password(PasswordError::TooLong { max: 255 }).into(),
            ChangePasswordError::Password(PasswordError::Weak(Weakness::Common)).into(),
            PasswordError::Weak(Weakness::Context).into(),
            PasswordError::Weak(Weakness::Breached).into(),
            ConfigError::InsecureOrigin.into(),
            ConfigError::OtherSchema.into(),
            ConfigError::CookieName.into(),
            ConfigError::CookiePath.into(),
            ConfigError::CookieDomain.into(),
            ConfigError::CookieSameSite.into(),
            MissingTable::new("note", false).into(),
            MissingTable::new("note", true).into(),
            StartSessionError::Stale.into(),
            RedeemStateError::Unknown.into(),
            VerifyAgainError::OtherUser.into(),
            ChangeCredentialError::NotOwner.into(),
            ChangeCredentialError::LastKey.into(),
            RecordError::Missing.into(),
            RecordError::InvalidId.into(),
        ];
        let mut texts: Vec<_> = refusals.iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        texts.dedup();
        assert!(texts.len() == refusals.len() && !texts.contains(&String::new()), "{texts:?}");
    }
}
