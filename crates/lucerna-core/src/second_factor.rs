//! Second factors, which users show in addition to the first proof.

use crate::{
    Attributes, Column, ColumnError, Error, Method, Methods, RecordTable, Row, Secret, Services,
    SessionCookie, Table, Timestamp, UserId,
};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// The future of a second factor's answer.
///
/// ```
/// use lucerna_core::FactorFuture;
///
/// fn not_set_up<'a>() -> FactorFuture<'a, bool> {
///     Box::pin(async { Ok(false) })
/// }
/// ```
pub type FactorFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A second factor, which a user may set up and then has to show at every sign-in.
///
/// [`Auth::start_session`](crate::Auth::start_session) asks every factor of the
/// [builder](crate::AuthBuilder::second_factor). If the user has set one up and the proof has none of its methods, no
/// session starts. The error carries the data for the factor's page. One of several factors is enough.
///
/// ```
/// use lucerna_core::{FactorFuture, Method, PENDING_SIGN_INS, RecordTable, SecondFactor, Services, Table, UserId};
///
/// const PIN: Method = Method::new("pin");
/// const PINS: Table<()> = Table::lasting("pin");
///
/// struct Pins;
///
/// impl SecondFactor for Pins {
///     fn methods(&self) -> &[Method] {
///         &[PIN]
///     }
///     fn is_set_up<'a>(&'a self, services: &'a Services, user: &'a UserId) -> FactorFuture<'a, bool> {
///         Box::pin(async move {
///             let pins = services.records(PINS)?;
///             Ok(pins.find(user.as_str()).await?.is_some())
///         })
///     }
///     fn tables(&self) -> Vec<RecordTable> {
///         vec![PINS.declare(), PENDING_SIGN_INS.declare()]
///     }
/// }
/// ```
pub trait SecondFactor: Send + Sync + 'static {
    /// Returns the methods that count as having shown this factor.
    fn methods(&self) -> &[Method];

    /// Returns true if the user has set the factor up.
    ///
    /// # Errors
    /// [`Error`] if the store failed. No session starts then.
    fn is_set_up<'a>(&'a self, services: &'a Services, user: &'a UserId) -> FactorFuture<'a, bool>;

    /// Returns the tables that the factor needs, including [`PENDING_SIGN_INS`].
    fn tables(&self) -> Vec<RecordTable>;
}

/// The table of sign-ins that wait for a second factor.
///
/// ```
/// use lucerna_core::{PENDING_SIGN_INS, Schema};
///
/// let schema = Schema::of::<()>()?.with([PENDING_SIGN_INS.declare()])?;
/// # Ok::<(), lucerna_core::SchemaError>(())
/// ```
pub const PENDING_SIGN_INS: Table<PendingRow> = Table::passing("lucerna_pending_sign_in");

/// A row of [`PENDING_SIGN_INS`].
///
/// ```
/// use lucerna_core::{Attributes, PendingRow};
///
/// assert!(PendingRow::columns().iter().any(|it| it.name() == "methods"));
/// ```
#[derive(Clone, Debug)]
pub struct PendingRow {
    pub(crate) methods: String,
    pub(crate) verified: Timestamp,
    /// The key of the first proof.
    pub(crate) key: Option<String>,
    /// The fingerprint of the proven password's hash, to detect a changed password.
    pub(crate) password: Option<String>,
    /// The carrier of the session that will start.
    pub(crate) carrier: String,
    /// The session's own policy in milliseconds, if it differs from the default.
    pub(crate) active: Option<i64>,
    pub(crate) idle: Option<i64>,
    pub(crate) absolute: Option<i64>,
}

impl Attributes for PendingRow {
    fn columns() -> Vec<Column> {
        vec![
            Column::of::<String>("methods"),
            Column::of::<Timestamp>("verified"),
            Column::of::<Option<String>>("key_id"),
            Column::of::<Option<String>>("password"),
            Column::of::<String>("carrier"),
            Column::of::<Option<i64>>("active"),
            Column::of::<Option<i64>>("idle"),
            Column::of::<Option<i64>>("absolute"),
        ]
    }

    fn to_row(&self) -> Row {
        Row::with_capacity(8)
            .with("methods", &self.methods)
            .with("verified", &self.verified)
            .with("key_id", &self.key)
            .with("password", &self.password)
            .with("carrier", &self.carrier)
            .with("active", &self.active)
            .with("idle", &self.idle)
            .with("absolute", &self.absolute)
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self {
            methods: row.take("methods")?,
            verified: row.take("verified")?,
            key: row.take("key_id")?,
            password: row.take("password")?,
            carrier: row.take("carrier")?,
            active: row.take("active")?,
            idle: row.take("idle")?,
            absolute: row.take("absolute")?,
        })
    }
}

/// A halted sign-in: the user has to show a second factor. It carries the data for the next request.
///
/// A browser gets the cookie and is redirected to the factor's page. A caller without cookies gets the token and sends
/// it with the factor, as `Authorization: Bearer …`.
///
/// ```
/// use lucerna_core::SecondFactorNeeded;
///
/// fn answer(needed: SecondFactorNeeded) -> (u16, String, String) {
///     let location = needed.path().to_owned();
///     (303, location, needed.into_cookie().header_value().to_owned())
/// }
/// ```
#[must_use = "the sign-in cannot be completed unless the response carries the cookie or the token"]
pub struct SecondFactorNeeded {
    pub(crate) user_id: UserId,
    pub(crate) token: Secret,
    pub(crate) cookie: SessionCookie,
    pub(crate) path: String,
    pub(crate) is_bearer: bool,
}

impl SecondFactorNeeded {
    /// Returns the user who has shown the first factor.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// Returns the path of the page that asks for the factor:
    /// [`AuthBuilder::second_factor_path`](crate::AuthBuilder::second_factor_path).
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the secret of the halted sign-in, for callers without cookies. It is valid once, for ten minutes.
    #[must_use]
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns true if the caller has no cookies and needs the token.
    #[must_use]
    pub fn is_bearer(&self) -> bool {
        self.is_bearer
    }

    /// Splits the value into the page's path, the cookie for a browser, and the secret for a caller without cookies.
    pub fn into_parts(self) -> (String, SessionCookie, Secret) {
        (self.path, self.cookie, self.token)
    }

    /// Returns the cookie for the response to a browser.
    pub fn into_cookie(self) -> SessionCookie {
        self.cookie
    }
}

impl fmt::Debug for SecondFactorNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactorNeeded").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// A halted sign-in of a request: see [`Auth::pending_sign_in`](crate::Auth::pending_sign_in).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, request: impl RequestHead) -> Result<(), Error> {
/// if let Some(pending) = auth.pending_sign_in(&request).await? {
///     println!("{} has shown {}", pending.user_id(), pending.methods());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct PendingSignIn {
    pub(crate) id: String,
    pub(crate) user_id: UserId,
    pub(crate) methods: Methods,
    /// True once a guess at the second factor is counted.
    pub(crate) is_counted: bool,
}

impl PendingSignIn {
    /// Returns the user who has shown the first factor.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// Returns the methods that the user has shown so far.
    #[must_use]
    pub fn methods(&self) -> &Methods {
        &self.methods
    }
}
