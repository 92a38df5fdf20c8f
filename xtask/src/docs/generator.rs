//! Zensical, the successor of Material for MkDocs, which makes the pages: from PyPI, each of its packages told by its hash.

use crate::command::{root, succeeds};
use crate::log::Log;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Written by `uv pip compile --generate-hashes --universal --python-version 3.11`.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// Debian's package of what fetches it, unless it is there.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    let fetches = || succeeds(Command::new("python3").args(["-m", "pip", "--version"]));
    if is_there() || fetches() { Vec::new() } else { vec!["python3-pip"] }
}

pub(crate) fn is_there() -> bool {
    finished().is_file()
}

/// Fetches the program, unless it is there.
pub(crate) fn install(log: &mut Log) -> Result<(), String> {
    if is_there() {
        return Ok(());
    }
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--only-binary", ":all:", "--require-hashes"]);
    pip.arg("--target").arg(place());
    log.run(pip.arg("--requirement").arg(root().join("xtask/src/docs/requirements.txt")))?;
    fs::write(finished(), "").map_err(|it| format!("{}: {it}", finished().display()))
}

/// The command that makes the site, and fails at a warning.
pub(crate) fn build(config: &Path) -> Command {
    let mut zensical = Command::new("python3");
    zensical.args(["-m", "zensical", "build", "--clean", "--strict", "--config-file"]).arg(config);
    zensical.env("PYTHONPATH", place()).env("NO_COLOR", "1");
    zensical
}

/// The version is part of the path, so that raising it fetches the new one.
fn place() -> PathBuf {
    root().join(format!("target/xtask/zensical-{}", version()))
}

/// Made after the last file, so that half an installation is not taken for one.
fn finished() -> PathBuf {
    place().join("finished")
}

fn version() -> &'static str {
    let line = REQUIREMENTS.lines().find_map(|it| it.strip_prefix("zensical=="));
    line.and_then(|it| it.split_whitespace().next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_told_by_its_version_and_its_hashes() {
        let starts = |it: &&str| !it.starts_with([' ', '#']);
        let packages: Vec<_> = REQUIREMENTS.lines().filter(starts).collect();
        assert!(packages.iter().all(|it| it.contains("==") && it.ends_with('\\')), "{packages:?}");
        assert!(REQUIREMENTS.matches("--hash=sha256:").count() >= packages.len());
        assert!(version().split('.').count() == 3 && place().to_string_lossy().ends_with(version()));
    }
}
