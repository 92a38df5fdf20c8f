//! Typed tables beside users, for your application or a feature, in every store.
//!
//! Declare a [`Table`] with a struct for its columns, and add it to the schema with [`Schema::with`](crate::Schema::with). Read
//! and write it with [`Records`], which [`Services`](crate::extend::Services) opens.

pub use lucerna_core::{Lifetime, Page, PreparedWrite, Record, RecordError, RecordTable, Records, Table};
