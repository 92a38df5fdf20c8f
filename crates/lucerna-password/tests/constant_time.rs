//! The time of a verification does not reveal whether a user exists. The test has a process of its own, for a quiet measurement.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure in a helper fails the test"
)]

use lucerna_core::{Password, PasswordHash, PasswordHasher, Verdict};
use lucerna_password::{Argon2Cost, PasswordPool};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// The rounds of a measurement, an odd number.
const ROUNDS: usize = 301;

/// The number of measurements until the machine is quiet.
const ATTEMPTS: usize = 30;

/// The tests measure one after the other.
static QUIET: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn rt_161_an_unknown_user_takes_as_long_as_a_wrong_password() {
    let _quiet = QUIET.lock().await;
    let pool = pool(1024, 2);
    let right = pool.hash(Password::new("correct horse battery staple").unwrap()).await.unwrap();
    let cases = [
        Some(right),
        None,
        Some(PasswordHash::new("unreadable")),
        Some(PasswordHash::new(
            "$argon2id$v=19$m=4294967295,t=9,p=1$c29tZXNhbHQ$xfcZxUT2d3lSrYCsYd6GSSn4E5TPP3m1",
        )),
    ];
    expect_equal_times(&pool, &cases).await;
}

/// The cost of new hashes was raised, or lowered, since those of the accounts were made.
#[tokio::test]
async fn rt_161_an_unknown_user_takes_as_long_as_a_hash_of_another_cost() {
    let _quiet = QUIET.lock().await;
    let mut cases = Vec::new();
    for (kib, passes) in [(731, 2), (1024, 1), (512, 2), (341, 1), (2048, 2)] {
        let pool = pool(kib, passes);
        cases.push(Some(pool.hash(Password::new("correct horse battery staple").unwrap()).await.unwrap()));
    }
    // One of another system, which takes less time.
    cases.push(Some(PasswordHash::new("$1$abcdefgh$4/U5.w6NPtLkJ2WyrTwm91")));
    let [first, second, third, fourth, fifth, sixth] = cases.try_into().unwrap();
    let pool = pool(1024, 2);
    expect_equal_times(&pool, &[None, first, second, third, fourth, fifth, sixth]).await;
}

fn pool(kib: u32, passes: u32) -> PasswordPool {
    let cost = Argon2Cost::danger_weak(kib, passes, 1).unwrap();
    PasswordPool::builder().cost(cost).threads(1).build().unwrap()
}

/// Expects that a refusal takes as long in the first case as in all others.
async fn expect_equal_times<const N: usize>(pool: &PasswordPool, cases: &[Option<PasswordHash>; N]) {
    // The second text has two spellings, and another system may have hashed either.
    for typed in ["wrong", "wroﬁng"] {
        let ratios = quiet_ratios(pool, typed, cases).await;
        let equal = ratios.iter().all(|it| (0.95..1.05).contains(it));
        assert!(equal, "refusals of {typed:?} take {ratios:?} of the time of the first case");
    }
}

/// Measures the ratios of all cases to the first, once the machine is quiet. Then the first case, measured twice in each round,
/// has the same time. No other result decides whether a measurement counts.
async fn quiet_ratios(pool: &PasswordPool, typed: &str, cases: &[Option<PasswordHash>]) -> Vec<f64> {
    let twice: Vec<_> = cases.iter().chain(cases.first()).cloned().collect();
    for _ in 0..ATTEMPTS {
        let mut ratios = median_ratios(pool, typed, &twice).await;
        let control = ratios.pop().unwrap();
        if (0.98..1.02).contains(&control) {
            return ratios;
        }
    }
    panic!("the machine is too busy to measure: the same case takes different times");
}

/// Returns the median ratio of each case's time to that of the first case in the same round.
async fn median_ratios(pool: &PasswordPool, typed: &str, cases: &[Option<PasswordHash>]) -> Vec<f64> {
    let mut ratios = vec![Vec::new(); cases.len()];
    for _ in 0..ROUNDS {
        let mut times = Vec::new();
        for case in cases {
            times.push(refusal(pool, typed, case.clone()).await.as_secs_f64());
        }
        ratios.iter_mut().zip(&times).for_each(|(all, time)| all.push(time / times[0]));
    }
    let median = |mut all: Vec<f64>| {
        all.sort_unstable_by(f64::total_cmp);
        all[ROUNDS / 2]
    };
    ratios.into_iter().map(median).collect()
}

/// Measures one refusal.
async fn refusal(pool: &PasswordPool, typed: &str, hash: Option<PasswordHash>) -> Duration {
    let password = Password::new(typed).unwrap();
    let begun = Instant::now();
    let verdict = pool.verify(password, hash).await.unwrap();
    assert!(matches!(verdict, Verdict::Mismatch | Verdict::Unverifiable { .. }), "{verdict:?}");
    begun.elapsed()
}
