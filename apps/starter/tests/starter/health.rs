//! The health check: `/health`.

use crate::kit::{Reply, Starter};
use std::thread;
use std::time::{Duration, Instant};

/// The longest time for an answer: two seconds for the store, and some for a busy machine.
const LIMIT: Duration = Duration::from_secs(4);

fn assert_state(reply: &Reply, status: u16, state: &str) {
    assert_eq!((reply.status, reply.header("content-type")), (status, "application/json"), "{reply:?}");
    assert_eq!((reply.header("cache-control"), reply.all("set-cookie")), ("no-store", vec![]));
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let is_number = |it: &&str| it.split('}').next().unwrap().parse::<u64>().is_ok();
    let parts: Vec<_> = reply.body.split(r#""milliseconds":"#).collect();
    assert!(parts.len() == 3 && parts.iter().skip(1).all(is_number), "{}", reply.body);
    assert!(
        reply.body.starts_with(&format!(r#"{{"status":"{state}","process":{{"status":"up""#)),
        "{}",
        reply.body
    );
    assert!(reply.body.contains(&format!(r#""database":{{"status":"{state}""#)), "{}", reply.body);
}

#[test]
fn the_state_of_the_process_and_the_database_is_json() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let limits = "SELECT sum(active_expires + idle_expires) FROM user_session";
    starter.directory.execute("UPDATE user_session SET active_expires = 1");
    let before = starter.directory.number(limits);
    for headers in ["", "Accept: */*\r\n", "Accept: text/html\r\n", &format!("Cookie: {cookie}\r\n")] {
        assert_state(&starter.ask("GET", "/health", headers), 200, "up");
    }
    let head = starter.ask("HEAD", "/health", "");
    assert_eq!((head.status, &*head.body, head.header("cache-control")), (200, "", "no-store"));
    assert_eq!(starter.directory.number(limits), before, "the session was not used");
    for path in ["/health/", "/health/database", "/HEALTH"] {
        assert_eq!(starter.get(path).send().status, 404, "{path}");
    }
    assert_eq!(starter.ask("GET", "/health", "Host: y\r\n").status, 400);
}

#[cfg(feature = "postgres")]
#[test]
fn an_outage_of_the_database_is_503_soon_and_one_line_in_the_log() {
    let server = lucerna_servers::Postgres::start().unwrap();
    let starter = Starter::with(&[("DATABASE_URL", &server.url("postgres"))]);
    assert_state(&starter.get("/health").send(), 200, "up");
    server.pause().unwrap();
    thread::sleep(Duration::from_millis(1100)); // the last answer is not fresh any more
    thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| {
                let begun = Instant::now();
                assert_state(&starter.get("/health").send(), 503, "down");
                assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
            });
        }
    });
    server.resume().unwrap();
    let begun = Instant::now();
    while starter.get("/health").send().status != 200 {
        assert!(begun.elapsed() < 10 * LIMIT, "{}", starter.directory.err());
    }
    let log = starter.directory.err();
    assert_eq!(log.matches("store.unavailable").count(), 1, "{log}");
    assert_eq!(log.matches("store.available").count(), 1, "{log}");
}
