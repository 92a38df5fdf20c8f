//! One case of the store contract, run on a thread and a runtime of its own.

use super::environment::Environment;
use crate::case_runner::{TIME_LIMIT, run_case};
use lucerna_core::{Schema, Store};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

/// A case that checks one promise of the store contract.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::contract::{StoreCase, cases};
///
/// let about_users = |it: &StoreCase<MemoryStore>| it.name().starts_with("users::");
/// for case in cases().into_iter().filter(about_users) {
///     case.check(async |schema, _| MemoryStore::new(schema))?;
/// }
/// # Ok::<(), lucerna_testkit::contract::CaseFailure>(())
/// ```
pub struct StoreCase<S> {
    name: &'static str,
    run: CaseFunction<S>,
}

pub(super) type CaseFunction<S> = for<'a> fn(&'a Environment<S>) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

impl<S: Store> StoreCase<S> {
    pub(super) fn new(name: &'static str, run: CaseFunction<S>) -> Self {
        Self { name, run }
    }

    /// Returns the subject and the promise, for instance `sessions::a_session_is_found_as_inserted`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Runs the case on a runtime of its own. `open` gets a schema and a directory, as in
    /// [`store_contract!`](crate::store_contract).
    ///
    /// # Errors
    /// [`CaseFailure`] if the store breaks the promise, or does not answer within two minutes.
    pub fn check(&self, open: impl AsyncFn(Schema, &Path) -> S + Send + 'static) -> Result<(), CaseFailure> {
        self.check_within(TIME_LIMIT, Environment::new(Box::new(open)))
    }

    fn check_within(&self, time_limit: Duration, env: Environment<S>) -> Result<(), CaseFailure> {
        let run = self.run;
        // The environment is dropped before the case ends, since the process may end then and leave the directory
        // behind.
        let work = move || perform(run, &env);
        run_case(self.name, time_limit, work).map_err(|message| CaseFailure { case: self.name, message })
    }
}

impl<S> fmt::Debug for StoreCase<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StoreCase").field(&self.name).finish()
    }
}

fn perform<S: Store>(run: CaseFunction<S>, env: &Environment<S>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(run(env));
}

/// The error of a case whose promise a store or an application broke.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::contract::reopen_cases;
///
/// // A store in memory is empty when it is opened again.
/// let failure = reopen_cases()
///     .iter()
///     .find_map(|it| it.check(async |schema, _| MemoryStore::new(schema)).err())
///     .expect("a store that forgets");
/// assert!(failure.to_string().starts_with("reopening::inserted_rows_survive_reopening: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFailure {
    pub(crate) case: &'static str,
    pub(crate) message: String,
}

impl fmt::Display for CaseFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.case, self.message)
    }
}

impl StdError for CaseFailure {}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_store_memory::MemoryStore;

    fn failure(time_limit: Duration, run: CaseFunction<MemoryStore>) -> String {
        let env = Environment::new(Box::new(async |schema, _: &Path| MemoryStore::new(schema)));
        StoreCase::new("a::case", run).check_within(time_limit, env).unwrap_err().to_string()
    }

    #[test]
    fn a_call_that_does_not_return_fails() {
        let failure = failure(Duration::from_millis(50), |_| Box::pin(std::future::pending()));
        assert_eq!(failure, "a::case: a call did not return in time");
    }

    #[test]
    fn the_message_of_a_panic_is_returned() {
        let it_is_so = failure(TIME_LIMIT, |_| Box::pin(async { panic!("it is so") }));
        assert_eq!(it_is_so, "a::case: it is so");
        let sum = failure(TIME_LIMIT, |_| Box::pin(async { panic!("{} + 1", 1) }));
        assert_eq!(sum, "a::case: 1 + 1");
    }
}
