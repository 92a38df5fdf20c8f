//! Typed tables beside users, of your application or of a feature, in every store.
//!
//! Declare a [`Table`] with a struct for its columns, add it to the schema with [`Schema::with`](crate::Schema::with), and
//! read and write it through [`Records`], which [`Services`](crate::extend::Services) opens.

pub use lucerna_core::{Lifetime, Page, PreparedWrite, Record, RecordError, RecordTable, Records, Table};
