//! The check of new passwords against those of data breaches.

use super::Password;
use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;

/// The future of a [`BreachedPasswords`] check.
///
/// ```
/// use lucerna_core::BreachFuture;
///
/// fn unknown<'a>() -> BreachFuture<'a> {
///     Box::pin(async { Err("the service did not answer".into()) })
/// }
/// ```
pub type BreachFuture<'a> =
    Pin<Box<dyn Future<Output = Result<bool, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Knows passwords that were found in data breaches. It is asked about each new password, at sign-up, change and reset, and
/// never at a sign-in.
///
/// The crate `lucerna-breached` asks a service, to which it sends five characters of a hash. Implement the trait yourself for
/// a list of your own. Set a time limit, since the user waits. If the check fails, the password is accepted, and the event
/// `password.breach_check_failed` has the error, whose text must not contain the password.
///
/// ```
/// use lucerna_core::{AuthBuilder, BreachFuture, BreachedPasswords, Password};
/// use std::collections::HashSet;
///
/// struct OwnList(HashSet<String>);
///
/// impl BreachedPasswords for OwnList {
///     fn contains<'a>(&'a self, password: &'a Password) -> BreachFuture<'a> {
///         Box::pin(async { Ok(self.0.contains(password.as_str())) })
///     }
/// }
///
/// fn with_list(builder: AuthBuilder<(), ()>, list: OwnList) -> AuthBuilder<(), ()> {
///     builder.breached_passwords(list)
/// }
/// ```
pub trait BreachedPasswords: Send + Sync + 'static {
    /// Returns true if the password was found in a breach. Compare the form in which it is hashed, NFKC.
    ///
    /// # Errors
    /// Any error, if that is not known. The password is accepted then.
    fn contains<'a>(&'a self, password: &'a Password) -> BreachFuture<'a>;
}
