//! Starts one server of the named kind, says where it is, and waits to be ended. The tests end it with SIGKILL.

use lucerna_servers::{MariaDb, Postgres, Redis};
use std::io;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = match std::env::args().nth(1).as_deref() {
        Some("postgres") => Postgres::start(),
        Some("mariadb") => MariaDb::start(),
        _ => Redis::start(),
    }?;
    println!("{} {:?}", server.port(), server.ask("SELECT 1"));
    io::stdin().read_line(&mut String::new())?;
    Ok(())
}
