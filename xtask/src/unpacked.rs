//! Packages of Debian's unstable release, unpacked into a directory of the build and never installed.
//!
//! `apt-get` chooses, downloads and verifies them as for an empty system.

use crate::command::{self, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the directory with a package and its dependencies, unpacked. Downloads them if they are missing. `name` is
/// the directory in `target`.
pub(crate) fn packages(name: &str, package: &str) -> Result<PathBuf, String> {
    let base = root().join("target").join(name);
    let unpacked = base.join("unpacked");
    if !unpacked.exists() {
        let archives = fetch(&base, package)?;
        // The directory gets its final name when all packages are unpacked.
        let partial = base.join("partial");
        for archive in archives {
            command::run(Command::new("dpkg-deb").arg("--extract").arg(archive).arg(&partial))?;
        }
        fs::rename(partial, &unpacked).map_err(|it| it.to_string())?;
    }
    Ok(unpacked)
}

fn fetch(directory: &Path, package: &str) -> Result<Vec<PathBuf>, String> {
    // Files of an earlier run may be of another release.
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(|it| it.to_string())?;
    }
    for path in ["state/lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(directory.join(path)).map_err(|it| it.to_string())?;
    }
    fs::write(directory.join("status"), "").map_err(|it| it.to_string())?;
    let source = format!("deb [signed-by={KEYS}] {} unstable main\n", mirror()?);
    fs::write(directory.join("sources.list"), source).map_err(|it| it.to_string())?;
    command::run(apt(directory).arg("update"))?;
    let install = ["install", "--download-only", "--yes", "--no-install-recommends", package];
    command::run(apt(directory).args(install))?;
    let archives = fs::read_dir(directory.join("cache/archives")).map_err(|it| it.to_string())?;
    let archives = archives.flatten().map(|it| it.path());
    Ok(archives.filter(|it| it.extension().is_some_and(|it| it == "deb")).collect())
}

const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Returns the address of this system's Debian mirror.
fn mirror() -> Result<String, String> {
    let mut targets = Command::new("apt-get");
    targets.args(["indextargets", "--format", "$(REPO_URI)", "Identifier: Packages", "Label: Debian"]);
    let output = targets.output().map_err(|it| format!("`apt-get` did not start: {it}"))?;
    let found = String::from_utf8_lossy(&output.stdout);
    let first = found.lines().next();
    first.map(str::to_owned).ok_or_else(|| "no Debian mirror is configured on this system".to_owned())
}

/// Returns an `apt-get` that reads and writes only this directory.
fn apt(directory: &Path) -> Command {
    let mut apt = Command::new("apt-get");
    for (setting, path) in [
        ("Dir::State", "state"),
        ("Dir::State::status", "status"),
        ("Dir::Cache", "cache"),
        ("Dir::Etc::SourceList", "sources.list"),
    ] {
        apt.arg("-o").arg(format!("{setting}={}", directory.join(path).display()));
    }
    apt.args(["-o", "Dir::Etc::SourceParts=-", "-o", "APT::Sandbox::User=root"]);
    apt
}
