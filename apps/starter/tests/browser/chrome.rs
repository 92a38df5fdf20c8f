//! Headless Chromium and its driver.

use crate::child_program::{ChildProgram, PATIENCE};
use serde_json::json;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::Runtime;

/// The runtime of all drivers. Its worker threads keep connections alive between calls and while a browser is dropped.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// The flags of Chromium. With a pipe in place of a port, it ends when its driver ends.
const FLAGS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--window-size=1280,900",
];

/// A page whose title is "on" if its script runs.
const PROBE: &str = "data:text/html,<title>off</title><script>document.title='on'</script>";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JavaScript {
    On,
    Off,
}

/// A browser with a profile of its own, which no other browser shares.
pub(crate) struct Browser {
    // Dropped first, which closes the browser while its driver and directory still exist.
    pub(crate) driver: WebDriver,
    _process: ChildProgram,
    directory: TempDir,
}

impl Browser {
    pub(crate) fn start(javascript: JavaScript) -> Self {
        Self::start_in("en", javascript)
    }

    /// Starts a browser whose user reads this language.
    pub(crate) fn start_in(language: &str, javascript: JavaScript) -> Self {
        let directory = TempDir::new().unwrap();
        let mut command = Command::new(program("CHROMEDRIVER", "/usr/bin/chromedriver"));
        // Chromium leaves temporary files.
        command.arg("--port=0").env("TMPDIR", directory.path());
        let (process, port) = ChildProgram::start(&mut command, "started successfully on port ");
        let server = format!("http://127.0.0.1:{port}");
        let builder =
            WebDriver::builder(server, capabilities(directory.path(), language, javascript).unwrap());
        let driver = wait(builder.request_timeout(PATIENCE * 2).connect());
        wait(driver.set_page_load_timeout(PATIENCE));
        let browser = Self { driver, _process: process, directory };
        assert_eq!(browser.javascript(), javascript, "the setting has no effect");
        browser
    }

    /// Returns the directory of downloaded files.
    pub(crate) fn downloads(&self) -> PathBuf {
        downloads(self.directory.path())
    }

    /// Returns the setting that a page's own script observes.
    fn javascript(&self) -> JavaScript {
        self.open(PROBE);
        if self.title() == "on" { JavaScript::On } else { JavaScript::Off }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // This finds late log entries.
        if !thread::panicking() {
            self.expect_quiet();
        }
    }
}

/// Runs a command and returns its result. Panics if it fails.
#[track_caller]
pub(crate) fn wait<T>(command: impl Future<Output = WebDriverResult<T>>) -> T {
    match RUNTIME.block_on(command) {
        Ok(it) => it,
        Err(error) => panic!("{error}"),
    }
}

/// Calls `ask` until it returns a value. Panics after [`PATIENCE`].
#[track_caller]
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = std::time::Instant::now();
    loop {
        match ask() {
            Some(it) => return it,
            None if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            None => panic!("timed out waiting for {what}"),
        }
    }
}

fn capabilities(
    directory: &Path,
    language: &str,
    javascript: JavaScript,
) -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&program("CHROMIUM", "/usr/bin/chromium").to_string_lossy())?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--lang={language}"))?;
    capabilities.add_arg(&format!("--user-data-dir={}", directory.join("profile").display()))?;
    let blocked = if javascript == JavaScript::Off { 2 } else { 1 };
    let preferences = json!({
        "intl.accept_languages": language,
        "download.default_directory": downloads(directory),
        "profile.managed_default_content_settings.javascript": blocked,
    });
    capabilities.add_experimental_option("prefs", preferences)?;
    Ok(capabilities)
}

fn downloads(directory: &Path) -> PathBuf {
    directory.join("downloads")
}

fn program(variable: &str, usual: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| OsString::from(usual))
}
