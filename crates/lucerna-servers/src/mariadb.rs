//! Starting MariaDB, and the settings that it shares with the nodes of a Galera cluster.

use crate::client::{CliClient, ServerKind, USER};
use crate::error::{During, Error};
use crate::process::Launch;
use crate::programs::{account, change_owner, find, run};
use crate::random::{free_ports, password, retried};
use crate::server::{Server, ServerMode, Setup, new_directory};
use crate::tls::Certificates;
use rustix::process::Signal;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Starts MariaDB servers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MariaDb;

impl MariaDb {
    /// Starts a durable server: committed transactions survive a crash.
    ///
    /// # Errors
    ///
    /// If MariaDB is not installed, or the server does not answer within a minute.
    pub fn start() -> Result<Server, Error> {
        Self::start_as(ServerMode::DURABLE)
    }

    /// Starts a durable server that accepts encrypted connections only, with a certificate for `localhost` and
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`MariaDb::start`].
    pub fn start_tls() -> Result<Server, Error> {
        Self::start_as(ServerMode::TLS)
    }

    pub(crate) fn start_as(mode: ServerMode) -> Result<Server, Error> {
        retried(|| {
            let directory = new_directory("mariadb")?;
            let password = password()?;
            install(directory.path(), &password)?;
            let [port] = free_ports()?;
            setup(directory, port, &password, mode, &[])?.start(&[])
        })
    }
}

/// Options for file sizes, which must be the same at installation and afterwards.
const FILE_SIZES: [&str; 1] = ["--innodb-log-file-size=16M"];

/// Creates the data directory, the user and the database.
pub(crate) fn install(root: &Path, password: &str) -> Result<(), Error> {
    let accounts = root.join("accounts.sql");
    let statements = format!(
        "FLUSH PRIVILEGES;\n\
         CREATE USER {USER}@'%' IDENTIFIED BY '{password}';\n\
         GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;\n\
         CREATE DATABASE {USER};\n"
    );
    fs::write(&accounts, statements).during("writing the accounts")?;
    change_owner(root)?;
    let fixed =
        ["--no-defaults", "--skip-test-db", "--skip-name-resolve"].iter().chain(&FILE_SIZES).chain(&NO_SYNC);
    let arguments = fixed.map(OsString::from).chain(paths(root)).chain([option("--extra-file", &accounts)]);
    let arguments = arguments.collect();
    run(&mut Launch { program: find("mariadb-install-db")?, arguments, account: account() }.command())
        .map(drop)
}

/// Prepares a server on an installed data directory, with additional arguments.
pub(crate) fn setup(
    directory: tempfile::TempDir,
    port: u16,
    password: &str,
    mode: ServerMode,
    more: &[String],
) -> Result<Setup, Error> {
    let root = directory.path();
    let certificates = if mode.tls { Some(Certificates::make(root)?) } else { None };
    change_owner(root)?;
    let fixed = [
        "--no-defaults",
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        "--max-connections=300",
        "--character-set-server=utf8mb4",
        "--innodb-buffer-pool-size=64M",
        // Relative to the data directory: the name of a socket must be short.
        "--socket=socket",
        "--pid-file=pid",
    ];
    let mut arguments: Vec<OsString> = fixed.iter().chain(&FILE_SIZES).map(OsString::from).collect();
    arguments.extend(paths(root));
    arguments.push(OsString::from(format!("--port={port}")));
    if !mode.durable {
        arguments.extend(NO_SYNC.map(OsString::from));
    }
    if let Some(it) = &certificates {
        arguments.extend([option("--ssl-cert", &it.certificate), option("--ssl-key", &it.key)]);
        arguments.push(OsString::from("--require-secure-transport=ON"));
    }
    arguments.extend(more.iter().map(OsString::from));
    let ca = certificates.map(|it| it.ca);
    let client = CliClient { kind: ServerKind::MariaDb, port, password: password.to_owned(), ca };
    let launch = Launch { program: find("mariadbd")?, arguments, account: account() };
    Ok(Setup { directory, client, launch, stop: Signal::TERM })
}

/// Options that skip syncing to disk.
const NO_SYNC: [&str; 4] = [
    "--debug-no-sync",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
];

/// Options for the directories. The server's account may not write to the temporary directory of the tests.
fn paths(root: &Path) -> [OsString; 2] {
    [option("--datadir", &root.join("data")), option("--tmpdir", root)]
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push("=");
    option.push(path);
    option
}
