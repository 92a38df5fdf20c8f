//! Keeps databases of this version, for the test that later versions open them.

use crate::command::{self, cargo};
use crate::debian;
use lucerna_servers::missing_packages;

/// Writes `fixtures/databases/<name>`, which must not exist yet.
pub(crate) fn run(name: &str) -> Result<(), String> {
    if let Some(mut install) = debian::installation("keeping databases", &missing_packages())? {
        command::run(&mut install)?;
    }
    let keep =
        ["run", "--package", "lucerna", "--all-features", "--locked", "--example", "keep_databases", "--"];
    command::run(cargo(&keep).arg(format!("fixtures/databases/{name}")))
}
