//! The macros that generate tests of the store contract.

use super::{cases, reopen_cases};
use lucerna_core::{Schema, Store};
use std::path::Path;

/// Generates a test for every case of the store contract: `store_contract::sessions::a_session_is_found_as_inserted`
/// and so on. Each test runs on a runtime of its own, with a new store.
///
/// The argument is an `async` function or closure that opens the store. It takes a [`Schema`] and an empty
/// [directory](Path), which is removed after the case. A store in memory ignores the directory; a store on a server
/// names its database after it.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
///
/// lucerna_testkit::store_contract!(async |schema, _| MemoryStore::new(schema));
/// ```
#[macro_export]
macro_rules! store_contract {
    ($open:expr) => {
        mod store_contract {
            $crate::__store_cases! { { $crate::__tests } ($open) }
        }
    };
}

/// Generates the tests of a store that persists. The argument is the same as for
/// [`store_contract!`](crate::store_contract). It is called again, with the same directory, after the first store was
/// dropped. It has to panic if the schema contradicts a table in the database, as it does if it unwraps the result of
/// opening the store.
///
/// ```
/// # use lucerna_core::Schema;
/// # use lucerna_store_memory::MemoryStore as FileStore;
/// # use std::path::Path;
/// async fn open(schema: Schema, directory: &Path) -> FileStore {
///     # let _ = directory;
///     FileStore::new(schema) // .open(directory.join("app.db"))
/// }
///
/// lucerna_testkit::store_contract!(open);
/// lucerna_testkit::reopen_contract!(open);
/// ```
#[macro_export]
macro_rules! reopen_contract {
    ($open:expr) => {
        mod reopen_contract {
            $crate::__reopen_cases! { { $crate::__tests } ($open) }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    (($open:expr) $($subject:ident { $($case:ident)* })*) => {$(
        mod $subject {
            #[allow(unused_imports, reason = "the argument may use no item of the surrounding file")]
            use super::super::*;

            $(#[test]
            fn $case() {
                $crate::contract::check(concat!(stringify!($subject), "::", stringify!($case)), $open);
            })*
        }
    )*};
}

/// Runs the case of this name and panics if it fails.
#[doc(hidden)]
pub fn check<S: Store>(name: &str, open: impl AsyncFn(Schema, &Path) -> S + Send + 'static) {
    let mut all = cases().into_iter().chain(reopen_cases());
    let case = all.find(|it| it.name() == name).unwrap();
    if let Err(failure) = case.check(open) {
        panic!("the store breaks the contract in {failure}");
    }
}
