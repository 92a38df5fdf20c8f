//! Credential stuffing against the running program: how many guesses are hashed, and how long others wait.
//!
//! This test is a program of its own, so that no other test runs at the same time. It prints its figures with
//! `cargo test -p starter --test stuffing -- --nocapture --test-threads 1`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
mod kit;

use kit::reply::RequestExt;
use kit::{Reply, ReplyExt, Request, Starter};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

const GUESSES: usize = 10_000;

/// The connections of the attacker at a time.
const ATTACKERS: usize = 8;

/// The wrong passwords of an account before the first delay.
const FREE: usize = 5;

/// The wrong passwords of a network in an hour.
const PER_NETWORK: usize = 100;

/// The longest time that a user who is not concerned may wait for a sign-in.
const LONGEST: Duration = Duration::from_secs(3);

const OTHERS: usize = 10;

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
    took: Duration,
}

impl std::fmt::Display for Attack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { hashed, took } = self;
        write!(f, "{GUESSES} guesses in {took:.1?}: {hashed} hashed, {} refused", GUESSES - hashed)
    }
}

/// Sends all guesses, and calls `meanwhile` again and again until they are answered.
fn attack(request: impl Fn(usize) -> Request + Sync, mut meanwhile: impl FnMut()) -> Attack {
    let (next, hashed, start) = (AtomicUsize::new(0), AtomicUsize::new(0), Instant::now());
    thread::scope(|scope| {
        let attacker = || {
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= GUESSES {
                    return;
                }
                let reply = request(number).send();
                hashed.fetch_add(usize::from(reply.status == 401), Relaxed);
                assert!(matches!(reply.status, 401 | 429), "{reply:?}");
            }
        };
        let attackers: Vec<_> = (0..ATTACKERS).map(|_| scope.spawn(attacker)).collect();
        while !attackers.iter().all(thread::ScopedJoinHandle::is_finished) {
            meanwhile();
        }
    });
    Attack { hashed: hashed.into_inner(), took: start.elapsed() }
}

/// The times of the sign-ins of others, who all have the right password.
#[derive(Default)]
struct Waits(Vec<Duration>);

impl Waits {
    fn measure(&mut self, starter: &Starter) {
        let number = self.0.len() % OTHERS;
        let start = Instant::now();
        let reply = sign_in(starter, &other(number), &of_other(number)).send();
        self.0.push(start.elapsed());
        assert!(reply.goes_to("/"), "{reply:?}");
    }

    fn before(starter: &Starter) -> Self {
        let mut waits = Self::default();
        (0..30).for_each(|_| waits.measure(starter));
        waits
    }
}

impl std::fmt::Display for Waits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort();
        let part = |part: usize| sorted.get((sorted.len() * part).div_ceil(100).saturating_sub(1)).unwrap();
        write!(f, "p50 {:.0?}, p99 {:.0?}, {} sign-ins", part(50), part(99), sorted.len())
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
    assert!(during.0.iter().all(|it| *it < LONGEST), "{during}");
    check_log(&starter, PER_NETWORK);
}

#[test]
fn one_account_from_ten_thousand_networks() {
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
            let start = Instant::now();
            let reply = owner().send();
            of_owner.0.push(start.elapsed());
            assert!(reply.goes_to("/"), "a known device is not locked out: {reply:?}");
        },
    );
    let elsewhere = sign_in(&starter, "owner", "192.0.2.99").send();
    let wait = Duration::from_secs(elsewhere.header("retry-after").parse().unwrap());
    println!("one account, 10,000 networks: {attack}");
    println!("others before: {before}; during: {during}");
    println!("the owner: known device {of_owner}; elsewhere {wait:?} after the attack");
    // The delays after the free guesses are 1, 2, 4 … seconds.
    let delays = usize::try_from(attack.took.as_secs().saturating_add(1).ilog2()).unwrap();
    assert!((FREE..=FREE + delays).contains(&attack.hashed), "{attack}");
    assert!(during.0.iter().chain(&of_owner.0).all(|it| *it < LONGEST), "{during}, {of_owner}");
    check_log(&starter, attack.hashed);
    elsewhere.assert_refusal(429);
    thread::sleep(wait);
    let elsewhere = sign_in(&starter, "owner", "192.0.2.99").send();
    assert!(elsewhere.goes_to("/"), "after Retry-After: {elsewhere:?}");
}
