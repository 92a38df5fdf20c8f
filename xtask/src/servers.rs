//! The servers that tests share, which run until this program ends.

use crate::{command, debian};
use lucerna_servers::{Shared, missing_packages};
use std::io;

/// Starts all servers, and reports how long each took.
pub(crate) fn start(mut say: impl FnMut(&str)) -> Result<Shared, String> {
    let servers = Shared::start().map_err(|it| it.to_string())?;
    for (name, elapsed) in servers.timings() {
        say(&format!("{name:<20}{:>8.1} s", elapsed.as_secs_f64()));
    }
    Ok(servers)
}

/// Starts the servers for tests that are run by hand, until the input closes or a line arrives.
pub(crate) fn run() -> Result<(), String> {
    if let Some(mut install) = debian::installation("a test of the stores", &missing_packages())? {
        command::run(&mut install)?;
    }
    let servers = start(|it| eprintln!("{it}"))?;
    for (variable, addresses) in servers.variables() {
        println!("export {variable}='{addresses}'");
    }
    eprintln!("they run until Enter is pressed");
    io::stdin().read_line(&mut String::new()).map(drop).map_err(|it| it.to_string())
}
