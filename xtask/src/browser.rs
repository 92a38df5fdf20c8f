//! The browser test: finds or installs Chromium, its driver and axe-core, then runs the one ignored test target.
//!
//! The tests in `apps/starter/tests/browser` are `#[ignore]`d, so that a plain `cargo test` needs no browser. They
//! are told where things are by `CHROMIUM`, `CHROMEDRIVER`, `AXE_CORE` and `BROWSER_ARTIFACTS`; the first three may
//! be set beforehand, where something else than Debian's packages is to be used.

use crate::command::{self, cargo, on_search_path, root};
use crate::debian;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const AXE_CORE: &str = "4.14.1";

const CHROMIUM: Tool = Tool { program: "chromium", package: "chromium", variable: "CHROMIUM" };
const CHROMEDRIVER: Tool =
    Tool { program: "chromedriver", package: "chromium-driver", variable: "CHROMEDRIVER" };
const NPM: Tool = Tool { program: "npm", package: "npm", variable: "NPM" };

/// Installs what is missing and runs the tests.
pub(crate) fn run() -> Result<(), String> {
    let directory = root().join("target/browser");
    let artifacts = directory.join("artifacts");
    let axe_core = axe_core(&directory);
    install_missing(axe_core.is_file())?;
    if !axe_core.is_file() {
        install_axe_core(&directory)?;
    }
    if !axe_core.is_file() {
        return Err(format!("there is no {}", axe_core.display()));
    }
    empty(&artifacts)?;
    // The same selection of packages and features as in the step before, so that nothing is built anew.
    let what = ["test", "--workspace", "--all-features", "--locked", "--test", "browser"];
    let mut test = cargo(&what);
    // Not `--ignored`: a test that lacks the attribute has to run too.
    test.args(["--", "--include-ignored"])
        .env(CHROMIUM.variable, CHROMIUM.find()?)
        .env(CHROMEDRIVER.variable, CHROMEDRIVER.find()?)
        .env("AXE_CORE", axe_core)
        .env("BROWSER_ARTIFACTS", artifacts);
    command::run(&mut test)
}

struct Tool {
    program: &'static str,
    package: &'static str,
    variable: &'static str,
}

impl Tool {
    fn find(&self) -> Result<PathBuf, String> {
        let told = std::env::var_os(self.variable).map(PathBuf::from);
        told.or_else(|| on_search_path(self.program)).ok_or_else(|| {
            format!("`{}` is not on the search path; set {} to where it is", self.program, self.variable)
        })
    }
}

fn install_missing(has_axe_core: bool) -> Result<(), String> {
    let needed = if has_axe_core { &[CHROMIUM, CHROMEDRIVER][..] } else { &[CHROMIUM, CHROMEDRIVER, NPM] };
    let missing: Vec<&str> = needed.iter().filter(|it| it.find().is_err()).map(|it| it.package).collect();
    debian::install("the browser test", &missing)
}

/// The version is part of the path, so that raising it installs the new one.
fn axe_core(directory: &Path) -> PathBuf {
    let installed = || prefix(directory).join("node_modules/axe-core/axe.min.js");
    std::env::var_os("AXE_CORE").map_or_else(installed, PathBuf::from)
}

fn prefix(directory: &Path) -> PathBuf {
    directory.join(format!("axe-core-{AXE_CORE}"))
}

fn install_axe_core(directory: &Path) -> Result<(), String> {
    let prefix = prefix(directory);
    fs::create_dir_all(&prefix).map_err(|it| format!("{}: {it}", prefix.display()))?;
    let mut npm = Command::new(NPM.find()?);
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&prefix)
        .arg(format!("axe-core@{AXE_CORE}"));
    command::run(&mut npm).map_err(|it| format!("{it}; run it by hand, or set AXE_CORE to axe.min.js"))
}

/// What is found there afterwards is of this run.
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
    fn a_tool_that_cannot_be_found_names_its_variable() {
        let tool = Tool { program: "no-such-program", package: "none", variable: "NO_SUCH_PROGRAM" };
        assert!(tool.find().unwrap_err().contains("set NO_SUCH_PROGRAM"));
    }
}
