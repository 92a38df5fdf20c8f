//! One run of the steps.

use lucerna_servers::Shared;

/// What steps leave to those after them.
#[derive(Default)]
pub(crate) struct Run {
    /// Without what is slow.
    pub(crate) fast: bool,
    /// The servers end when this is dropped, and with this program.
    pub(crate) servers: Option<Shared>,
    /// The program with the tests of the browser.
    pub(crate) browser: Option<String>,
}
