//! The browser tests: finds or installs Chromium, its driver and scripts of npm, then runs the ignored test target.
//!
//! The tests in `apps/starter/tests/browser` are `#[ignore]`d, so that a plain `cargo test` needs no browser. They
//! get their paths from `CHROMIUM`, `CHROMEDRIVER`, `AXE_CORE`, `TURBO`, `HTMX`, `HTMX_2` and `BROWSER_ARTIFACTS`. Set all but
//! the last yourself to use other programs than Debian's and other scripts than npm's.

use crate::command::{on_search_path, root};
use crate::log::Log;
use crate::run::SuiteRun;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHROMIUM: Tool = Tool { program: "chromium", package: "chromium", variable: "CHROMIUM" };
const CHROMEDRIVER: Tool =
    Tool { program: "chromedriver", package: "chromium-driver", variable: "CHROMEDRIVER" };
const NPM: Tool = Tool { program: "npm", package: "npm", variable: "NPM" };

/// The scripts that the tests load into pages: the accessibility checks, and the libraries that send forms.
const SCRIPTS: [NpmScript; 4] = [
    NpmScript { package: "axe-core", version: "4.14.1", file: "axe.min.js", variable: "AXE_CORE" },
    NpmScript {
        package: "@hotwired/turbo",
        version: "8.0.23",
        file: "dist/turbo.es2017-umd.js",
        variable: "TURBO",
    },
    NpmScript { package: "htmx.org", version: "4.0.1", file: "dist/htmx.min.js", variable: "HTMX" },
    NpmScript { package: "htmx.org", version: "2.0.11", file: "dist/htmx.min.js", variable: "HTMX_2" },
];

/// Returns the Debian packages with a missing program.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    let needed = if has_scripts() { &[CHROMIUM, CHROMEDRIVER][..] } else { &[CHROMIUM, CHROMEDRIVER, NPM] };
    needed.iter().filter(|it| it.find().is_err()).map(|it| it.package).collect()
}

pub(crate) fn has_scripts() -> bool {
    SCRIPTS.iter().all(|it| it.path().is_file())
}

/// Installs the scripts that are missing from npm.
pub(crate) fn install_scripts(log: &mut Log) -> Result<(), String> {
    SCRIPTS.iter().filter(|it| !it.path().is_file()).try_for_each(|it| it.install(log))
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
        .envs(SCRIPTS.iter().map(|it| (it.variable, it.path())))
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

/// A script from npm.
struct NpmScript {
    package: &'static str,
    version: &'static str,
    file: &'static str,
    variable: &'static str,
}

impl NpmScript {
    /// Returns the path. It contains the version, so that a newer version is installed beside it.
    fn path(&self) -> PathBuf {
        let installed = || self.prefix().join("node_modules").join(self.package).join(self.file);
        std::env::var_os(self.variable).map_or_else(installed, PathBuf::from)
    }

    fn prefix(&self) -> PathBuf {
        let name = self.package.rsplit('/').next().unwrap_or(self.package);
        root().join(format!("target/browser/{name}-{}", self.version))
    }

    fn install(&self, log: &mut Log) -> Result<(), String> {
        let (prefix, variable) = (self.prefix(), self.variable);
        fs::create_dir_all(&prefix).map_err(|it| format!("{}: {it}", prefix.display()))?;
        let mut npm = Command::new(NPM.find()?);
        npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
            .arg(&prefix)
            .arg(format!("{}@{}", self.package, self.version));
        log.run(&mut npm)
            .map_err(|it| format!("{it}; run it by hand, or set {variable} to {}", self.file))?;
        let path = self.path();
        if path.is_file() { Ok(()) } else { Err(format!("there is no {}", path.display())) }
    }
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
    fn versions_of_a_script_are_installed_side_by_side() {
        let [.., turbo, newer, older] = &SCRIPTS;
        assert!(turbo.prefix().ends_with(format!("turbo-{}", turbo.version)));
        assert_eq!(newer.package, older.package);
        assert_ne!(newer.prefix(), older.prefix());
    }

    #[test]
    fn a_tool_that_cannot_be_found_names_its_variable() {
        let tool = Tool { program: "no-such-program", package: "none", variable: "NO_SUCH_PROGRAM" };
        assert!(tool.find().unwrap_err().contains("set NO_SUCH_PROGRAM"));
    }
}
