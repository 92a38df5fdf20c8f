//! What the adoptions of Lucia's databases share.

mod options;
pub use options::AdoptOptions;

mod name;
pub use name::canonical_key;

mod report;
pub use report::{AdoptOutcome, AdoptReport};

mod error;
pub use error::AdoptError;
