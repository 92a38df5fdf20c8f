//! MariaDB, and the settings that it shares with the nodes of a Galera cluster.

use crate::client::{Client, Kind, USER};
use crate::error::{During, Error};
use crate::process::Launch;
use crate::programs::{account, find, hand_over, run};
use crate::random::{free_ports, password, retried};
use crate::server::{Mode, Server, Setup, new_directory};
use crate::tls::Certificates;
use rustix::process::Signal;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// MariaDB.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MariaDb;

impl MariaDb {
    /// Starts one on which what is committed survives a crash.
    ///
    /// # Errors
    ///
    /// If it is not installed, or does not answer within a minute.
    pub fn start() -> Result<Server, Error> {
        Self::start_as(Mode::DURABLE)
    }

    /// Starts one that takes encrypted connections only, with a certificate for `localhost` and 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`MariaDb::start`].
    pub fn start_tls() -> Result<Server, Error> {
        Self::start_as(Mode::TLS)
    }

    pub(crate) fn start_as(mode: Mode) -> Result<Server, Error> {
        retried(|| {
            let directory = new_directory("mariadb")?;
            let password = password()?;
            install(directory.path(), &password)?;
            let [port] = free_ports()?;
            setup(directory, port, &password, mode, &[])?.start(&[])
        })
    }
}

/// The sizes of files, which are the same at installation and afterwards.
const FILES: [&str; 1] = ["--innodb-log-file-size=16M"];

/// Makes the data directory, with the user and the database.
pub(crate) fn install(place: &Path, password: &str) -> Result<(), Error> {
    let accounts = place.join("accounts.sql");
    let statements = format!(
        "FLUSH PRIVILEGES;\n\
         CREATE USER {USER}@'%' IDENTIFIED BY '{password}';\n\
         GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;\n\
         CREATE DATABASE {USER};\n"
    );
    fs::write(&accounts, statements).during("writing the accounts")?;
    hand_over(place)?;
    let fixed = ["--no-defaults", "--skip-test-db", "--skip-name-resolve"].iter().chain(&FILES).chain(&HASTE);
    let arguments = fixed.map(OsString::from).chain(paths(place)).chain([option("--extra-file", &accounts)]);
    let arguments = arguments.collect();
    run(&mut Launch { program: find("mariadb-install-db")?, arguments, account: account() }.command())
        .map(drop)
}

/// A server on installed data, with more arguments.
pub(crate) fn setup(
    directory: tempfile::TempDir,
    port: u16,
    password: &str,
    mode: Mode,
    more: &[String],
) -> Result<Setup, Error> {
    let place = directory.path();
    let certificates = if mode.tls { Some(Certificates::make(place)?) } else { None };
    hand_over(place)?;
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
    let mut arguments: Vec<OsString> = fixed.iter().chain(&FILES).map(OsString::from).collect();
    arguments.extend(paths(place));
    arguments.push(OsString::from(format!("--port={port}")));
    if !mode.durable {
        arguments.extend(HASTE.map(OsString::from));
    }
    if let Some(it) = &certificates {
        arguments.extend([option("--ssl-cert", &it.certificate), option("--ssl-key", &it.key)]);
        arguments.push(OsString::from("--require-secure-transport=ON"));
    }
    arguments.extend(more.iter().map(OsString::from));
    let ca = certificates.map(|it| it.ca);
    let client = Client { kind: Kind::MariaDb, port, password: password.to_owned(), ca };
    let launch = Launch { program: find("mariadbd")?, arguments, account: account() };
    Ok(Setup { directory, client, launch, stop: Signal::TERM })
}

/// Nothing waits for the disk.
const HASTE: [&str; 4] = [
    "--debug-no-sync",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
];

/// Its account may not write to the temporary directory of the tests.
fn paths(place: &Path) -> [OsString; 2] {
    [option("--datadir", &place.join("data")), option("--tmpdir", place)]
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push("=");
    option.push(path);
    option
}
