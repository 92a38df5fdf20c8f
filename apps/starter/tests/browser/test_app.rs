//! The starter itself, on a port and a database of its own.

use crate::child_program::ChildProgram;
use rusqlite::Connection;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// A running starter.
pub(crate) struct TestApp {
    _process: ChildProgram,
    port: u16,
    directory: TempDir,
}

impl TestApp {
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// Starts the program with further environment variables.
    pub(crate) fn with(variables: &[(&str, &str)]) -> Self {
        let directory = TempDir::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_starter"));
        command
            .env("LISTEN", "127.0.0.1:0")
            .env("DATABASE_URL", format!("sqlite:{}", database(&directory).display()))
            .env("RUST_LOG", "warn")
            .env_remove("ORIGIN")
            .envs(variables.iter().copied());
        let (process, port) = ChildProgram::start(&mut command, "http://127.0.0.1:");
        Self { _process: process, port, directory }
    }

    /// Returns an address of the starter, as the starter prints it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Returns the same address with the host `localhost`.
    pub(crate) fn localhost_url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Makes every sign-in older than the 15 minutes for which it counts as recent.
    pub(crate) fn age_sign_ins(&self) {
        self.change("UPDATE user_session SET lucerna_verified = lucerna_verified - 16 * 60 * 1000");
    }

    /// Makes every address older than the minute after its proof, in which it is told of nothing.
    pub(crate) fn age_addresses(&self) {
        self.change("UPDATE lucerna_mail_address SET verified = verified - 61 * 1000");
    }

    fn change(&self, sql: &str) {
        let connection = Connection::open(database(&self.directory)).unwrap();
        connection.busy_timeout(Duration::from_secs(20)).unwrap();
        assert!(connection.execute(sql, []).unwrap() > 0);
    }
}

fn database(directory: &TempDir) -> PathBuf {
    directory.path().join("lucerna.db")
}
