//! Starting a single Redis server, and the settings that it shares with the nodes of a cluster.

use crate::client::{CliClient, ServerKind};
use crate::error::{During, Error};
use crate::process::Launch;
use crate::programs::find;
use crate::random::{free_ports, password, retried};
use crate::server::{Server, ServerMode, Setup, new_directory};
use crate::tls::Certificates;
use rustix::process::Signal;
use std::fs;

/// Starts Redis servers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Redis;

impl Redis {
    /// Starts a durable server: acknowledged writes survive a crash (`appendfsync always`).
    ///
    /// # Errors
    ///
    /// If Redis is not installed, or the server does not answer within a minute.
    pub fn start() -> Result<Server, Error> {
        Self::start_as(ServerMode::DURABLE)
    }

    /// Starts a durable server that accepts encrypted connections only, with a certificate for `localhost` and
    /// 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`Redis::start`].
    pub fn start_tls() -> Result<Server, Error> {
        Self::start_as(ServerMode::TLS)
    }

    pub(crate) fn start_as(mode: ServerMode) -> Result<Server, Error> {
        retried(|| {
            let [port] = free_ports()?;
            setup(port, &password()?, mode, "")?.start(&[])
        })
    }
}

/// Prepares a server, with additional lines in its configuration.
pub(crate) fn setup(port: u16, password: &str, mode: ServerMode, more: &str) -> Result<Setup, Error> {
    let directory = new_directory("redis")?;
    let root = directory.path();
    let certificates = if mode.tls { Some(Certificates::make(root)?) } else { None };
    let listening = certificates.as_ref().map_or_else(|| format!("port {port}"), |it| encrypted(port, it));
    let durable = if mode.durable { "appendonly yes\nappendfsync always" } else { "appendonly no" };
    let configuration = format!(
        "bind 127.0.0.1\n{listening}\nunixsocket {0}/socket\ndir {0}\nrequirepass {password}\nmasterauth {password}\n\
         maxclients 1000\nsave \"\"\n{durable}\n{more}\n",
        root.display()
    );
    let file = root.join("redis.conf");
    fs::write(&file, configuration).during("writing redis.conf")?;
    let ca = certificates.map(|it| it.ca);
    let client = CliClient { kind: ServerKind::Redis, port, password: password.to_owned(), ca };
    let launch = Launch { program: find("redis-server")?, arguments: vec![file.into()], account: None };
    Ok(Setup { directory, client, launch, stop: Signal::TERM })
}

fn encrypted(port: u16, certificates: &Certificates) -> String {
    format!(
        "port 0\ntls-port {port}\ntls-auth-clients no\ntls-cert-file {}\ntls-key-file {}",
        certificates.certificate.display(),
        certificates.key.display()
    )
}
