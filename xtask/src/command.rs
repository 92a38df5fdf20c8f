//! Running other programs from the root of the repository, with the command line shown first.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns the directory of the workspace's `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Returns a command of the cargo that started this program, or of the one on the search path.
///
/// The variables that describe this program's package are removed. If they change, the build script of `ring` runs
/// again, and with it everything that depends on a server's driver is rebuilt. `CARGO_TARGET_DIR` is removed, since the steps
/// read what they built from `target/`.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_of_package(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env_remove("CARGO_TARGET_DIR").args(arguments);
    command
}

fn is_of_package(variable: &str) -> bool {
    let prefixes = ["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_"];
    variable == "OUT_DIR" || prefixes.iter().any(|it| variable.starts_with(it))
}

/// Shows the command line, runs it, and fails unless it exits with 0.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    println!("$ {line}");
    let status =
        command.current_dir(root()).status().map_err(|it| format!("`{line}` did not start: {it}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
}

/// Returns true if the command starts and exits with 0; its output is discarded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command.current_dir(root()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|it| it.success())
}

/// Returns the file of that name in the directories of the search path.
pub(crate) fn on_search_path(program: &str) -> Option<PathBuf> {
    let directories = std::env::var_os("PATH")?;
    std::env::split_paths(&directories).map(|it| it.join(program)).find(|it| it.is_file())
}

pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|it| it.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_gets_no_variables_of_this_package() {
        let removed: Vec<_> = cargo(&[]).get_envs().map(|(name, _)| name.to_owned()).collect();
        assert!(removed.contains(&"CARGO_PKG_NAME".into()) && removed.contains(&"CARGO_MANIFEST_DIR".into()));
        assert!(!is_of_package("CARGO_HOME") && !is_of_package("CARGO_TARGET_DIR"));
    }

    #[test]
    fn a_failing_command_is_named_in_the_error() {
        let problem = run(Command::new("false").arg("--at-all")).unwrap_err();
        assert!(problem.contains("`false --at-all` ended with"), "{problem}");
    }

    #[test]
    fn a_missing_program_is_named_in_the_error() {
        let problem = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(problem.contains("`no-such-program` did not start"), "{problem}");
        assert_eq!(on_search_path("no-such-program"), None);
    }
}
