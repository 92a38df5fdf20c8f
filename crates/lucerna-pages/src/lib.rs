//! The account pages of Lucerna as one handler: sign up, sign in, sign out, confirm, profile, password, devices, data and deletion.

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod asked;
mod assets;
mod attributes_json;
mod builder;
mod deletions;
mod devices;
mod fields;
mod form_id;
mod format;
mod handlers;
mod inner;
mod new_account;
mod openapi;
mod pages;
mod pages_error;
mod problems;
mod refusal;
mod route;
mod security_headers;
#[cfg(feature = "tower")]
mod service;
mod stop;
mod templates;
mod texts;
mod times;
mod user_agent;
mod visit;
mod writing;

use lucerna_core::RecordTable;

pub use builder::PagesBuilder;
pub use new_account::NewAccount;
pub use pages::Pages;
pub use pages_error::PagesError;
pub use route::{Access, Route};

/// Returns the tables of the pages. Open the store with them.
///
/// ```
/// use lucerna_core::Schema;
///
/// # fn main() -> Result<(), lucerna_core::SchemaError> {
/// let schema = Schema::of::<()>()?.with(lucerna_pages::tables())?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn tables() -> [RecordTable; 2] {
    [devices::table(), deletions::table()]
}
