//! The state of one run of the suite.

use lucerna_servers::Shared;

/// The results of steps that later steps use.
#[derive(Default)]
pub(crate) struct SuiteRun {
    /// True if slow steps and tests are left out.
    pub(crate) fast: bool,
    /// The shared servers, which end when this is dropped and when this program ends.
    pub(crate) servers: Option<Shared>,
    /// The path of the program with the browser tests.
    pub(crate) browser: Option<String>,
}
