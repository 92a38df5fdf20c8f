//! More requests at once than there are connections, none of which comes back.

use crate::load::{Load, under_load};
use crate::visitor::look;
use lucerna_servers::{MariaDb, Postgres, Proxy, Server};
use std::thread;
use std::time::Instant;

/// Three times the connections of a pool.
const CROWD: usize = 30;

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
        crowd(load, &proxy, || load.wait_for_waiting(CROWD));
        assert_eq!(load.outages(), 0, "who waits less than the timeout is served");
        // A request of several calls may not wait twice.
        load.recovers_from(Instant::now());
        crowd(load, &proxy, || load.wait_for_outages(CROWD));
        load.recovers_from(Instant::now());
    });
}

/// Many look at once, and nothing gets through until this is so.
fn crowd(load: &Load<'_>, proxy: &Proxy, is_so: impl FnOnce()) {
    let (name, cookie) = load.journal().alive[0].clone();
    proxy.hold();
    thread::scope(|scope| {
        for _ in 0..CROWD {
            scope.spawn(|| look(load, &name, &cookie));
        }
        is_so();
        proxy.release();
    });
}
