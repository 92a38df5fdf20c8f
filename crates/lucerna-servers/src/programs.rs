//! The programs that the servers need, found in Debian's directories, and the packages they come from.

use crate::error::{During, Error};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the packages that have to be installed before every server can start. The list is empty if none is
/// missing.
#[must_use]
pub fn missing_packages() -> Vec<&'static str> {
    let missing = REQUIRED.iter().filter(|(program, _)| find(program).is_err());
    let mut packages: Vec<_> = missing.map(|(_, package)| *package).collect();
    packages.dedup();
    packages
}

/// Each file and its package; the files of one package stand together.
const REQUIRED: &[(&str, &str)] = &[
    ("postgres", "postgresql"),
    ("initdb", "postgresql"),
    ("psql", "postgresql"),
    ("pg_dump", "postgresql"),
    ("pgbouncer", "pgbouncer"),
    ("mariadbd", "mariadb-server"),
    ("mariadb-install-db", "mariadb-server"),
    ("mariadb", "mariadb-server"),
    ("mariadb-dump", "mariadb-server"),
    // Of the programs it is the one that is not in `mariadb-server-core`.
    ("wsrep_sst_rsync", "mariadb-server"),
    ("libgalera_smm.so", "galera-4"),
    ("rsync", "rsync"),
    ("redis-server", "redis-server"),
    ("redis-cli", "redis-server"),
    ("aiosmtpd", "python3-aiosmtpd"),
    ("pip3", "python3-pip"),
    ("openssl", "openssl"),
    ("setpriv", "util-linux"),
];

/// Returns the path of a program or library.
pub(crate) fn find(name: &str) -> Result<PathBuf, Error> {
    let found = directories().into_iter().map(|it| it.join(name)).find(|it| it.is_file());
    found.ok_or_else(|| {
        Error::new(format!(
            "`{name}` is not installed; run `cargo xtask servers`, which installs what the tests need"
        ))
    })
}

/// The directories to search: those of PostgreSQL first, the newest version first, since Debian's search path holds
/// only a wrapper script.
fn directories() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let fixed = ["/usr/sbin", "/usr/bin", "/usr/lib/galera"].map(PathBuf::from);
    postgres_directories().into_iter().chain(std::env::split_paths(&path)).chain(fixed).collect()
}

fn postgres_directories() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut numbered: Vec<(u32, PathBuf)> = versions
        .filter_map(|it| Some((it.file_name().to_str()?.parse().ok()?, it.path().join("bin"))))
        .collect();
    numbered.sort_unstable_by(|a, b| b.cmp(a));
    numbered.into_iter().map(|(_, directory)| directory).collect()
}

/// The user id of the unprivileged account that exists on every system. The accounts `mysql` and `postgres` come with
/// packages that may be missing even if the programs are installed.
const NOBODY_UID: &str = "65534";

/// The account in which servers run if the tests run as root, which the servers refuse.
pub(crate) fn account() -> Option<&'static str> {
    rustix::process::geteuid().is_root().then_some(NOBODY_UID)
}

/// Changes the owner of a directory and its content to the account of the servers, if that differs from the tests'.
pub(crate) fn change_owner(path: &Path) -> Result<(), Error> {
    let Some(account) = account() else { return Ok(()) };
    run(Command::new("chown").arg("-R").arg(format!("{account}:{account}")).arg(path)).map(drop)
}

/// Runs a program to its end and returns what it printed.
pub(crate) fn run(command: &mut Command) -> Result<String, Error> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.output().during(format_args!("starting {program}"))?;
    let printed = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    if output.status.success() {
        return Ok(printed(&output.stdout));
    }
    let (out, err) = (printed(&output.stdout), printed(&output.stderr));
    Err(Error::new(format!("{program} ended with {}:\n{out}{err}", output.status)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_package_is_missing_on_this_machine() {
        assert_eq!(missing_packages(), [""; 0]);
    }

    #[test]
    fn the_error_of_a_missing_program_names_it_and_says_what_to_run() {
        let error = find("no-such-program").unwrap_err().to_string();
        assert!(error.contains("`no-such-program`") && error.contains("cargo xtask servers"), "{error}");
    }

    #[test]
    fn the_error_of_a_failed_program_includes_its_output() {
        let error = run(Command::new("sh").args(["-c", "echo why; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("3:\nwhy"), "{error}");
    }
}
