//! Where Debian puts the programs, and which packages they come from.

use crate::error::{During, Error};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What has to be installed before every server can be started; empty when all is there.
#[must_use]
pub fn missing_packages() -> Vec<&'static str> {
    let missing = NEEDED.iter().filter(|(program, _)| find(program).is_err());
    let mut packages: Vec<_> = missing.map(|(_, package)| *package).collect();
    packages.dedup();
    packages
}

/// The file of each is looked for; those of one package stand together.
const NEEDED: &[(&str, &str)] = &[
    ("postgres", "postgresql"),
    ("initdb", "postgresql"),
    ("psql", "postgresql"),
    ("pg_dump", "postgresql"),
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
    ("openssl", "openssl"),
    ("setpriv", "util-linux"),
];

/// The path of a program or library.
pub(crate) fn find(name: &str) -> Result<PathBuf, Error> {
    let found = directories().into_iter().map(|it| it.join(name)).find(|it| it.is_file());
    found.ok_or_else(|| {
        Error::new(format!("there is no `{name}`; `cargo xtask servers` installs what the tests need"))
    })
}

/// The newest PostgreSQL first, since what Debian has on the search path is a script around it.
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

/// `nobody`, by number. Every system has it, whichever packages are installed: the accounts `mysql` and `postgres` come
/// with packages that a system can lack though the programs are there.
const NOBODY: &str = "65534";

/// Another account than the tests' where they run as root, which the servers do not like.
pub(crate) fn account() -> Option<&'static str> {
    rustix::process::geteuid().is_root().then_some(NOBODY)
}

/// Gives everything there to the account of the servers, if that is another.
pub(crate) fn hand_over(path: &Path) -> Result<(), Error> {
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
    fn everything_is_installed_where_these_tests_run() {
        assert_eq!(missing_packages(), [""; 0]);
    }

    #[test]
    fn what_is_not_there_is_named_with_what_to_do() {
        let error = find("no-such-program").unwrap_err().to_string();
        assert!(error.contains("`no-such-program`") && error.contains("cargo xtask servers"), "{error}");
    }

    #[test]
    fn a_program_that_fails_is_shown_with_its_words() {
        let error = run(Command::new("sh").args(["-c", "echo why; exit 3"])).unwrap_err().to_string();
        assert!(error.contains("3:\nwhy"), "{error}");
    }
}
