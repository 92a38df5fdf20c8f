//! The error that a variable of the environment cannot be used.

use std::borrow::Cow;
use std::fmt;

/// A variable with a value that the program cannot start with.
#[derive(Debug)]
pub(crate) struct StartError {
    pub(crate) name: &'static str,
    /// Never that of a database's URL, which may contain a password.
    pub(crate) value: Option<String>,
    pub(crate) advice: Cow<'static, str>,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, advice } = self;
        match value {
            Some(value) => write!(f, "{name}={value:?} cannot be used: it {advice}"),
            None => write!(f, "{name} {advice}"),
        }
    }
}

impl std::error::Error for StartError {}
