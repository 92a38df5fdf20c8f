//! Starting PostgreSQL, the newest version that is installed.

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

/// Starts PostgreSQL servers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Postgres;

impl Postgres {
    /// Starts a durable server: committed transactions survive a crash.
    ///
    /// # Errors
    ///
    /// If PostgreSQL is not installed, or the server does not answer within a minute.
    pub fn start() -> Result<Server, Error> {
        Self::start_as(ServerMode::DURABLE)
    }

    /// Starts a durable server that accepts encrypted connections only, with a certificate for `localhost` and
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`Postgres::start`].
    pub fn start_tls() -> Result<Server, Error> {
        Self::start_as(ServerMode::TLS)
    }

    pub(crate) fn start_as(mode: ServerMode) -> Result<Server, Error> {
        retried(|| start(mode))
    }
}

fn start(mode: ServerMode) -> Result<Server, Error> {
    let directory = new_directory("postgres")?;
    let root = directory.path();
    let password = password()?;
    fs::write(root.join("password"), &password).during("writing the password")?;
    let certificates = if mode.tls { Some(Certificates::make(root)?) } else { None };
    change_owner(root)?;
    initialise(root)?;
    let [port] = free_ports()?;
    let mut arguments = arguments(root, port, mode);
    if let Some(it) = &certificates {
        encrypt(root, it, &mut arguments)?;
    }
    let client = CliClient { kind: ServerKind::Postgres, port, password, ca: certificates.map(|it| it.ca) };
    let launch = Launch { program: find("postgres")?, arguments, account: account() };
    // SIGINT: the server disconnects clients and writes its memory to disk.
    Setup { directory, client, launch, stop: Signal::INT }.start(&[])
}

fn initialise(root: &Path) -> Result<(), Error> {
    let path = |name: &str| root.join(name).into_os_string();
    let options =
        ["--no-sync", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--username", USER];
    let paths = [OsString::from("--pwfile"), path("password"), OsString::from("--pgdata"), path("data")];
    let arguments = options.into_iter().map(OsString::from).chain(paths).collect();
    run(&mut Launch { program: find("initdb")?, arguments, account: account() }.command()).map(drop)
}

fn arguments(root: &Path, port: u16, mode: ServerMode) -> Vec<OsString> {
    let mut settings = vec![
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        format!("unix_socket_directories={}", root.display()),
        "max_connections=300".to_owned(),
    ];
    if !mode.durable {
        settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(str::to_owned));
    }
    let settings = settings.into_iter().flat_map(|it| [OsString::from("-c"), OsString::from(it)]);
    [OsString::from("-D"), root.join("data").into_os_string()].into_iter().chain(settings).collect()
}

/// Enables TLS. `pg_hba.conf` gets no rule for unencrypted connections, so the server refuses them.
fn encrypt(root: &Path, certificates: &Certificates, arguments: &mut Vec<OsString>) -> Result<(), Error> {
    let rules = "hostssl all all 127.0.0.1/32 scram-sha-256\n";
    fs::write(root.join("data/pg_hba.conf"), rules).during("writing pg_hba.conf")?;
    let settings = [
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", certificates.certificate.display()),
        format!("ssl_key_file={}", certificates.key.display()),
    ];
    arguments.extend(settings.into_iter().flat_map(|it| [OsString::from("-c"), OsString::from(it)]));
    Ok(())
}
