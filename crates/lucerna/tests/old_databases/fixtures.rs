//! The directories of `fixtures/databases`.

use crate::expected::ExpectedDatabase;
use lucerna::Schema;
use lucerna_servers::load;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The databases that one version wrote.
pub(crate) struct FixtureDatabase {
    directory: PathBuf,
    pub(crate) expected: ExpectedDatabase,
}

pub(crate) fn fixture_databases() -> Vec<FixtureDatabase> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/databases");
    let directories = fs::read_dir(all).unwrap().map(|it| it.unwrap().path());
    directories.map(FixtureDatabase::read_from).collect()
}

impl FixtureDatabase {
    fn read_from(directory: PathBuf) -> Self {
        let expected = fs::read_to_string(directory.join("expected.json")).unwrap();
        Self { directory, expected: serde_json::from_str(&expected).unwrap() }
    }

    pub(crate) fn name(&self) -> &str {
        self.directory.file_name().unwrap().to_str().unwrap()
    }

    pub(crate) fn schema(&self) -> Schema {
        self.expected.schema().unwrap()
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.directory.join(file)).unwrap()
    }

    /// Returns a copy of the SQLite file, which lives as long as its directory.
    pub(crate) fn sqlite_file(&self) -> (TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let copy = directory.path().join("app.db");
        fs::copy(self.directory.join("sqlite.db"), &copy).unwrap();
        (directory, copy)
    }

    /// Loads a dump into a new database of a server, and returns its URL.
    pub(crate) fn load_into(&self, server: &str, file: &str) -> String {
        let database = format!("kept_{}_{}", self.name().replace(['-', '.'], "_"), std::process::id());
        load(server, &format!("DROP DATABASE IF EXISTS {database};\nCREATE DATABASE {database};\n")).unwrap();
        let url = format!("{}/{database}", server.rsplit_once('/').unwrap().0);
        load(&url, &self.read(file)).unwrap();
        url
    }
}
