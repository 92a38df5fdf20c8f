//! Guesses at imported hashes flood a pool while other people sign in and sign up. It prints how long those wait, and how many
//! of them are told that the pool is busy.
//!
//! ```text
//! cargo run --release -p lucerna-password --example flood -- [attackers] [seconds]
//! ```
//!
//! Each attacker guesses without a pause at an account of Lucia v1. A guess with two spellings computes scrypt four times. Four
//! people sign in, and one signs up, each again 50 ms after the answer.

use lucerna_core::{HashError, Password, PasswordHash, PasswordHasher};
use lucerna_password::PasswordPool;
use std::env;
use std::error::Error;
use std::future::Future;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio::time::sleep;

const PASSWORD: &str = "correct horse battery staple";

/// A guess with a ligature, so that both spellings are tried.
const GUESS: &str = "wrong ﬁsh";

/// A hash of Lucia v1.
const IMPORTED: &str = "abcdefghij123456:797d0d59e991c38dd123f7ded361b5ee31177103de18edf72ec72171a0575b87294b83d887e668a5dbd6767ff8f5d8949939728103a0c80005a4fb9ac63b734a";

const PAUSE: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = env::args().skip(1);
    let attackers: usize = arguments.next().map_or(Ok(64), |it| it.parse())?;
    let seconds: u64 = arguments.next().map_or(Ok(20), |it| it.parse())?;
    let pool = PasswordPool::default();
    let own = pool.hash(Password::new(PASSWORD)?).await?;
    let end = Instant::now() + Duration::from_secs(seconds);

    let guess = |pool: PasswordPool, _: PasswordHash| async move {
        pool.verify(Password::new(GUESS)?, Some(PasswordHash::new(IMPORTED)))
            .await
            .map(drop)
            .map_err(Failure::from)
    };
    let sign_in = |pool: PasswordPool, own: PasswordHash| async move {
        pool.verify(Password::new(PASSWORD)?, Some(own)).await.map(drop).map_err(Failure::from)
    };
    let sign_up = |pool: PasswordPool, _: PasswordHash| async move {
        pool.hash(Password::new(PASSWORD)?).await.map(drop).map_err(Failure::from)
    };
    let guesses = spawn(attackers, Duration::ZERO, (&pool, &own), end, guess);
    let sign_ins = spawn(4, PAUSE, (&pool, &own), end, sign_in);
    let sign_ups = spawn(1, PAUSE, (&pool, &own), end, sign_up);
    println!("{attackers} attackers for {seconds} s on {pool:?}");
    println!("| | answered | p50 | p99 | longest | told Busy |\n|---|---|---|---|---|---|");
    for (name, tasks) in [("sign-ins", sign_ins), ("sign-ups", sign_ups), ("guesses", guesses)] {
        let mut all = Waits::default();
        for task in tasks {
            all.add(task.await??);
        }
        println!("| {name} | {} |", all.row());
    }
    Ok(())
}

type Failure = Box<dyn Error + Send + Sync>;

/// Starts clients that each make requests until the end.
fn spawn<F>(
    clients: usize,
    pause: Duration,
    (pool, own): (&PasswordPool, &PasswordHash),
    end: Instant,
    request: impl Fn(PasswordPool, PasswordHash) -> F + Copy + Send + Sync + 'static,
) -> Vec<JoinHandle<Result<Waits, Failure>>>
where
    F: Future<Output = Result<(), Failure>> + Send,
{
    let client = |_| {
        let (pool, own) = (pool.clone(), own.clone());
        tokio::spawn(async move {
            let mut waits = Waits::default();
            while Instant::now() < end {
                let begun = Instant::now();
                match request(pool.clone(), own.clone()).await {
                    Ok(()) => waits.answered.push(begun.elapsed()),
                    Err(error) if is_busy(&*error) => {
                        waits.busy += 1;
                        sleep(PAUSE).await;
                    }
                    Err(error) => return Err(error),
                }
                sleep(pause).await;
            }
            Ok(waits)
        })
    };
    (0..clients).map(client).collect()
}

fn is_busy(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(HashError::Busy { .. }))
}

/// The times of the answered requests, and the number of the refused ones.
#[derive(Default)]
struct Waits {
    answered: Vec<Duration>,
    busy: usize,
}

impl Waits {
    fn add(&mut self, other: Self) {
        self.answered.extend(other.answered);
        self.busy += other.busy;
    }

    fn row(&mut self) -> String {
        self.answered.sort_unstable();
        let last = self.answered.len().saturating_sub(1);
        let at = |percent| {
            self.answered.get(last * percent / 100).map_or(f64::NAN, |it: &Duration| it.as_secs_f64() * 1e3)
        };
        let [half, most, longest] = [50, 99, 100].map(|it| format!("{:.0} ms", at(it)));
        format!("{} | {half} | {most} | {longest} | {}", self.answered.len(), self.busy)
    }
}
