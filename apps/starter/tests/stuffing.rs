//! Credential stuffing against the running program: how many guesses are hashed, and how long others wait.
//!
//! This test is a program of its own, so that no other test runs at the same time. It prints its figures with
//! `cargo test -p starter --test stuffing -- --nocapture`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
mod kit;

use kit::delays::Delay;
use kit::reply::RequestExt;
use kit::{Reply, ReplyExt, Request, Starter};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const GUESSES: usize = 10_000;

/// The connections of the attacker at a time.
const ATTACKERS: usize = 8;

/// The wrong passwords of an account before the first delay.
const FREE: usize = 5;

/// The wrong passwords of a network in an hour.
const PER_NETWORK: usize = 100;

/// The longest time that 99 of 100 users who are not concerned may wait for a sign-in. It is generous, since a machine
/// with two cores runs the attacker as well.
const LONGEST: Duration = Duration::from_secs(10);

const OTHERS: usize = 10;

/// The tests attack one after the other.
static QUIET: Mutex<()> = Mutex::new(());

/// The program behind a proxy on this machine, which reports the addresses of clients.
fn start() -> Starter {
    let starter = Starter::with(&[("TRUSTED_PROXIES", "127.0.0.1")]);
    for number in 0..OTHERS {
        assert!(sign_up(&starter, &other(number), &of_other(number)).goes_to("/"));
    }
    starter
}

fn sign_up(starter: &Starter, name: &str, address: &str) -> Reply {
    starter.post("/signup").user(name).header("x-forwarded-for", address).send()
}

fn sign_in(starter: &Starter, name: &str, address: &str) -> Request {
    starter.post("/login").user(name).header("x-forwarded-for", address)
}

fn guess(starter: &Starter, name: &str, address: &str) -> Request {
    starter.post("/login").credentials(name, "wrong horse battery").header("x-forwarded-for", address)
}

fn other(number: usize) -> String {
    format!("other {number}")
}

fn of_other(number: usize) -> String {
    format!("203.0.113.{number}")
}

/// Returns the cookie of the known device that an answer sets.
fn device(reply: &Reply) -> String {
    let set = reply.all("set-cookie").into_iter().find(|it| it.contains("_device="));
    set.unwrap().split(';').next().unwrap().to_owned()
}

/// The figures of an attack.
struct Attack {
    hashed: usize,
    /// Guesses that the program had no time for. They count for no limit.
    busy: usize,
    took: Duration,
}

impl std::fmt::Display for Attack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { hashed, busy, took } = self;
        let refused = GUESSES - hashed - busy;
        write!(f, "{GUESSES} guesses in {took:.1?}: {hashed} hashed, {refused} refused, {busy} while busy")
    }
}

/// Sends all guesses, and calls `meanwhile` again and again until they are answered.
fn attack(request: impl Fn(usize) -> Request + Sync, mut meanwhile: impl FnMut()) -> Attack {
    let [next, hashed, busy] = [(); 3].map(|()| AtomicUsize::new(0));
    let start = Instant::now();
    thread::scope(|scope| {
        let attacker = || {
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= GUESSES {
                    return;
                }
                let reply = request(number).send();
                hashed.fetch_add(usize::from(reply.status == 401), Relaxed);
                busy.fetch_add(usize::from(reply.status == 503), Relaxed);
                assert!(matches!(reply.status, 401 | 429 | 503), "{reply:?}");
            }
        };
        let attackers: Vec<_> = (0..ATTACKERS).map(|_| scope.spawn(attacker)).collect();
        while !attackers.iter().all(thread::ScopedJoinHandle::is_finished) {
            meanwhile();
        }
    });
    Attack { hashed: hashed.into_inner(), busy: busy.into_inner(), took: start.elapsed() }
}

/// The times of the sign-ins of others, who all have the right password.
#[derive(Default)]
struct Waits(Vec<Duration>);

impl Waits {
    fn measure(&mut self, starter: &Starter) {
        let number = self.0.len() % OTHERS;
        self.time(|| sign_in(starter, &other(number), &of_other(number)).send());
    }

    /// Measures a sign-in, with the time until a busy program accepts it.
    fn time(&mut self, sign_in: impl Fn() -> Reply) {
        let start = Instant::now();
        let mut reply = sign_in();
        while reply.status == 503 && start.elapsed() < LONGEST {
            thread::sleep(Duration::from_millis(100));
            reply = sign_in();
        }
        self.0.push(start.elapsed());
        assert!(reply.goes_to("/"), "{reply:?}");
    }

    fn before(starter: &Starter) -> Self {
        let mut waits = Self::default();
        (0..30).for_each(|_| waits.measure(starter));
        waits
    }

    /// Returns the time that this part of the sign-ins, in percent, did not exceed.
    fn part(&self, part: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        *sorted.get((sorted.len() * part).div_ceil(100).saturating_sub(1)).unwrap()
    }
}

impl std::fmt::Display for Waits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "p50 {:.0?}, p99 {:.0?}, {} sign-ins", self.part(50), self.part(99), self.0.len())
    }
}

/// Checks the number of hashed guesses in the log of the program itself, and that the attack did not flood the log.
fn check_log(starter: &Starter, hashed: usize) {
    let log = starter.directory.err();
    assert_eq!(log.matches("password.refused").count(), hashed);
    assert!(log.matches("attempts.").count() < 50, "{log}");
}

#[test]
fn ten_thousand_accounts_from_one_network() {
    let _quiet = QUIET.lock().unwrap_or_else(PoisonError::into_inner);
    let (starter, network) = (start(), "198.51.100.7");
    let device = device(&sign_up(&starter, "neighbour", network));
    let before = Waits::before(&starter);
    let mut during = Waits::default();
    let attack =
        attack(|number| guess(&starter, &format!("account {number}"), network), || during.measure(&starter));
    let neighbour = sign_in(&starter, "neighbour", network).send();
    let start = Instant::now();
    let known = sign_in(&starter, "neighbour", network).cookie(&device).send();
    let known_took = start.elapsed();
    println!("10,000 accounts, one network: {attack}");
    println!("others before: {before}; during: {during}");
    println!(
        "a user in the same network: known device {known_took:?}, else {} s",
        neighbour.header("retry-after")
    );
    assert_eq!(attack.hashed, PER_NETWORK);
    assert!(known.goes_to("/"), "{known:?}");
    neighbour.assert_refusal(429);
    assert!((1..=3600).contains(&neighbour.header("retry-after").parse().unwrap()), "{neighbour:?}");
    assert!(during.part(99) < LONGEST, "{during}");
    check_log(&starter, PER_NETWORK);
}

#[test]
fn one_account_from_ten_thousand_networks() {
    let _quiet = QUIET.lock().unwrap_or_else(PoisonError::into_inner);
    let starter = start();
    let device = device(&sign_up(&starter, "owner", "192.0.2.1"));
    let before = Waits::before(&starter);
    let (mut during, mut of_owner) = (Waits::default(), Waits::default());
    let owner = || sign_in(&starter, "owner", "192.0.2.1").cookie(&device);
    let address = |number: usize| Ipv4Addr::from_bits(0x0a00_0000 + u32::try_from(number).unwrap());
    let attack = attack(
        |number| guess(&starter, "owner", &address(number).to_string()),
        || {
            during.measure(&starter);
            // A known device is not locked out.
            of_owner.time(|| owner().send());
        },
    );
    check_log(&starter, attack.hashed);
    let elsewhere = || sign_in(&starter, "owner", "192.0.2.99").send();
    let (delay, refused) = Delay::during(|| guess(&starter, "owner", "192.0.2.98").send(), elsewhere);
    println!("one account, 10,000 networks: {attack}");
    println!("others before: {before}; during: {during}");
    println!("the owner: known device {of_owner}; elsewhere {} s after the attack", delay.seconds);
    // The delays after the free guesses are 1, 2, 4 … seconds.
    let delays = usize::try_from(attack.took.as_secs().saturating_add(1).ilog2()).unwrap();
    assert!((FREE..=FREE + delays).contains(&attack.hashed), "{attack}");
    assert!(during.part(99) < LONGEST && of_owner.part(99) < LONGEST, "{during}, {of_owner}");
    refused.assert_refusal(429);
    delay.wait();
    let elsewhere = elsewhere();
    assert!(elsewhere.goes_to("/"), "after Retry-After: {elsewhere:?}");
}
