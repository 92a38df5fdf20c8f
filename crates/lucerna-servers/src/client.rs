//! Debian's command-line clients, through which tests talk to a server.

use crate::error::Error;
use crate::programs::{find, run};
use std::path::PathBuf;
use std::process::Command;

/// The user of every server that has users, with all privileges.
pub(crate) const USER: &str = "lucerna";

/// The command-line client of one server.
pub(crate) struct CliClient {
    pub(crate) kind: ServerKind,
    pub(crate) port: u16,
    pub(crate) password: String,
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Clone, Copy)]
pub(crate) enum ServerKind {
    Postgres,
    MariaDb,
    Redis,
}

impl ServerKind {
    /// A statement or command that succeeds only if the server is ready.
    pub(crate) fn readiness_check(self) -> &'static str {
        match self {
            Self::Postgres | Self::MariaDb => "SELECT 1",
            Self::Redis => "PING",
        }
    }
}

impl CliClient {
    pub(crate) fn url(&self, database: &str) -> String {
        let (scheme, user) = match self.kind {
            ServerKind::Postgres => ("postgres", USER),
            ServerKind::MariaDb => ("mysql", USER),
            ServerKind::Redis if self.ca.is_some() => ("rediss", ""),
            ServerKind::Redis => ("redis", ""),
        };
        format!("{scheme}://{user}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// Runs a statement. The password is in the environment, since every user of the machine can read command lines.
    pub(crate) fn ask(&self, statement: &str) -> Result<String, Error> {
        let mut command = match self.kind {
            ServerKind::Postgres => self.psql("postgres")?,
            ServerKind::MariaDb => self.mariadb("")?,
            ServerKind::Redis => self.redis_cli("0")?,
        };
        match self.kind {
            ServerKind::Postgres => command.args(["-c", statement]),
            ServerKind::MariaDb => command.args(["--execute", statement]),
            ServerKind::Redis => command.args(statement.split_whitespace()),
        };
        run(&mut command).map(|it| it.trim_end().to_owned())
    }

    pub(crate) fn psql(&self, database: &str) -> Result<Command, Error> {
        let mut psql = self.postgres("psql", database)?;
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-F", "\t"]);
        Ok(psql)
    }

    pub(crate) fn pg_dump(&self, database: &str) -> Result<Command, Error> {
        let mut pg_dump = self.postgres("pg_dump", database)?;
        pg_dump.args(["--no-owner", "--no-privileges", "--column-inserts"]);
        Ok(pg_dump)
    }

    pub(crate) fn mariadb(&self, database: &str) -> Result<Command, Error> {
        let mut mariadb = self.mysql("mariadb")?;
        mariadb.args(["--batch", "--skip-column-names", "--connect-timeout=5", "--database", database]);
        Ok(mariadb)
    }

    pub(crate) fn mariadb_dump(&self, database: &str) -> Result<Command, Error> {
        let mut dump = self.mysql("mariadb-dump")?;
        dump.args(["--hex-blob", "--skip-comments", "--skip-extended-insert", "--complete-insert"]);
        dump.args(["--skip-add-drop-table", "--skip-add-locks", "--skip-disable-keys", database]);
        Ok(dump)
    }

    pub(crate) fn redis_cli(&self, database: &str) -> Result<Command, Error> {
        let mut redis_cli = Command::new(find("redis-cli")?);
        redis_cli.args(["-e", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-n", database]);
        if let Some(ca) = &self.ca {
            redis_cli.arg("--tls").arg("--cacert").arg(ca);
        }
        redis_cli.env("REDISCLI_AUTH", &self.password);
        Ok(redis_cli)
    }

    /// Returns the command of `psql` or `pg_dump`.
    fn postgres(&self, program: &str, database: &str) -> Result<Command, Error> {
        let mut client = Command::new(find(program)?);
        client.args(["-w", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", USER, "-d", database]);
        client
            .env("PGPASSWORD", &self.password)
            .env("PGCONNECT_TIMEOUT", "5")
            .env("PGCLIENTENCODING", "UTF8");
        if let Some(ca) = &self.ca {
            client.env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", ca);
        }
        Ok(client)
    }

    /// Returns the command of `mariadb` or `mariadb-dump`.
    fn mysql(&self, program: &str) -> Result<Command, Error> {
        let mut client = Command::new(find(program)?);
        client.args(["--no-defaults", "--default-character-set=utf8mb4", "--protocol=tcp"]);
        client.args(["--host=127.0.0.1", "--user", USER]).arg(format!("--port={}", self.port));
        if let Some(ca) = &self.ca {
            client.arg("--ssl-verify-server-cert").arg("--ssl-ca").arg(ca);
        }
        client.env("MYSQL_PWD", &self.password);
        Ok(client)
    }
}
