//! One case of the web contract.

use super::Application;
use crate::attempt::{PATIENCE, attempt};
use crate::contract::Failure;
use std::fmt;

/// One promise of the web contract, put to the test.
///
/// ```no_run
/// # use lucerna_testkit::web::Application;
/// # fn start(_: Option<&str>) -> Application { unimplemented!() }
/// use lucerna_testkit::web::{Case, cases};
///
/// let about_sessions = |it: &Case| it.name().starts_with("sessions::");
/// for case in cases().into_iter().filter(about_sessions) {
///     case.check(start)?;
/// }
/// # Ok::<(), lucerna_testkit::contract::Failure>(())
/// ```
#[derive(Clone, Copy)]
pub struct Case {
    name: &'static str,
    run: fn(&Start),
}

impl Case {
    pub(super) fn new(name: &'static str, run: fn(&Start)) -> Self {
        Self { name, run }
    }

    /// What it is about and what is promised, as in `sessions::rt_055_a_cookie_from_before_signing_out_is_dead`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Starts an application and runs the case. `start` is called as in [`web_contract!`](crate::web_contract).
    ///
    /// # Errors
    /// [`Failure`] if the application does not keep the promise, or the case does not end within two minutes.
    pub fn check(&self, start: impl Fn(Option<&str>) -> Application + Send + 'static) -> Result<(), Failure> {
        let run = self.run;
        let start = Start(Box::new(start));
        attempt(self.name, PATIENCE, move || run(&start))
            .map_err(|message| Failure { case: self.name, message })
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Case").field(&self.name).finish()
    }
}

/// The public origin of the application that is behind a proxy with TLS.
pub(super) const HTTPS: &str = "https://app.example";

/// What starts an application for a case.
pub(super) struct Start(Box<Starting>);

type Starting = dyn Fn(Option<&str>) -> Application + Send;

impl Start {
    /// An application whose origin is the address at which it listens.
    pub(super) fn http(&self) -> Application {
        self.0(None)
    }

    /// An application whose origin is [`HTTPS`].
    pub(super) fn https(&self) -> Application {
        self.0(Some(HTTPS))
    }
}
