//! Errors of calls that start a session or renew its verification.

use super::{STALE, fails};
use crate::{CrossOrigin, Error, SecondFactorNeeded, StoreError};
use std::error::Error as StdError;
use std::fmt;

/// The error of [`Auth::start_session`](crate::Auth::start_session).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, verified: Verified, proof: SameOrigin) -> Result<SessionCookie, StartSessionError> {
/// match auth.start_session(verified, proof).await {
///     Err(StartSessionError::SecondFactor(needed)) => {
///         println!("respond with 303 to {} and the cookie of the pending sign-in", needed.path());
///         Ok(needed.into_cookie())
///     }
///     other => other,
/// }
/// # }
/// ```
#[non_exhaustive]
pub enum StartSessionError {
    /// The user has to show a second factor. The error carries the data for the next request.
    SecondFactor(Box<SecondFactorNeeded>),
    /// The proof is older than ten minutes, or was taken from a session.
    Stale,
    /// The request comes from another site, or its method is a safe one. Respond with 403.
    CrossOrigin(CrossOrigin),
    /// The store or the random generator failed, or the proof is outdated: see [`Error::kind`].
    Failed(Error),
}

fails!(StartSessionError, Store);

impl StartSessionError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SecondFactor(_) => "second_factor_needed",
            Self::Stale => "verification_stale",
            Self::CrossOrigin(_) => CrossOrigin::CODE,
            Self::Failed(error) => error.code(),
        }
    }
}

impl From<CrossOrigin> for StartSessionError {
    fn from(error: CrossOrigin) -> Self {
        Self::CrossOrigin(error)
    }
}

crate::debug_as_display!(StartSessionError, VerifyAgainError, NotRecent, RedeemStateError);

impl fmt::Display for StartSessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecondFactor(_) => f.write_str("the user has to show a second factor"),
            Self::Stale => f.write_str(STALE),
            Self::CrossOrigin(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// The error of [`Auth::verify_again`](crate::Auth::verify_again).
///
/// ```
/// # use lucerna_core::*;
/// fn status(error: &VerifyAgainError) -> u16 {
///     match error {
///         VerifyAgainError::OtherUser | VerifyAgainError::Stale => 401,
///         _ => 500,
///     }
/// }
/// ```
#[non_exhaustive]
pub enum VerifyAgainError {
    /// The session has ended or is another user's.
    OtherUser,
    /// The proof is older than ten minutes, or was taken from a session.
    Stale,
    /// The store or the random generator failed.
    Failed(Error),
}

fails!(VerifyAgainError, Store);

impl VerifyAgainError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherUser => "session_of_another_user",
            Self::Stale => "verification_stale",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for VerifyAgainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherUser => f.write_str("the session has ended or belongs to another user"),
            Self::Stale => f.write_str(STALE),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// The error of [`Auth::recent_proof`](crate::Auth::recent_proof): the session's user was not verified recently. Ask
/// them to verify again.
///
/// ```
/// # use lucerna_core::*;
/// # fn example(auth: Auth, session: Session<()>) -> u16 {
/// match auth.recent_proof(&session) {
///     Ok(_verified) => 200,
///     Err(error) => {
///         assert_eq!(error.code(), "verification_not_recent");
///         403
///     }
/// }
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NotRecent(pub(crate) ());

impl NotRecent {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "verification_not_recent"
    }
}

impl fmt::Display for NotRecent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the user was not verified recently: ask them to verify again")
    }
}

impl StdError for NotRecent {}

/// The error of [`Auth::redeem_state`](crate::Auth::redeem_state).
///
/// ```
/// use lucerna_core::RedeemStateError;
///
/// fn status(error: &RedeemStateError) -> u16 {
///     if matches!(error, RedeemStateError::Unknown) { 403 } else { 503 }
/// }
/// ```
#[non_exhaustive]
pub enum RedeemStateError {
    /// The state is unknown for this purpose and browser, was redeemed before, or is older than ten minutes. Respond
    /// with 403, and let the visitor start again.
    Unknown,
    /// The store failed.
    Failed(Error),
}

fails!(RedeemStateError, Store);

impl RedeemStateError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "state_unknown",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for RedeemStateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("the one-time state is unknown, used or too old: start again"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
