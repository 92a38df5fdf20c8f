//! The programs that run the benchmarks: valgrind, and the runner of the library `gungraun`.

use crate::command::{cargo, on_search_path, root};
use crate::log::Log;
use std::path::PathBuf;

/// The version of the runner, which must equal that of the library in `bench/Cargo.toml`.
const VERSION: &str = "0.20.0";

/// Returns Debian's package of valgrind if it is missing.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    if on_search_path("valgrind").is_some() { Vec::new() } else { vec!["valgrind"] }
}

/// Compiles the runner if it is missing, without optimisation, since valgrind takes most of the time.
pub(crate) fn install(log: &mut Log) -> Result<(), String> {
    if is_there() {
        return Ok(());
    }
    let mut install = cargo(&["install", "gungraun-runner", "--locked", "--debug", "--version", VERSION]);
    install.env("CARGO_PROFILE_DEV_DEBUG", "none");
    log.run(install.arg("--root").arg(place()))
}

pub(crate) fn is_there() -> bool {
    program().is_file()
}

pub(crate) fn program() -> PathBuf {
    place().join("bin/gungraun-runner")
}

/// Returns the path of the runner. It contains the version, so that a newer version is compiled beside it.
fn place() -> PathBuf {
    root().join(format!("target/xtask/gungraun-runner-{VERSION}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_library_has_the_version_of_the_runner() {
        let manifest = fs::read_to_string(root().join("bench/Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("gungraun = \"={VERSION}\"")));
    }
}
