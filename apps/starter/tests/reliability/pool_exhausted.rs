//! More requests at once than the pool has connections, while the database does not answer.

use crate::load::{Load, under_load};
use crate::visitor::look;
use lucerna_servers::{MariaDb, Postgres, Proxy, Server};
use std::thread;
use std::time::Instant;

/// The number of requests: three times the connections of a pool.
const REQUESTS: usize = 30;

#[test]
fn the_pool_of_postgres_is_exhausted() {
    exhaust("PostgreSQL, pool exhausted", &Postgres::start().unwrap(), "postgres");
}

#[test]
fn the_pool_of_mariadb_is_exhausted() {
    exhaust("MariaDB, pool exhausted", &MariaDb::start().unwrap(), "lucerna");
}

fn exhaust(fault: &str, server: &Server, database: &str) {
    let (proxy, url) = Proxy::before(&server.url(database)).unwrap();
    under_load(fault, &[("DATABASE_URL", &url)], |load| {
        load.staying();
        hold_requests(load, &proxy, || load.wait_for_waiting(REQUESTS));
        assert_eq!(load.outages(), 0, "a request that waits less than the timeout succeeds");
        // A request with several calls may not wait for the timeout twice.
        load.recovers_from(Instant::now());
        hold_requests(load, &proxy, || load.wait_for_outages(REQUESTS));
        load.recovers_from(Instant::now());
    });
}

/// Sends many requests at once. The proxy holds them back until `wait` returns.
fn hold_requests(load: &Load<'_>, proxy: &Proxy, wait: impl FnOnce()) {
    let (name, cookie) = load.journal().alive[0].clone();
    proxy.hold();
    thread::scope(|scope| {
        for _ in 0..REQUESTS {
            scope.spawn(|| look(load, &name, &cookie));
        }
        wait();
        proxy.release();
    });
}
