//! Starts one durable server and prints its address. The server ends when standard input closes or a line arrives.
//!
//! Usage: `cargo run -p lucerna-servers -- postgres`, or `mariadb`, `redis`, `redis-cluster`, `galera`.

use lucerna_servers::{Error, Galera, MariaDb, Postgres, Redis, RedisCluster};
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let outcome = match name.as_str() {
        "postgres" => hold(Postgres::start(), |it| vec![it.url("postgres")]),
        "mariadb" => hold(MariaDb::start(), |it| vec![it.url("lucerna")]),
        "redis" => hold(Redis::start(), |it| vec![it.url("0")]),
        "redis-cluster" => hold(RedisCluster::start(), RedisCluster::urls),
        "galera" => hold(Galera::start(), |it| it.urls("lucerna")),
        _ => Err("name one of postgres, mariadb, redis, redis-cluster, galera".to_owned()),
    };
    outcome.map_or_else(
        |problem| {
            eprintln!("lucerna-servers: {problem}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn hold<T>(started: Result<T, Error>, urls: impl Fn(&T) -> Vec<String>) -> Result<(), String> {
    let server = started.map_err(|it| it.to_string())?;
    println!("{}", urls(&server).join("\n"));
    // Blocks until the input closes or a line arrives.
    io::stdin().read_line(&mut String::new()).map(drop).map_err(|it| it.to_string())
}
