//! How a server is spoken to: Debian's own client for it.

use crate::error::Error;
use crate::programs::{find, run};
use std::path::PathBuf;
use std::process::Command;

/// The user of every server that has users, who may do everything.
pub(crate) const USER: &str = "lucerna";

/// Whom to speak to, and how.
pub(crate) struct Client {
    pub(crate) kind: Kind,
    pub(crate) port: u16,
    pub(crate) password: String,
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Postgres,
    MariaDb,
    Redis,
}

impl Kind {
    /// What only a server that is ready answers.
    pub(crate) fn question(self) -> &'static str {
        match self {
            Self::Postgres | Self::MariaDb => "SELECT 1",
            Self::Redis => "PING",
        }
    }
}

impl Client {
    pub(crate) fn url(&self, database: &str) -> String {
        let (scheme, user) = match self.kind {
            Kind::Postgres => ("postgres", USER),
            Kind::MariaDb => ("mysql", USER),
            Kind::Redis if self.ca.is_some() => ("rediss", ""),
            Kind::Redis => ("redis", ""),
        };
        format!("{scheme}://{user}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// The password is in the environment, since everybody may read command lines.
    pub(crate) fn ask(&self, statement: &str) -> Result<String, Error> {
        let mut command = match self.kind {
            Kind::Postgres => self.psql()?,
            Kind::MariaDb => self.mariadb()?,
            Kind::Redis => self.redis_cli()?,
        };
        match self.kind {
            Kind::Redis => command.args(statement.split_whitespace()),
            _ => command.arg(statement),
        };
        run(&mut command).map(|it| it.trim_end().to_owned())
    }

    fn psql(&self) -> Result<Command, Error> {
        let mut psql = Command::new(find("psql")?);
        psql.args(["-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-d", "postgres"]);
        psql.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", USER, "-c"]);
        psql.env("PGPASSWORD", &self.password).env("PGCONNECT_TIMEOUT", "5");
        if let Some(ca) = &self.ca {
            psql.env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", ca);
        }
        Ok(psql)
    }

    fn mariadb(&self) -> Result<Command, Error> {
        let mut mariadb = Command::new(find("mariadb")?);
        mariadb.args(["--no-defaults", "--batch", "--skip-column-names", "--connect-timeout=5"]);
        mariadb
            .args(["--protocol=tcp", "--host=127.0.0.1", "--user", USER])
            .arg(format!("--port={}", self.port));
        if let Some(ca) = &self.ca {
            mariadb.arg("--ssl-verify-server-cert").arg("--ssl-ca").arg(ca);
        }
        mariadb.arg("--execute").env("MYSQL_PWD", &self.password);
        Ok(mariadb)
    }

    fn redis_cli(&self) -> Result<Command, Error> {
        let mut redis_cli = Command::new(find("redis-cli")?);
        redis_cli.args(["-e", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        if let Some(ca) = &self.ca {
            redis_cli.arg("--tls").arg("--cacert").arg(ca);
        }
        redis_cli.env("REDISCLI_AUTH", &self.password);
        Ok(redis_cli)
    }
}
