//! Why a hash could not be computed.

use std::error::Error;

/// A hash was not computed: memory was missing, or a parameter was refused.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;
