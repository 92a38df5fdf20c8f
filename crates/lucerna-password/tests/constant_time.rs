//! The time of a verification does not reveal whether a user exists. The test has a process of its own, for a quiet measurement.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failure in a helper fails the test")]

use lucerna_core::{Password, PasswordHash, PasswordHasher, Verdict};
use lucerna_password::{Argon2Cost, PasswordPool};
use std::time::{Duration, Instant};

const SAMPLES: usize = 300;

/// The number of measurements, since a busy machine may spoil one.
const ATTEMPTS: usize = 3;

#[tokio::test]
async fn rt_161_an_unknown_user_takes_as_long_as_a_wrong_password() {
    let cost = Argon2Cost::danger_weak(1024, 2, 1).unwrap();
    let pool = PasswordPool::builder().cost(cost).threads(1).build().unwrap();
    let right = pool.hash(Password::new("correct horse battery staple").unwrap()).await.unwrap();
    let cases = [
        Some(right),
        None,
        Some(PasswordHash::new("unreadable")),
        Some(PasswordHash::new(
            "$argon2id$v=19$m=4294967295,t=9,p=1$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1",
        )),
    ];
    // The second text has two spellings, and another system may have hashed either.
    for typed in ["wrong", "wroﬁng"] {
        let mut ratios = vec![f64::NAN];
        for _ in 0..ATTEMPTS {
            if !within_tolerance(&ratios) {
                let [wrong, others @ ..] = medians(&pool, typed, &cases).await;
                ratios = others.iter().map(|it| it.as_secs_f64() / wrong.as_secs_f64()).collect();
            }
        }
        assert!(
            within_tolerance(&ratios),
            "no user, unreadable hash and too costly hash take {ratios:?} of the time of a wrong {typed:?}"
        );
    }
}

fn within_tolerance(ratios: &[f64]) -> bool {
    ratios.iter().all(|it| (0.95..1.05).contains(it))
}

/// Measures the median time of each case. The cases take turns, so that a slow machine slows all alike.
async fn medians<const N: usize>(
    pool: &PasswordPool,
    typed: &str,
    cases: &[Option<PasswordHash>; N],
) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..SAMPLES {
        for (case, times) in cases.iter().zip(&mut times) {
            let (password, hash) = (Password::new(typed).unwrap(), case.clone());
            let begun = Instant::now();
            let verdict = pool.verify(password, hash).await.unwrap();
            assert!(matches!(verdict, Verdict::Mismatch | Verdict::Unverifiable { .. }), "{verdict:?}");
            times.push(begun.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[SAMPLES / 2]
    })
}
