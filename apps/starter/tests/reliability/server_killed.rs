//! A server that is killed and started again.

use crate::load::{Load, under_load};
use crate::session_aging::SessionAging;
use lucerna_servers::{MariaDb, Postgres, Redis, Server};
use std::time::Instant;

const ROUNDS: usize = 2;

/// The number of replies about an outage before the server is restarted.
const OUTAGES: usize = 6;

#[test]
fn postgres_is_killed() {
    let server = Postgres::start().unwrap();
    let url = server.url("postgres");
    under_load("PostgreSQL killed", &[("DATABASE_URL", &url)], |load| kill_often(load, &server));
}

#[test]
fn mariadb_is_killed() {
    let server = MariaDb::start().unwrap();
    let url = server.url("lucerna");
    under_load("MariaDB killed", &[("DATABASE_URL", &url)], |load| kill_often(load, &server));
}

#[test]
fn redis_is_killed() {
    let server = Redis::start().unwrap();
    let url = server.url("0");
    under_load("Redis killed", &[("SESSION_URL", &url)], |load| kill_often(load, &server));
}

fn kill_often(load: &Load<'_>, server: &Server) {
    for _ in 0..ROUNDS {
        let staying = load.staying();
        server.age();
        server.kill().unwrap();
        load.wait_for_outages(OUTAGES);
        server.restart().unwrap();
        load.recovers_from(Instant::now());
        load.wait_for_renewals(&staying, |of| server.due(of));
    }
}
