//! The error of a test server.

use std::fmt;

/// The error of a server that could not be started, reached or stopped.
///
/// The message includes the end of the server's log if there is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Returns true if another program already listens on the port.
    pub(crate) fn is_taken_port(&self) -> bool {
        self.0.contains("Address already in use")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Prints the message as `Display` does, because tests show errors with `unwrap`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Adds to an error what was being done when it occurred.
pub(crate) trait During<T> {
    fn during(self, what: impl fmt::Display) -> Result<T, Error>;
}

impl<T, E: fmt::Display> During<T> for Result<T, E> {
    fn during(self, what: impl fmt::Display) -> Result<T, Error> {
        self.map_err(|it| Error(format!("{what}: {it}")))
    }
}
