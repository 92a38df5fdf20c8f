//! The workspace compiles with the oldest versions that its manifests allow.
//!
//! An application may hold back a dependency. A requirement that is too low then fails in the application's build.

use crate::command::{cargo, root};
use crate::log::Log;
use crate::workspace::published;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Checks, and says so.
pub(crate) fn run() -> Result<(), String> {
    let mut log = Log::of("minimal versions")?;
    let outcome = check(&mut log);
    log.close();
    outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    println!("every published crate compiles with the oldest versions that its manifest allows");
    Ok(())
}

/// The same as a step, on a copy of the published crates, so that `Cargo.lock` stays as it is.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let copy = root().join("target/xtask/minimal-versions");
    renew(&copy).map_err(|it| format!("{}: {it}", copy.display()))?;
    // The unstable option has a stable compiler's cargo resolve, and changes nothing about what is compiled.
    let mut update = cargo(&["update", "-Z", "direct-minimal-versions"]);
    log.run(update.env("RUSTC_BOOTSTRAP", "1").current_dir(&copy))?;
    let mut check = cargo(&["check", "--workspace", "--locked", "--all-features", "--lib"]);
    log.run(check.env("CARGO_TARGET_DIR", root().join("target/minimal-versions")).current_dir(&copy))
}

/// Makes the copy anew. Files keep their times, so that cargo sees which changed.
fn renew(copy: &Path) -> io::Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy)?;
    }
    for package in published().map_err(io::Error::other)? {
        let name = package.name.as_str();
        let place = copy.join("crates").join(name);
        copy_all(&root().join("crates").join(name), &place)?;
        rewrite(&place.join("Cargo.toml"), without_tests)?;
    }
    copy_all(&root().join("Cargo.toml"), &copy.join("Cargo.toml"))?;
    rewrite(&copy.join("Cargo.toml"), crates_alone)
}

fn rewrite(manifest: &Path, change: fn(&str) -> String) -> io::Result<()> {
    let text = fs::read_to_string(manifest)?;
    fs::write(manifest, change(&text))
}

/// A manifest without what tests depend on: an application never sees it, and its requirements are higher.
fn without_tests(manifest: &str) -> String {
    let mut is_of_tests = false;
    let lines = manifest.lines().filter(|it| {
        if it.starts_with('[') {
            is_of_tests = it.ends_with("dev-dependencies]");
        }
        !is_of_tests
    });
    lines.map(|it| format!("{it}\n")).collect()
}

/// The workspace's manifest with the crates as its only members.
fn crates_alone(manifest: &str) -> String {
    let lines = manifest.lines().filter(|it| !it.starts_with("default-members"));
    let members =
        |it: &str| if it.starts_with("members") { "members = [\"crates/*\"]" } else { it }.to_owned();
    lines.map(|it| members(it) + "\n").collect()
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        let entries: Vec<PathBuf> =
            fs::read_dir(from)?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
        return entries.iter().try_for_each(|it| copy_all(it, &to.join(it.file_name().unwrap_or_default())));
    }
    fs::copy(from, to)?;
    fs::File::options().write(true).open(to)?.set_modified(fs::metadata(from)?.modified()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_has_the_files_of_the_workspace_with_their_times() {
        let copy = root().join("target/xtask/a-copy");
        renew(&copy).unwrap();
        let path = "crates/lucerna-core/src/lib.rs";
        let [ours, theirs] =
            [root(), &copy].map(|it| fs::metadata(it.join(path)).unwrap().modified().unwrap());
        assert_eq!(ours, theirs);
        assert!(!copy.join("Cargo.lock").exists() && !copy.join("crates/lucerna-servers").exists());
        fs::remove_dir_all(copy).unwrap();
    }

    #[test]
    fn what_tests_depend_on_is_left_out() {
        let manifest = "[dependencies]\na = \"1\"\n\n[target.'cfg(unix)'.dev-dependencies]\nb = \"1\"\n\n[lints]\nc = 1\n";
        assert_eq!(without_tests(manifest), "[dependencies]\na = \"1\"\n\n[lints]\nc = 1\n");
        let workspace =
            "members = [\"crates/*\", \"apps/*\"]\ndefault-members = [\"apps/a\"]\nresolver = \"3\"\n";
        assert_eq!(crates_alone(workspace), "members = [\"crates/*\"]\nresolver = \"3\"\n");
    }
}
