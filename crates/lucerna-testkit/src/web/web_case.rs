//! One case of the web contract, and the function that starts its application.

use super::Application;
use crate::case_runner::{TIME_LIMIT, run_case};
use crate::contract::CaseFailure;
use std::fmt;

/// A case that checks one promise of the web contract.
///
/// ```no_run
/// # use lucerna_testkit::web::Application;
/// # fn start(_: Option<&str>) -> Application { unimplemented!() }
/// use lucerna_testkit::web::{WebCase, cases};
///
/// let about_sessions = |it: &WebCase| it.name().starts_with("sessions::");
/// for case in cases().into_iter().filter(about_sessions) {
///     case.check(start)?;
/// }
/// # Ok::<(), lucerna_testkit::contract::CaseFailure>(())
/// ```
#[derive(Clone, Copy)]
pub struct WebCase {
    name: &'static str,
    run: fn(&AppStarter),
}

impl WebCase {
    pub(super) fn new(name: &'static str, run: fn(&AppStarter)) -> Self {
        Self { name, run }
    }

    /// Returns the subject and the promise, for instance `sessions::rt_055_a_cookie_from_before_signing_out_is_dead`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Starts an application and runs the case. `start` is called as in [`web_contract!`](crate::web_contract).
    ///
    /// # Errors
    /// [`CaseFailure`] if the application breaks the promise, or the case does not end within two minutes.
    pub fn check(
        &self,
        start: impl Fn(Option<&str>) -> Application + Send + 'static,
    ) -> Result<(), CaseFailure> {
        let run = self.run;
        let start = AppStarter(Box::new(start));
        run_case(self.name, TIME_LIMIT, move || run(&start))
            .map_err(|message| CaseFailure { case: self.name, message })
    }
}

impl fmt::Debug for WebCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebCase").field(&self.name).finish()
    }
}

/// The public origin of an application behind a proxy that ends TLS.
pub(super) const HTTPS: &str = "https://app.example";

/// The function that starts an application for a case.
pub(super) struct AppStarter(Box<StartFunction>);

type StartFunction = dyn Fn(Option<&str>) -> Application + Send;

impl AppStarter {
    /// Starts an application whose origin is the address at which it listens.
    pub(super) fn http(&self) -> Application {
        self.0(None)
    }

    /// Starts an application whose origin is [`HTTPS`].
    pub(super) fn https(&self) -> Application {
        self.0(Some(HTTPS))
    }
}
