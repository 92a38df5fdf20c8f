//! A store that counts calls and fails on request.

use lucerna_core::StoreError;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

mod records;
mod users_and_sessions;

/// A store that counts the calls of the store that it wraps, and fails as unavailable on request. Clones share the
/// counts: pass one on and keep one.
///
/// ```
/// use lucerna_core::{Schema, StoreError, UserStore};
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::SpyStore;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let spy = SpyStore::new(MemoryStore::new(Schema::of::<()>()?));
/// let given_to_auth = spy.clone(); // Auth::builder(spy.clone(), hasher, origin)
///
/// given_to_auth.find_user(&"alice".into()).await?;
/// assert_eq!((spy.calls("find_user"), spy.all_calls()), (1, 1));
///
/// spy.fail();
/// let failed = given_to_auth.find_user(&"alice".into()).await;
/// assert!(matches!(failed, Err(StoreError::Unavailable(_))));
///
/// spy.recover();
/// spy.fail_once("delete_user");
/// given_to_auth.find_user(&"alice".into()).await?;
/// assert!(given_to_auth.delete_user(&"alice".into()).await.is_err());
/// assert!(given_to_auth.delete_user(&"alice".into()).await.is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SpyStore<S> {
    store: Arc<S>,
    state: Arc<Mutex<SpyState>>,
}

#[derive(Default)]
struct SpyState {
    calls: HashMap<&'static str, usize>,
    failing: bool,
    failing_once: Vec<&'static str>,
    before_call: Vec<(&'static str, Action)>,
}

/// An action just before a call.
type Action = Box<dyn FnOnce() + Send>;

impl<S> SpyStore<S> {
    /// Wraps a store.
    #[must_use]
    pub fn new(store: S) -> Self {
        Self { store: Arc::new(store), state: Arc::default() }
    }

    /// Returns the wrapped store, whose calls are not counted.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Returns how often the method of this name was called, failed calls included.
    ///
    /// # Panics
    /// If stores have no method of this name.
    #[must_use]
    pub fn calls(&self, method: &str) -> usize {
        self.state().calls.get(known(method)).copied().unwrap_or_default()
    }

    /// Returns how often any method was called, failed calls included.
    #[must_use]
    pub fn all_calls(&self) -> usize {
        self.state().calls.values().sum()
    }

    /// Makes every call fail as [`Unavailable`](StoreError::Unavailable), without reaching the wrapped store.
    pub fn fail(&self) {
        self.state().failing = true;
    }

    /// Lets calls reach the wrapped store again.
    pub fn recover(&self) {
        self.state().failing = false;
    }

    /// Makes the next call of the method of this name fail, and only that one.
    ///
    /// # Panics
    /// If stores have no method of this name.
    pub fn fail_once(&self, method: &str) {
        self.state().failing_once.push(known(method));
    }

    /// Runs an action just before the next call of the method of this name, as a concurrent request might.
    ///
    /// # Panics
    /// If stores have no method of this name.
    pub fn before_once(&self, method: &str, act: impl FnOnce() + Send + 'static) {
        self.state().before_call.push((known(method), Box::new(act)));
    }

    fn state(&self) -> MutexGuard<'_, SpyState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call, and returns an error if it has to fail.
    fn enter(&self, method: &'static str) -> Result<(), StoreError> {
        let mut state = self.state();
        *state.calls.entry(method).or_default() += 1;
        if let Some(at) = state.before_call.iter().position(|(it, _)| *it == method) {
            let (_, act) = state.before_call.swap_remove(at);
            drop(state);
            act();
            state = self.state();
        }
        let once = state.failing_once.iter().position(|it| *it == method);
        if let Some(at) = once {
            state.failing_once.swap_remove(at);
        }
        if state.failing || once.is_some() {
            return Err(StoreError::Unavailable(format!("SpyStore fails `{method}` as requested").into()));
        }
        Ok(())
    }
}

#[expect(clippy::panic, reason = "a wrong name in a test ends that test")]
fn known(method: &str) -> &'static str {
    let found = users_and_sessions::METHODS.into_iter().find(|it| *it == method);
    found.unwrap_or_else(|| panic!("stores have no method `{method}`"))
}

impl<S> Clone for SpyStore<S> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), state: Arc::clone(&self.state) }
    }
}

impl<S> fmt::Debug for SpyStore<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpyStore").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::users_and_sessions::METHODS;
    use super::*;
    use crate::contract::cases;
    use lucerna_core::Schema;
    use lucerna_store_memory::MemoryStore;
    use std::path::Path;

    #[test]
    fn a_spy_keeps_the_contract_and_counts_every_method() {
        let spies: Arc<Mutex<Vec<SpyStore<MemoryStore>>>> = Arc::default();
        for case in cases() {
            let spies = Arc::clone(&spies);
            let open = async move |schema: Schema, _: &Path| {
                let spy = SpyStore::new(MemoryStore::new(schema));
                spies.lock().unwrap().push(spy.clone());
                spy
            };
            assert_eq!(case.check(open), Ok(()));
        }
        let spies = spies.lock().unwrap();
        let calls = METHODS.map(|method| spies.iter().map(|it| it.calls(method)).sum::<usize>());
        assert!(calls.iter().all(|it| *it > 0), "{calls:?}");
        // A call counted under a name that is missing in the list would be missing in the first sum.
        assert_eq!(calls.iter().sum::<usize>(), spies.iter().map(SpyStore::all_calls).sum::<usize>());
    }

    #[test]
    #[should_panic(expected = "no method `find_sesion`")]
    fn an_unknown_method_name_panics() {
        let _ = SpyStore::new(MemoryStore::new(Schema::of::<()>().unwrap())).calls("find_sesion");
    }
}
