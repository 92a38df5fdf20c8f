//! The browser tests: finds or installs Chromium, its driver and axe-core, then runs the ignored test target.
//!
//! The tests in `apps/starter/tests/browser` are `#[ignore]`d, so that a plain `cargo test` needs no browser. They
//! get their paths from `CHROMIUM`, `CHROMEDRIVER`, `AXE_CORE` and `BROWSER_ARTIFACTS`. Set the first three yourself
//! to use other programs than Debian's.

use crate::command::{on_search_path, root};
use crate::log::Log;
use crate::run::SuiteRun;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const AXE_CORE: &str = "4.14.1";

const CHROMIUM: Tool = Tool { program: "chromium", package: "chromium", variable: "CHROMIUM" };
const CHROMEDRIVER: Tool =
    Tool { program: "chromedriver", package: "chromium-driver", variable: "CHROMEDRIVER" };
const NPM: Tool = Tool { program: "npm", package: "npm", variable: "NPM" };

/// Returns the Debian packages with a missing program.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    let needed = if has_axe_core() { &[CHROMIUM, CHROMEDRIVER][..] } else { &[CHROMIUM, CHROMEDRIVER, NPM] };
    needed.iter().filter(|it| it.find().is_err()).map(|it| it.package).collect()
}

pub(crate) fn has_axe_core() -> bool {
    axe_core().is_file()
}

/// Installs axe-core, the accessibility checks, from npm, unless it is installed.
pub(crate) fn install_axe_core(log: &mut Log) -> Result<(), String> {
    if has_axe_core() {
        return Ok(());
    }
    let prefix = prefix();
    fs::create_dir_all(&prefix).map_err(|it| format!("{}: {it}", prefix.display()))?;
    let mut npm = Command::new(NPM.find()?);
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&prefix)
        .arg(format!("axe-core@{AXE_CORE}"));
    log.run(&mut npm).map_err(|it| format!("{it}; run it by hand, or set AXE_CORE to axe.min.js"))?;
    if has_axe_core() { Ok(()) } else { Err(format!("there is no {}", axe_core().display())) }
}

/// Returns the test program, whose path cargo prints after a build.
pub(crate) fn program(built: &str) -> Option<String> {
    let line = built.lines().find(|it| it.contains("Executable tests/browser/main.rs ("))?;
    Some(line.split_once('(')?.1.trim_end().trim_end_matches(')').to_owned())
}

/// Runs the tests.
pub(crate) fn run(run: &mut SuiteRun, log: &mut Log) -> Result<(), String> {
    log.run(&mut tests(run.browser.as_deref())?)
}

/// Returns the command that runs the tests. It runs the built program directly, since `cargo test` with another
/// selection would rebuild dependencies.
pub(crate) fn tests(program: Option<&str>) -> Result<Command, String> {
    let artifacts = root().join("target/browser/artifacts");
    empty(&artifacts)?;
    let program = program.ok_or("cargo printed no path of the browser tests")?;
    let package = root().join("apps/starter");
    let mut test = Command::new(root().join(program));
    // Not `--ignored`, since a test without the attribute has to run too.
    test.arg("--include-ignored")
        .env(CHROMIUM.variable, CHROMIUM.find()?)
        .env(CHROMEDRIVER.variable, CHROMEDRIVER.find()?)
        .env("AXE_CORE", axe_core())
        .env("BROWSER_ARTIFACTS", artifacts)
        .env("CARGO_MANIFEST_DIR", &package)
        .current_dir(package);
    Ok(test)
}

struct Tool {
    program: &'static str,
    package: &'static str,
    variable: &'static str,
}

impl Tool {
    fn find(&self) -> Result<PathBuf, String> {
        let configured = std::env::var_os(self.variable).map(PathBuf::from);
        configured.or_else(|| on_search_path(self.program)).ok_or_else(|| {
            format!("`{}` is not on the search path; set {} to its path", self.program, self.variable)
        })
    }
}

/// Returns the path of axe-core. It contains the version, so that a newer version is installed beside it.
fn axe_core() -> PathBuf {
    let installed = || prefix().join("node_modules/axe-core/axe.min.js");
    std::env::var_os("AXE_CORE").map_or_else(installed, PathBuf::from)
}

fn prefix() -> PathBuf {
    root().join(format!("target/browser/axe-core-{AXE_CORE}"))
}

/// Empties the directory, so that its files belong to this run.
fn empty(directory: &Path) -> Result<(), String> {
    let emptied = match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(directory),
    };
    emptied.map_err(|it| format!("{}: {it}", directory.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_read_from_the_output_of_cargo() {
        let built = "  Executable unittests src/main.rs (target/debug/deps/starter-1)\n  \
                     Executable tests/browser/main.rs (target/debug/deps/browser-2)\n";
        assert_eq!(program(built).as_deref(), Some("target/debug/deps/browser-2"));
        assert_eq!(program("   Compiling browser v1.0.0"), None);
    }

    #[test]
    fn a_tool_that_cannot_be_found_names_its_variable() {
        let tool = Tool { program: "no-such-program", package: "none", variable: "NO_SUCH_PROGRAM" };
        assert!(tool.find().unwrap_err().contains("set NO_SUCH_PROGRAM"));
    }
}
