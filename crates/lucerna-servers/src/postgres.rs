//! PostgreSQL, the newest that is installed.

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

/// PostgreSQL.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Postgres;

impl Postgres {
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
    /// As [`Postgres::start`].
    pub fn start_tls() -> Result<Server, Error> {
        Self::start_as(Mode::TLS)
    }

    pub(crate) fn start_as(mode: Mode) -> Result<Server, Error> {
        retried(|| start(mode))
    }
}

fn start(mode: Mode) -> Result<Server, Error> {
    let directory = new_directory("postgres")?;
    let place = directory.path();
    let password = password()?;
    fs::write(place.join("password"), &password).during("writing the password")?;
    let certificates = if mode.tls { Some(Certificates::make(place)?) } else { None };
    hand_over(place)?;
    initialise(place)?;
    let [port] = free_ports()?;
    let mut arguments = arguments(place, port, mode);
    if let Some(it) = &certificates {
        encrypt(place, it, &mut arguments)?;
    }
    let client = Client { kind: Kind::Postgres, port, password, ca: certificates.map(|it| it.ca) };
    let launch = Launch { program: find("postgres")?, arguments, account: account() };
    // SIGINT: clients are disconnected, and what is in memory is written.
    Setup { directory, client, launch, stop: Signal::INT }.start(&[])
}

fn initialise(place: &Path) -> Result<(), Error> {
    let path = |name: &str| place.join(name).into_os_string();
    let options =
        ["--no-sync", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--username", USER];
    let paths = [OsString::from("--pwfile"), path("password"), OsString::from("--pgdata"), path("data")];
    let arguments = options.into_iter().map(OsString::from).chain(paths).collect();
    run(&mut Launch { program: find("initdb")?, arguments, account: account() }.command()).map(drop)
}

fn arguments(place: &Path, port: u16, mode: Mode) -> Vec<OsString> {
    let mut settings = vec![
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        "unix_socket_directories=".to_owned(),
        "max_connections=300".to_owned(),
    ];
    if !mode.durable {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
    }
    let settings = settings.into_iter().flat_map(|it| [OsString::from("-c"), OsString::from(it)]);
    [OsString::from("-D"), place.join("data").into_os_string()].into_iter().chain(settings).collect()
}

/// Connections without encryption find no line for them in `pg_hba.conf`.
fn encrypt(place: &Path, certificates: &Certificates, arguments: &mut Vec<OsString>) -> Result<(), Error> {
    let rules = "hostssl all all 127.0.0.1/32 scram-sha-256\n";
    fs::write(place.join("data/pg_hba.conf"), rules).during("writing pg_hba.conf")?;
    let settings = [
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", certificates.certificate.display()),
        format!("ssl_key_file={}", certificates.key.display()),
    ];
    arguments.extend(settings.into_iter().flat_map(|it| [OsString::from("-c"), OsString::from(it)]));
    Ok(())
}
