//! The tests of the MySQL store on MySQL itself, which only Debian's unstable release has.

use crate::command::{self, cargo};
use crate::unpacked;
use lucerna_servers::MySql;

/// Tests that start a server of their own, and those that treat MariaDB as MySQL.
const SKIPPED: [&str; 7] = [
    "galera",
    "outages::",
    "without_returning::",
    "the_same_with_the_statements_of_mysql",
    // Adoption of other databases.
    "sqlite::",
    "postgres::",
    "redis::",
];

/// Downloads MySQL if it is missing, starts it, and runs the tests on it.
pub(crate) fn run() -> Result<(), String> {
    let packages = unpacked::packages("mysql", "mysql-server-core")?;
    let server = MySql::start(&packages).map_err(|it| it.to_string())?;
    println!("MySQL {}", server.ask("SELECT VERSION()").map_err(|it| it.to_string())?);
    let mut tests =
        cargo(&["test", "--package", "lucerna-store-mysql", "--package", "lucerna-adopt", "--all-features"]);
    tests.args(["--locked", "--no-fail-fast", "--test", "mysql", "--test", "adopt", "--"]);
    tests.args(SKIPPED.iter().flat_map(|it| ["--skip", it]));
    command::run(tests.env("LUCERNA_TEST_MARIADB", server.url("lucerna")))
}
