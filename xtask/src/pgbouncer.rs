//! The tests behind the current pgbouncer, which is newer than the one of Debian's stable release.

use crate::command::{self, cargo};
use crate::unpacked;

/// Downloads pgbouncer if it is missing, and runs the tests of the PostgreSQL store behind it.
pub(crate) fn run() -> Result<(), String> {
    let packages = unpacked::packages("pgbouncer", "pgbouncer")?;
    let mut tests = cargo(&["test", "--package", "lucerna-store-postgres", "--all-features", "--locked"]);
    tests.args(["--no-fail-fast", "--test", "postgres", "--", "pooler::"]);
    command::run(tests.env("LUCERNA_TEST_PGBOUNCER", packages))
}
