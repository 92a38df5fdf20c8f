//! The error of a hash that could not be computed.

use std::error::Error;

/// The error of a hash that could not be computed: the memory was missing, or Argon2 refused a parameter.
pub(crate) type ComputeError = Box<dyn Error + Send + Sync>;
