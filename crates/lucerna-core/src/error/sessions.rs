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
///         println!("answer 303 to {} with the cookie of the pending sign-in", needed.path());
///         Ok(needed.into_cookie())
///     }
///     other => other,
/// }
/// # }
/// ```
#[non_exhaustive]
pub enum StartSessionError {
    /// The user has a second factor and did not show it. The error carries what the next request needs.
    SecondFactor(Box<SecondFactorNeeded>),
    /// The proof is older than ten minutes, or was taken from a session.
    Stale,
    /// The request does not come from our own pages, or its method is a safe one. Answer 403.
    CrossOrigin(CrossOrigin),
    /// Something under Lucerna failed, or what was proven is no longer so: see [`Error::kind`].
    Failed(Error),
}

fails!(StartSessionError, Store);

impl StartSessionError {
    /// A stable name of the error, for callers that are programs.
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
    /// The session is over, or another user's than the one who was verified.
    OtherUser,
    /// The proof is older than ten minutes, or was taken from a session.
    Stale,
    /// Something under Lucerna failed.
    Failed(Error),
}

fails!(VerifyAgainError, Store);

impl VerifyAgainError {
    /// A stable name of the error, for callers that are programs.
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
            Self::OtherUser => f.write_str("the session is over, or is not of the user who was verified"),
            Self::Stale => f.write_str(STALE),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// The error of [`Auth::recent_proof`](crate::Auth::recent_proof): the user of the session was not verified recently. Ask them
/// to verify again.
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
    /// A stable name of the error, for callers that are programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "verification_not_recent"
    }
}

impl fmt::Display for NotRecent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the user was not verified recently")
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
    /// There is no such state of this purpose and this browser, it was redeemed before, or it is older than ten minutes. Answer 403,
    /// and let the visitor begin anew.
    Unknown,
    /// Something under Lucerna failed.
    Failed(Error),
}

fails!(RedeemStateError, Store);

impl RedeemStateError {
    /// A stable name of the error, for callers that are programs.
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
            Self::Unknown => f.write_str("the one-time state is unknown, used or too old"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
