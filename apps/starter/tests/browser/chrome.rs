//! Chromium without a window, and the driver that moves it.

use crate::child_program::{ChildProgram, PATIENCE};
use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::Runtime;

/// Worker threads of its own keep the connections to the drivers alive between calls, and while a browser is dropped.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// With a pipe in place of a port, Chromium ends when its driver does, however that happens.
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
    "--lang=en",
    "--window-size=1280,900",
];

/// Names the page after what ran there.
const PROBE: &str = "data:text/html,<title>off</title><script>document.title='on'</script>";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JavaScript {
    On,
    Off,
}

/// A browser with a profile of its own, which no other browser shares.
pub(crate) struct Browser {
    // Dropped first, which closes the browser; the rest is there until it has.
    pub(crate) driver: WebDriver,
    _process: ChildProgram,
    _directory: TempDir,
}

impl Browser {
    pub(crate) fn start(javascript: JavaScript) -> Self {
        let directory = TempDir::new().unwrap();
        let mut command = Command::new(program("CHROMEDRIVER", "/usr/bin/chromedriver"));
        // Chromium leaves files there.
        command.arg("--port=0").env("TMPDIR", directory.path());
        let (process, port) = ChildProgram::start(&mut command, "started successfully on port ");
        let server = format!("http://127.0.0.1:{port}");
        let builder = WebDriver::builder(server, capabilities(directory.path(), javascript).unwrap());
        let driver = wait(builder.request_timeout(PATIENCE * 2).connect());
        wait(driver.set_page_load_timeout(PATIENCE));
        let browser = Self { driver, _process: process, _directory: directory };
        assert_eq!(browser.javascript(), javascript, "the setting has no effect");
        browser
    }

    /// What the browser really does with a page's own script.
    fn javascript(&self) -> JavaScript {
        self.open(PROBE);
        if self.title() == "on" { JavaScript::On } else { JavaScript::Off }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Whatever was logged late is found here at last.
        if !thread::panicking() {
            self.expect_quiet();
        }
    }
}

/// Runs a command to its end, which is its success.
#[track_caller]
pub(crate) fn wait<T>(command: impl Future<Output = WebDriverResult<T>>) -> T {
    match RUNTIME.block_on(command) {
        Ok(it) => it,
        Err(error) => panic!("{error}"),
    }
}

/// Asks again and again, but not for ever.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = std::time::Instant::now();
    loop {
        match ask() {
            Some(it) => return it,
            None if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            None => panic!("waited in vain for {what}"),
        }
    }
}

fn capabilities(directory: &Path, javascript: JavaScript) -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&program("CHROMIUM", "/usr/bin/chromium").to_string_lossy())?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", directory.join("profile").display()))?;
    if javascript == JavaScript::Off {
        let blocked = HashMap::from([("profile.managed_default_content_settings.javascript", 2)]);
        capabilities.add_experimental_option("prefs", blocked)?;
    }
    Ok(capabilities)
}

fn program(variable: &str, usual: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| OsString::from(usual))
}
