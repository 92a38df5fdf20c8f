//! The tests of the MySQL store on MySQL itself, which Debian has in its unstable release only.
//!
//! Its packages are unpacked into a directory of the build's own and never installed: `apt-get` chooses, fetches and
//! verifies them as it would for a system on which nothing is.

use crate::command::{self, cargo, root};
use lucerna_servers::MySql;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tests that have a server of their own, and those that tell MariaDB that it is MySQL.
const SKIPPED: [&str; 7] = [
    "galera",
    "outages::",
    "without_returning::",
    "the_same_with_the_statements_of_mysql",
    // Adoption from other databases.
    "sqlite::",
    "postgres::",
    "redis::",
];

/// Fetches MySQL if it is not there, starts it, and runs the tests on it.
pub(crate) fn run() -> Result<(), String> {
    let packages = packages()?;
    let server = MySql::start(&packages).map_err(|it| it.to_string())?;
    println!("MySQL {}", server.ask("SELECT VERSION()").map_err(|it| it.to_string())?);
    let mut tests =
        cargo(&["test", "--package", "lucerna-store-mysql", "--package", "lucerna-adopt", "--all-features"]);
    tests.args(["--locked", "--no-fail-fast", "--test", "mysql", "--test", "adopt", "--"]);
    tests.args(SKIPPED.iter().flat_map(|it| ["--skip", it]));
    command::run(tests.env("LUCERNA_TEST_MARIADB", server.url("lucerna")))
}

fn packages() -> Result<PathBuf, String> {
    let place = root().join("target/mysql");
    let unpacked = place.join("unpacked");
    if !unpacked.exists() {
        let archives = fetch(&place)?;
        // Under another name until all of it is there.
        let partial = place.join("partial");
        for archive in archives {
            command::run(Command::new("dpkg-deb").arg("--extract").arg(archive).arg(&partial))?;
        }
        fs::rename(partial, &unpacked).map_err(|it| it.to_string())?;
    }
    Ok(unpacked)
}

fn fetch(place: &Path) -> Result<Vec<PathBuf>, String> {
    // What is left of another time may be of another release.
    if place.exists() {
        fs::remove_dir_all(place).map_err(|it| it.to_string())?;
    }
    for directory in ["state/lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(place.join(directory)).map_err(|it| it.to_string())?;
    }
    fs::write(place.join("status"), "").map_err(|it| it.to_string())?;
    let source = format!("deb [signed-by={KEYS}] {} unstable main\n", mirror()?);
    fs::write(place.join("sources.list"), source).map_err(|it| it.to_string())?;
    command::run(apt(place).arg("update"))?;
    let install = ["install", "--download-only", "--yes", "--no-install-recommends", "mysql-server-core"];
    command::run(apt(place).args(install))?;
    let archives = fs::read_dir(place.join("cache/archives")).map_err(|it| it.to_string())?;
    let archives = archives.flatten().map(|it| it.path());
    Ok(archives.filter(|it| it.extension().is_some_and(|it| it == "deb")).collect())
}

const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The address from which this system gets its own packages.
fn mirror() -> Result<String, String> {
    let mut targets = Command::new("apt-get");
    targets.args(["indextargets", "--format", "$(REPO_URI)", "Identifier: Packages", "Label: Debian"]);
    let output = targets.output().map_err(|it| format!("`apt-get` did not start: {it}"))?;
    let found = String::from_utf8_lossy(&output.stdout);
    let first = found.lines().next();
    first.map(str::to_owned).ok_or_else(|| "this system has no source of Debian's packages".to_owned())
}

/// With everything that it reads and writes in this directory.
fn apt(place: &Path) -> Command {
    let mut apt = Command::new("apt-get");
    for (setting, path) in [
        ("Dir::State", "state"),
        ("Dir::State::status", "status"),
        ("Dir::Cache", "cache"),
        ("Dir::Etc::SourceList", "sources.list"),
    ] {
        apt.arg("-o").arg(format!("{setting}={}", place.join(path).display()));
    }
    apt.args(["-o", "Dir::Etc::SourceParts=-", "-o", "APT::Sandbox::User=root"]);
    apt
}
