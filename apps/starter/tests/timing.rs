//! The time of an answer does not reveal whether an account exists.
//!
//! This test is a program of its own, so that no other test runs at the same time.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
mod kit;

use kit::Starter;
use std::time::{Duration, Instant};

/// The largest difference of the medians, as a part of the time for a wrong password.
const TOLERANCE: f64 = 0.05;

/// The largest difference of two medians of the same request, on a machine that is quiet enough to measure.
const NOISE: f64 = 0.02;

/// The number of measurements until the machine is quiet.
const ATTEMPTS: usize = 30;

#[test]
fn rt_161_an_unknown_user_takes_as_long_as_a_wrong_password() {
    let starter = Starter::with(&[("LIMITS", "off")]);
    starter.sign_up("Alice");
    let [usual, ..] = medians(&starter, "wrong horse battery", 10);
    for (kind, password, rounds) in [
        ("wrong", "wrong horse battery".to_owned(), 200),
        // Normalisation turns each of these into eighteen characters.
        ("to be normalised", "\u{fdfa}".repeat(255), 100),
        ("too long", "x".repeat(256), 100),
        ("far too long", "é".repeat(2000), 100),
    ] {
        let [known, unknown] = quiet_medians(&starter, &password, rounds, usual);
        let part = known.abs_diff(unknown).div_duration_f64(usual.max(known));
        println!("{kind}: known {known:?}, unknown {unknown:?}, {:.2} %", part * 100.0);
        assert!(part < TOLERANCE, "the time reveals whether the account exists: password {kind}");
    }
}

/// Returns the median times for a known and an unknown user, measured while the machine is quiet. Then the known user,
/// measured twice in each round, takes the same time. No other result decides whether a measurement counts.
fn quiet_medians(starter: &Starter, password: &str, rounds: usize, usual: Duration) -> [Duration; 2] {
    for _ in 0..ATTEMPTS {
        let [known, unknown, again] = medians(starter, password, rounds);
        if known.abs_diff(again).div_duration_f64(usual.max(known)) < NOISE {
            return [known, unknown];
        }
    }
    panic!("the machine is too busy to measure: the same request takes different times");
}

/// Returns the median times for a known user, an unknown one, and the known one again. They take turns in coming first.
fn medians(starter: &Starter, password: &str, rounds: usize) -> [Duration; 3] {
    let time = |name: &str| {
        let request = starter.post("/login").credentials(name, password);
        let start = Instant::now();
        let reply = request.send();
        let elapsed = start.elapsed();
        assert_eq!(reply.status, 401, "{reply:?}");
        elapsed
    };
    let names = ["alice", "nobod", "alice"];
    let mut times = names.map(|_| Vec::new());
    for round in 0..rounds {
        for at in (0..names.len()).map(|it| (it + round) % names.len()) {
            times[at].push(time(names[at]));
        }
    }
    times.map(|mut it| *it.select_nth_unstable(rounds / 2).1)
}
