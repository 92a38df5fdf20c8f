//! Connections that are cut while a query or its answer is on the way.

use crate::kit::eventually;
use crate::load::{Load, under_load};
use crate::session_aging::SessionAging;
use lucerna_servers::{MariaDb, Postgres, Proxy, Redis, Server};
use std::time::Instant;

const CUTS: usize = 30;

#[test]
fn connections_to_postgres_are_cut() {
    let server = Postgres::start().unwrap();
    let (proxy, url) = Proxy::before(&server.url("postgres")).unwrap();
    under_load("PostgreSQL, connections cut", &[("DATABASE_URL", &url)], |load| {
        cut_often(load, &server, &proxy);
    });
}

#[test]
fn connections_to_mariadb_are_cut() {
    let server = MariaDb::start().unwrap();
    let (proxy, url) = Proxy::before(&server.url("lucerna")).unwrap();
    under_load("MariaDB, connections cut", &[("DATABASE_URL", &url)], |load| {
        cut_often(load, &server, &proxy);
    });
}

#[test]
fn connections_to_redis_are_cut() {
    let server = Redis::start().unwrap();
    let (proxy, url) = Proxy::before(&server.url("0")).unwrap();
    under_load("Redis, connections cut", &[("SESSION_URL", &url)], |load| cut_often(load, &server, &proxy));
}

fn cut_often(load: &Load<'_>, server: &Server, proxy: &Proxy) {
    let staying = load.staying();
    server.age();
    for _ in 0..CUTS {
        let before = proxy.held().len();
        proxy.hold();
        eventually("a query is in flight", || (proxy.held().len() > before).then_some(()));
        proxy.cut();
        proxy.release();
        load.wait_for_answers(10);
    }
    load.recovers_from(Instant::now());
    load.wait_for_renewals(&staying, |of| server.due(of));
}
