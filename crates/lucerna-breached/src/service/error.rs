//! The errors of setting up the client, and of a request.

use std::error::Error as StdError;
use std::fmt::{Display, Formatter, Result};
use std::io;

/// The error of [`RangeService::new`](crate::RangeService::new).
///
/// ```
/// use lucerna_breached::{RangeService, RangeServiceError};
///
/// let error = RangeService::new("http://passwords.example/range/").unwrap_err();
/// assert!(matches!(error, RangeServiceError::Plain));
/// ```
#[non_exhaustive]
pub enum RangeServiceError {
    /// The URL is not one of `https` with a path that ends with a slash. It has no query and no password.
    InvalidUrl,
    /// The URL has no TLS and leads to another machine.
    Plain,
    /// There are no certificates of authorities, or they are invalid.
    Certificates(String),
}

lucerna_core::debug_as_display!(RangeServiceError);

impl Display for RangeServiceError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::InvalidUrl => f.write_str(
                "the URL of the service is invalid: use one such as https://api.pwnedpasswords.com/range/, with a slash at its end",
            ),
            Self::Plain => f.write_str("the service is on another machine: use an https URL"),
            Self::Certificates(reason) => write!(f, "there are no certificates to trust: {reason}"),
        }
    }
}

impl StdError for RangeServiceError {}

/// Returns the error of a URL that is invalid.
pub(super) fn invalid_url<T>() -> std::result::Result<T, RangeServiceError> {
    Err(RangeServiceError::InvalidUrl)
}

/// The error of a request. Its text has no part of the URL, since that ends with the prefix.
#[derive(Debug)]
pub(super) enum FailedRequest {
    Connection(io::Error),
    Http(hyper::Error),
    Status(u16),
    Body,
}

impl Display for FailedRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Connection(error) => write!(f, "no connection to the service: {error}"),
            Self::Http(error) => write!(f, "the service sent no answer: {error}"),
            Self::Status(status) => write!(f, "the service answered with the status {status}"),
            Self::Body => f.write_str("the answer of the service is incomplete, too long or not text"),
        }
    }
}

impl StdError for FailedRequest {}
