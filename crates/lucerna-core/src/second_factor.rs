//! Second factors: what a user has to show beside the first proof.

use crate::{
    Attributes, Column, ColumnError, Error, Method, Methods, RecordTable, Row, Secret, Services,
    SessionCookie, Table, Timestamp, UserId,
};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// The answer of a second factor, later.
///
/// ```
/// use lucerna_core::FactorFuture;
///
/// fn not_set_up<'a>() -> FactorFuture<'a, bool> {
///     Box::pin(async { Ok(false) })
/// }
/// ```
pub type FactorFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A second factor: something that a user may have set up, and then has to show at every sign-in.
///
/// [`Auth::start_session`](crate::Auth::start_session) asks every factor of the
/// [builder](crate::AuthBuilder::second_factor). Where the user has one and the proof has none of its methods, no session
/// starts: the error carries what the page of the factor needs. Of several factors one suffices.
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
    /// The methods that count as having shown this factor.
    fn methods(&self) -> &[Method];

    /// Whether the user has it set up.
    ///
    /// # Errors
    /// [`Error`] if the store failed. No session starts then.
    fn is_set_up<'a>(&'a self, services: &'a Services, user: &'a UserId) -> FactorFuture<'a, bool>;

    /// The tables that it needs, [`PENDING_SIGN_INS`] among them.
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
    /// The key that the first proof rests on.
    pub(crate) key: Option<String>,
    /// What tells whether the password still is the one that was proven: a hash of its hash.
    pub(crate) password: Option<String>,
    /// The carrier of the session to come.
    pub(crate) carrier: String,
    /// Its own policy, in milliseconds, where it is not the usual one.
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

/// A sign-in was halted: the user has to show a second factor. It carries what the next request needs.
///
/// A browser gets the cookie and is sent to the page of the factor. A caller without cookies gets the token, and sends it as
/// `Authorization: Bearer …` with the factor.
///
/// ```
/// use lucerna_core::SecondFactorNeeded;
///
/// fn answer(needed: SecondFactorNeeded) -> (u16, String, String) {
///     let location = needed.path().to_owned();
///     (303, location, needed.into_cookie().header_value().to_owned())
/// }
/// ```
#[must_use = "the sign-in goes on only if the answer carries the cookie or the token"]
pub struct SecondFactorNeeded {
    pub(crate) user_id: UserId,
    pub(crate) token: Secret,
    pub(crate) cookie: SessionCookie,
    pub(crate) path: String,
    pub(crate) is_bearer: bool,
}

impl SecondFactorNeeded {
    /// Who has shown the first factor.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// The page that asks for the factor: [`AuthBuilder::second_factor_path`](crate::AuthBuilder::second_factor_path).
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The secret that names the halted sign-in, for callers without cookies. It lives for ten minutes and is used once.
    #[must_use]
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Returns true if the sign-in is of a caller without cookies, who needs the token.
    #[must_use]
    pub fn is_bearer(&self) -> bool {
        self.is_bearer
    }

    /// The page, the cookie for a browser, and the secret for a caller without cookies.
    pub fn into_parts(self) -> (String, SessionCookie, Secret) {
        (self.path, self.cookie, self.token)
    }

    /// The cookie that the answer to a browser has to carry.
    pub fn into_cookie(self) -> SessionCookie {
        self.cookie
    }
}

impl fmt::Debug for SecondFactorNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactorNeeded").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// A halted sign-in that a request names: see [`Auth::pending_sign_in`](crate::Auth::pending_sign_in).
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
}

impl PendingSignIn {
    /// Who has shown the first factor.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// What was shown so far.
    #[must_use]
    pub fn methods(&self) -> &Methods {
        &self.methods
    }
}
