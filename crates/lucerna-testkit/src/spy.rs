//! A store that counts and fails.

use lucerna_core::StoreError;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

mod calls;
mod records;

/// A store that counts the calls of the store within it, and is unavailable when it is told to be. Clones are the same
/// store: give one away and keep one.
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
    notes: Arc<Mutex<Notes>>,
}

#[derive(Default)]
struct Notes {
    calls: HashMap<&'static str, usize>,
    failing: bool,
    failing_once: Vec<&'static str>,
    meanwhile: Vec<(&'static str, Act)>,
}

/// What happens just before a call.
type Act = Box<dyn FnOnce() + Send>;

impl<S> SpyStore<S> {
    /// A spy in front of this store.
    #[must_use]
    pub fn new(store: S) -> Self {
        Self { store: Arc::new(store), notes: Arc::default() }
    }

    /// The store within, past the spy.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// How often the method of this name was called, failed calls included.
    ///
    /// # Panics
    /// If stores have no such method, since a typing error would never be noticed otherwise.
    #[must_use]
    pub fn calls(&self, method: &str) -> usize {
        self.notes().calls.get(known(method)).copied().unwrap_or_default()
    }

    /// How often any method was called, failed calls included.
    #[must_use]
    pub fn all_calls(&self) -> usize {
        self.notes().calls.values().sum()
    }

    /// From now on every call fails as [`Unavailable`](StoreError::Unavailable) and reaches no store.
    pub fn fail(&self) {
        self.notes().failing = true;
    }

    /// From now on calls reach the store again.
    pub fn recover(&self) {
        self.notes().failing = false;
    }

    /// The next call of the method of this name fails, and no other.
    ///
    /// # Panics
    /// If stores have no such method.
    pub fn fail_once(&self, method: &str) {
        self.notes().failing_once.push(known(method));
    }

    /// Does something just before the next call of the method of this name reaches the store: what another request might do
    /// at that very moment.
    ///
    /// # Panics
    /// If stores have no such method.
    pub fn before_once(&self, method: &str, act: impl FnOnce() + Send + 'static) {
        self.notes().meanwhile.push((known(method), Box::new(act)));
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call, and says whether it may go on.
    fn enter(&self, method: &'static str) -> Result<(), StoreError> {
        let mut notes = self.notes();
        *notes.calls.entry(method).or_default() += 1;
        if let Some(at) = notes.meanwhile.iter().position(|(it, _)| *it == method) {
            let (_, act) = notes.meanwhile.swap_remove(at);
            drop(notes);
            act();
            notes = self.notes();
        }
        let once = notes.failing_once.iter().position(|it| *it == method);
        if let Some(at) = once {
            notes.failing_once.swap_remove(at);
        }
        if notes.failing || once.is_some() {
            return Err(StoreError::Unavailable(format!("the spy was told to fail in {method}").into()));
        }
        Ok(())
    }
}

#[expect(clippy::panic, reason = "a mistake in a test, which ends it")]
fn known(method: &str) -> &'static str {
    let found = calls::METHODS.into_iter().find(|it| *it == method);
    found.unwrap_or_else(|| panic!("stores have no method `{method}`"))
}

impl<S> Clone for SpyStore<S> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), notes: Arc::clone(&self.notes) }
    }
}

impl<S> fmt::Debug for SpyStore<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpyStore").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::calls::METHODS;
    use super::*;
    use crate::contract::cases;
    use lucerna_core::Schema;
    use lucerna_store_memory::MemoryStore;
    use std::path::Path;

    #[test]
    fn a_spy_keeps_the_contract_and_is_called_by_every_name() {
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
        // What is noted under a name that is not in the list is missing from the first sum.
        assert_eq!(calls.iter().sum::<usize>(), spies.iter().map(SpyStore::all_calls).sum::<usize>());
    }

    #[test]
    #[should_panic(expected = "no method `find_sesion`")]
    fn a_name_that_is_no_methods_is_a_mistake() {
        let _ = SpyStore::new(MemoryStore::new(Schema::of::<()>().unwrap())).calls("find_sesion");
    }
}
