//! What runs the benchmarks: valgrind, and the program that comes with the library `gungraun` and starts it.

use crate::command::{cargo, on_search_path, root};
use crate::log::Log;
use std::path::PathBuf;

/// The library in `bench/Cargo.toml` has the same version.
const VERSION: &str = "0.20.0";

/// Debian's package of valgrind, unless it is there.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    if on_search_path("valgrind").is_some() { Vec::new() } else { vec!["valgrind"] }
}

/// Compiles the runner, unless it is there. Valgrind takes the time, so that it is not optimised.
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

/// The version is part of the path, so that raising it compiles the new one.
fn place() -> PathBuf {
    root().join(format!("target/xtask/gungraun-runner-{VERSION}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_library_is_of_the_runner_s_version() {
        let manifest = fs::read_to_string(root().join("bench/Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("gungraun = \"={VERSION}\"")));
    }
}
