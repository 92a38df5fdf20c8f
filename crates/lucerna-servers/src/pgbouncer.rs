//! Starting pgbouncer, a connection pooler, before a PostgreSQL server.

use crate::client::{CliClient, USER};
use crate::dump::parse;
use crate::error::{During, Error};
use crate::process::Launch;
use crate::programs::{account, change_owner, find, run};
use crate::random::{free_ports, retried};
use crate::server::{Server, Setup, new_directory};
use crate::unpacked::loader;
use rustix::process::Signal;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

/// The variable with the directory of another version's packages, unpacked. `cargo xtask pgbouncer` prepares it.
const VARIABLE: &str = "LUCERNA_TEST_PGBOUNCER";

/// Starts pgbouncers: Debian's, or the one of `LUCERNA_TEST_PGBOUNCER`.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PgBouncer;

impl PgBouncer {
    /// Starts a pooler before the PostgreSQL server of this URL. It has three connections to the server for each user
    /// and database, in the mode for transactions. The settings are further lines of its configuration.
    ///
    /// # Errors
    ///
    /// If pgbouncer is not installed, or does not answer within a minute.
    pub fn start(server: &str, settings: &str) -> Result<Server, Error> {
        retried(|| {
            let (CliClient { kind, port, password, ca }, _) = parse(server)?;
            let directory = new_directory("pgbouncer")?;
            let root = directory.path();
            let [own] = free_ports()?;
            let users = root.join("users.txt");
            fs::write(&users, format!("\"{USER}\" \"{password}\"\n")).during("writing users.txt")?;
            let file = root.join("pgbouncer.ini");
            let fixed = format!(
                "[databases]\n* = host=127.0.0.1 port={port} auth_user={USER}\n[pgbouncer]\n\
                 listen_addr = 127.0.0.1\nlisten_port = {own}\nunix_socket_dir =\n\
                 auth_type = scram-sha-256\nauth_file = {}\n\
                 pool_mode = transaction\ndefault_pool_size = 3\nmax_db_connections = 60\nmax_client_conn = 900\n",
                users.display()
            );
            fs::write(&file, fixed + settings + "\n").during("writing pgbouncer.ini")?;
            change_owner(root)?;
            let client = CliClient { kind, port: own, password, ca };
            let mut launch = launch()?;
            launch.arguments.push(file.into());
            Setup { directory, client, launch, stop: Signal::TERM }.start(&[])
        })
    }

    /// Returns the major and the minor version of the pgbouncer that is started.
    ///
    /// # Errors
    ///
    /// If pgbouncer is not installed.
    pub fn version() -> Result<(u32, u32), Error> {
        let mut command = launch()?.command();
        let printed = run(command.arg("--version"))?;
        let numbers = printed.strip_prefix("PgBouncer ").and_then(|it| {
            let mut numbers = it.split(|it: char| !it.is_ascii_digit()).map(str::parse);
            Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
        });
        numbers.ok_or_else(|| Error::new(format!("pgbouncer printed no version: {printed}")))
    }
}

fn launch() -> Result<Launch, Error> {
    let Some(packages) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        return Ok(Launch { program: find("pgbouncer")?, arguments: Vec::new(), account: account() });
    };
    let (program, libraries) = loader(&packages)?;
    let mut arguments = vec![OsString::from("--library-path"), libraries.into_os_string()];
    arguments.push(packages.join("usr/sbin/pgbouncer").into());
    Ok(Launch { program, arguments, account: account() })
}
