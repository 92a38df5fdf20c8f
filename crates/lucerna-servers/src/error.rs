//! What goes wrong with a server.

use std::fmt;

/// A server that could not be started, reached or ended, in words for whoever runs the tests.
///
/// The end of the server's log is part of it, where there is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Whether another program has the port that was about to be used.
    pub(crate) fn is_taken_port(&self) -> bool {
        self.0.contains("Address already in use")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As it is displayed, because tests show errors with `unwrap`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Says what was being done when an error of the system came.
pub(crate) trait During<T> {
    fn during(self, what: impl fmt::Display) -> Result<T, Error>;
}

impl<T, E: fmt::Display> During<T> for Result<T, E> {
    fn during(self, what: impl fmt::Display) -> Result<T, Error> {
        self.map_err(|it| Error(format!("{what}: {it}")))
    }
}
