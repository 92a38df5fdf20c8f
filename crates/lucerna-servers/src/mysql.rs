//! Starting MySQL from packages that are unpacked and not installed, since Debian's stable releases have none.

use crate::client::{CliClient, ServerKind, USER};
use crate::error::{During, Error};
use crate::process::Launch;
use crate::programs::run;
use crate::random::{free_ports, password, retried};
use crate::server::{Server, Setup, new_directory};
use crate::unpacked::loader;
use rustix::process::Signal;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Starts MySQL servers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MySql;

impl MySql {
    /// Starts a server from a directory that holds Debian's package `mysql-server-core` and its dependencies,
    /// unpacked. `cargo xtask mysql` prepares it. Packages of any release work, since the server runs with their C
    /// library.
    ///
    /// # Errors
    ///
    /// If the packages are missing, or the server does not answer within a minute.
    pub fn start(packages: &Path) -> Result<Server, Error> {
        retried(|| {
            let directory = new_directory("mysql")?;
            let (root, password, [port]) = (directory.path(), password()?, free_ports()?);
            let launch = launch(packages, root, port)?;
            install(&launch, root, &password)?;
            let client = CliClient { kind: ServerKind::MariaDb, port, password, ca: None };
            Setup { directory, client, launch, stop: Signal::TERM }.start(&[])
        })
    }
}

fn launch(packages: &Path, root: &Path, port: u16) -> Result<Launch, Error> {
    let (loader, libraries) = loader(packages)?;
    let share = packages.join("usr/share/mysql");
    let mut arguments = vec!["--library-path".into(), libraries.into_os_string()];
    arguments.push(packages.join("usr/sbin/mysqld").into());
    arguments.extend(["--no-defaults", "--user=root", "--mysqlx=OFF", "--skip-log-bin"].map(OsString::from));
    arguments.extend(["--skip-name-resolve", "--max-connections=300"].map(OsString::from));
    arguments.extend(["--bind-address=127.0.0.1", "--socket=socket", "--pid-file=pid"].map(OsString::from));
    arguments.extend(["--innodb-flush-log-at-trx-commit=0", "--secure-file-priv=NULL"].map(OsString::from));
    arguments.push(format!("--port={port}").into());
    for (name, path) in [
        ("--basedir", packages.join("usr")),
        ("--plugin-dir", packages.join("usr/lib/mysql/plugin")),
        ("--character-sets-dir", share.join("charsets")),
        ("--lc-messages-dir", share),
        ("--datadir", root.join("data")),
        ("--init-file", accounts(root)),
    ] {
        let mut option = OsString::from(format!("{name}="));
        option.push(path);
        arguments.push(option);
    }
    Ok(Launch { program: loader, arguments, account: None })
}

/// Creates the data directory. Every start runs the statements that create the accounts, which changes nothing after
/// the first.
fn install(launch: &Launch, root: &Path, password: &str) -> Result<(), Error> {
    fs::write(accounts(root), "").during("writing the accounts")?;
    run(launch.command().arg("--initialize-insecure"))?;
    let statements = format!(
        "ALTER USER root@localhost IDENTIFIED BY '{password}';\n\
         CREATE USER IF NOT EXISTS {USER}@'%' IDENTIFIED BY '{password}';\n\
         GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;\n\
         CREATE DATABASE IF NOT EXISTS {USER};\n"
    );
    fs::write(accounts(root), statements).during("writing the accounts")
}

fn accounts(root: &Path) -> PathBuf {
    root.join("accounts.sql")
}
