//! The workspace compiles with the oldest versions that its manifests allow.
//!
//! An application may hold back a dependency. A requirement that is too low then fails in the application's build.

use crate::command::{cargo, root};
use crate::log::Log;
use crate::workspace::published;
use std::fs;
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

/// The same as a step, on a copy of the sources, so that `Cargo.lock` stays as it is.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let copy = root().join("target/xtask/minimal-versions");
    renew(&copy).map_err(|it| format!("{}: {it}", copy.display()))?;
    // The unstable option has a stable compiler's cargo resolve, and changes nothing about what is compiled.
    let mut update = cargo(&["update", "-Z", "direct-minimal-versions", "--quiet"]);
    log.run(update.env("RUSTC_BOOTSTRAP", "1").current_dir(&copy))?;
    let mut check = cargo(&["check", "--locked", "--all-features", "--lib"]);
    for package in published()? {
        check.args(["--package", &package.name]);
    }
    log.run(check.env("CARGO_TARGET_DIR", root().join("target/minimal-versions")).current_dir(&copy))
}

/// What the workspace is made of.
const PARTS: [&str; 4] = ["Cargo.toml", "apps", "crates", "xtask"];

/// Makes the copy anew. Files keep their times, so that cargo sees which changed.
fn renew(copy: &Path) -> std::io::Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy)?;
    }
    fs::create_dir_all(copy)?;
    PARTS.iter().try_for_each(|it| copy_all(&root().join(it), &copy.join(it)))
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
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
        assert!(!copy.join("Cargo.lock").exists());
        fs::remove_dir_all(copy).unwrap();
    }
}
