//! The cases as tests of the crate that asks for them.

use super::{cases, reopen_cases};
use lucerna_core::{Schema, Store};
use std::path::Path;

/// Makes a test of every case that any store has to pass: `store_contract::sessions::a_session_is_found_as_inserted` and
/// so on. Each runs on a runtime of its own, with a fresh store.
///
/// It is given what opens the store: an `async` function or closure that takes a [`Schema`] and an empty
/// [directory](Path) of the case's own, removed afterwards. A store in memory does without the directory; a store on a
/// server names its database after it.
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

/// Makes a test of every case that a store has to pass besides if what it holds outlives it. It is given the same as
/// [`store_contract!`](crate::store_contract), which is called again, with the same directory, when the first store was
/// dropped. Where the database has a table that the schema contradicts, it has to panic, as it does if it unwraps what opening
/// the store returns.
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
            #[allow(unused_imports, reason = "what opens the store may need nothing of the file around it")]
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
