//! One case, and what it takes to run it: a thread, a runtime and a directory for the store.

use super::environment::Environment;
use crate::attempt::{PATIENCE, attempt};
use lucerna_core::{Schema, Store};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

/// One promise of the contract, put to the test.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::contract::{Case, cases};
///
/// let about_users = |it: &Case<MemoryStore>| it.name().starts_with("users::");
/// for case in cases().into_iter().filter(about_users) {
///     case.check(async |schema, _| MemoryStore::new(schema))?;
/// }
/// # Ok::<(), lucerna_testkit::contract::Failure>(())
/// ```
pub struct Case<S> {
    name: &'static str,
    run: Run<S>,
}

pub(super) type Run<S> = for<'a> fn(&'a Environment<S>) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

impl<S: Store> Case<S> {
    pub(super) fn new(name: &'static str, run: Run<S>) -> Self {
        Self { name, run }
    }

    /// What it is about and what is promised, as in `sessions::a_session_is_found_as_inserted`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Runs the case on a runtime of its own. `open` gets a schema and a directory, as in
    /// [`store_contract!`](crate::store_contract).
    ///
    /// # Errors
    /// [`Failure`] if the store does not keep the promise, or does not answer within two minutes.
    pub fn check(&self, open: impl AsyncFn(Schema, &Path) -> S + Send + 'static) -> Result<(), Failure> {
        self.check_within(PATIENCE, Environment::new(Box::new(open)))
    }

    fn check_within(&self, patience: Duration, env: Environment<S>) -> Result<(), Failure> {
        let run = self.run;
        // The environment is dropped before the case is over: the process may end then, and leave the directory behind.
        let work = move || perform(run, &env);
        attempt(self.name, patience, work).map_err(|message| Failure { case: self.name, message })
    }
}

impl<S> fmt::Debug for Case<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Case").field(&self.name).finish()
    }
}

fn perform<S: Store>(run: Run<S>, env: &Environment<S>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(run(env));
}

/// A case in which a store, or an application, did not keep its promise.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::contract::reopen_cases;
///
/// // What is in memory only is gone when the store is opened again.
/// let failure = reopen_cases()
///     .iter()
///     .find_map(|it| it.check(async |schema, _| MemoryStore::new(schema)).err())
///     .expect("a store that forgets");
/// assert!(failure.to_string().starts_with("reopening::what_was_inserted_is_there: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub(crate) case: &'static str,
    pub(crate) message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.case, self.message)
    }
}

impl StdError for Failure {}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_store_memory::MemoryStore;

    fn failure(patience: Duration, run: Run<MemoryStore>) -> String {
        let env = Environment::new(Box::new(async |schema, _: &Path| MemoryStore::new(schema)));
        Case::new("a::case", run).check_within(patience, env).unwrap_err().to_string()
    }

    #[test]
    fn a_call_that_does_not_come_back_fails() {
        let failure = failure(Duration::from_millis(50), |_| Box::pin(std::future::pending()));
        assert_eq!(failure, "a::case: a call did not come back");
    }

    #[test]
    fn a_panic_is_told_with_its_words() {
        let it_is_so = failure(PATIENCE, |_| Box::pin(async { panic!("it is so") }));
        assert_eq!(it_is_so, "a::case: it is so");
        let sum = failure(PATIENCE, |_| Box::pin(async { panic!("{} + 1", 1) }));
        assert_eq!(sum, "a::case: 1 + 1");
    }
}
