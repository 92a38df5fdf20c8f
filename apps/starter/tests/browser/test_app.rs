//! The starter itself, on a port and a database of its own.

use crate::child_program::ChildProgram;
use std::process::Command;
use tempfile::TempDir;

/// A running starter.
pub(crate) struct TestApp {
    _process: ChildProgram,
    port: u16,
    _directory: TempDir,
}

impl TestApp {
    pub(crate) fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let database = directory.path().join("lucerna.db");
        let mut command = Command::new(env!("CARGO_BIN_EXE_starter"));
        command
            .env("LISTEN", "127.0.0.1:0")
            .env("DATABASE_URL", format!("sqlite:{}", database.display()))
            .env("RUST_LOG", "warn")
            .env_remove("ORIGIN");
        let (process, port) = ChildProgram::start(&mut command, "http://127.0.0.1:");
        Self { _process: process, port, _directory: directory }
    }

    /// Returns an address of the starter, as the starter prints it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Returns the same address with the host `localhost`.
    pub(crate) fn localhost_url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}
