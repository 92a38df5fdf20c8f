//! The time of an answer does not reveal whether an account exists.
//!
//! This test is a program of its own, so that no other test runs at the same time.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
mod kit;

use kit::Starter;
use std::time::{Duration, Instant};

/// The largest difference of the medians, as a part of the time for a wrong password.
const TOLERANCE: f64 = 0.05;

/// The number of attempts. Other work on the machine may disturb a measurement.
const ATTEMPTS: usize = 3;

#[test]
fn rt_161_an_unknown_user_takes_as_long_as_a_wrong_password() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    let [usual, _] = medians(&starter, "wrong horse battery", 10);
    for (kind, password, pairs) in [
        ("wrong", "wrong horse battery".to_owned(), 300),
        // Normalisation turns each of these into eighteen characters.
        ("to be normalised", "\u{fdfa}".repeat(255), 100),
        ("too long", "x".repeat(256), 100),
        ("far too long", "é".repeat(2000), 100),
    ] {
        let same = (0..ATTEMPTS).any(|_| {
            let [known, unknown] = medians(&starter, &password, pairs);
            let part = known.abs_diff(unknown).div_duration_f64(usual.max(known));
            println!("{kind}: known {known:?}, unknown {unknown:?}, {:.2} %", part * 100.0);
            part < TOLERANCE
        });
        assert!(same, "the time reveals whether the account exists: password {kind}");
    }
}

/// Returns the median times for a known and an unknown user, who take turns in coming first.
fn medians(starter: &Starter, password: &str, pairs: usize) -> [Duration; 2] {
    let time = |name: &str| {
        let request = starter.post("/login").credentials(name, password);
        let start = Instant::now();
        let reply = request.send();
        let elapsed = start.elapsed();
        assert_eq!(reply.status, 401, "{reply:?}");
        elapsed
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        if pair % 2 == 0 {
            known.push(time("alice"));
            unknown.push(time("nobod"));
        } else {
            unknown.push(time("nobod"));
            known.push(time("alice"));
        }
    }
    [known, unknown].map(|mut it| *it.select_nth_unstable(pairs / 2).1)
}
