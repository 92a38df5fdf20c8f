//! The limits of attempts over HTTP: concurrent guesses, networks, and `LIMITS=off`.

use crate::kit::delays::Delay;
use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, Reply, ReplyExt, Request, Starter};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// The wrong passwords of an account before the first delay.
const FREE: u32 = 5;

/// The wrong passwords of a network in an hour.
const PER_NETWORK: usize = 100;

const AT_ONCE: u8 = 200;

const BEHIND_A_PROXY: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1");

fn guess(starter: &Starter, name: &str, address: &str) -> Request {
    starter.post("/login").credentials(name, "wrong horse battery").header("x-forwarded-for", address)
}

/// Returns true for a guess that was hashed, and false for one that a limit refused.
fn is_hashed(reply: &Reply) -> bool {
    if reply.status == 401 {
        return true;
    }
    reply.assert_refusal(429);
    assert!(reply.header("retry-after").parse::<u64>().is_ok_and(|it| it > 0), "{reply:?}");
    assert!(reply.says("There were too many attempts. Please try again in "), "{reply:?}");
    false
}

/// Guesses at one account from as many networks at once. Returns the number of hashed guesses, and checks that it is not too
/// large.
fn guess_at_once(starters: &[Starter], name: &str) -> usize {
    let (start, together) = (Instant::now(), Barrier::new(AT_ONCE.into()));
    let hashed = thread::scope(|scope| {
        let guess_from = |(number, starter): (u8, &'_ Starter)| {
            let together = &together;
            let request = guess(starter, name, &Ipv4Addr::new(198, 51, 100, number).to_string());
            scope.spawn(move || {
                together.wait();
                let reply = request.send();
                // A database that is busy with the others refuses the guess as well.
                reply.status != 503 && is_hashed(&reply)
            })
        };
        let guesses: Vec<_> = (1..=AT_ONCE).zip(starters.iter().cycle()).map(guess_from).collect();
        guesses.into_iter().map(|it| it.join().unwrap()).filter(|it| *it).count()
    });
    // After the free ones, the delays are 1, 2, 4 … seconds.
    let delays = start.elapsed().as_secs().saturating_add(1).ilog2();
    let most = usize::try_from(FREE + delays).unwrap();
    println!("{hashed} of {AT_ONCE} guesses were hashed in {:?}", start.elapsed());
    assert!((1..=most).contains(&hashed), "{hashed} instead of {most}");
    hashed
}

#[test]
fn rt_075_of_two_hundred_guesses_at_once_five_are_hashed_in_memory() {
    let starter = Starter::with(&[BEHIND_A_PROXY]);
    starter.sign_up("Alice");
    let least = usize::try_from(FREE).unwrap();
    assert!(guess_at_once(std::slice::from_ref(&starter), "Alice") >= least);
    assert!(guess_at_once(std::slice::from_ref(&starter), "nobody") >= least);
}

/// Runs three processes on one database, which count together.
fn guess_at_three(variables: &[(&str, &str)]) {
    let variables: Vec<_> = variables.iter().copied().chain([BEHIND_A_PROXY]).collect();
    let starters = [(); 3].map(|()| Starter::with(&variables));
    let name = format!("target {}", std::process::id());
    let [first, second, third] = &starters;
    first.sign_up(&name);
    // A process that loses the race for the count too often refuses the guess without counting it.
    guess_at_once(&starters, &name);
    // After one process has refused a guess, another refuses the right password too, until the delay ends.
    let wrong = || guess(second, &name, "203.0.113.1").send();
    let right = || third.post("/login").user(&name).header("x-forwarded-for", "203.0.113.2").send();
    let (delay, reply) = Delay::during(wrong, right);
    assert!(!is_hashed(&reply));
    delay.wait();
    assert!(right().goes_to("/"));
}

#[cfg(feature = "postgres")]
#[test]
fn rt_075_three_processes_share_the_limits_in_postgresql() {
    let server = lucerna_servers::Postgres::start().unwrap();
    guess_at_three(&[("DATABASE_URL", &server.url("postgres"))]);
}

#[cfg(feature = "mysql")]
#[test]
fn rt_075_three_processes_share_the_limits_in_mariadb() {
    let server = lucerna_servers::MariaDb::start().unwrap();
    guess_at_three(&[("DATABASE_URL", &server.url("lucerna"))]);
}

#[cfg(feature = "redis")]
#[test]
fn rt_075_three_processes_share_the_limits_in_redis() {
    let (directory, redis) = (tempfile::tempdir().unwrap(), lucerna_servers::Redis::start().unwrap());
    let file = format!("sqlite:{}", directory.path().join("app.db").display());
    guess_at_three(&[("DATABASE_URL", &file), ("SESSION_URL", &redis.url("0")), ("ATTEMPTS", "database")]);
}

#[test]
fn rt_075_three_processes_share_the_limits_in_a_sqlite_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", directory.path().join("app.db").display());
    guess_at_three(&[("DATABASE_URL", &file), ("ATTEMPTS", "database")]);
}

/// Guesses at a new account from each address, and returns the number of hashed guesses.
fn hashed_from(starter: &Starter, addresses: impl Iterator<Item = String>) -> usize {
    let guesses = addresses.enumerate().map(|(at, it)| guess(starter, &format!("visitor {at}"), &it).send());
    guesses.filter(is_hashed).count()
}

#[test]
fn rt_025_the_addresses_of_one_network_share_a_limit_in_every_spelling() {
    let starter = Starter::with(&[BEHIND_A_PROXY]);
    let ours = |it: u64| Ipv6Addr::from_bits(0x2001_0db8_0000_0007 << 64 | u128::from(it)).to_string();
    assert_eq!(hashed_from(&starter, (0..120).map(|it| ours(it << 48 | it))), PER_NETWORK);
    assert_eq!(hashed_from(&starter, std::iter::once("2001:db8:0:8::1".to_owned())), 1, "another network");
    let mut spellings =
        ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "[::ffff:192.0.2.7]:443"].iter().cycle();
    let all = (0..120).filter_map(|_| spellings.next().map(|it| (*it).to_owned()));
    assert_eq!(hashed_from(&starter, all), PER_NETWORK);
}

#[test]
fn rt_024_without_trusted_proxies_a_forged_address_is_no_other_network_and_is_logged_once() {
    let starter = Starter::new();
    let forged = (0..120).map(|it| Ipv4Addr::new(198, 51, 100, it).to_string());
    assert_eq!(hashed_from(&starter, forged), PER_NETWORK);
    let log = starter.directory.err();
    assert_eq!(log.matches("proxy.not_trusted").count(), 1, "{log}");
    assert!(log.contains("peer=127.0.0.1") && log.contains("add it to the trusted proxies"), "{log}");
    assert_eq!(log.matches("attempts.network_limited").count(), 1, "{log}");
}

#[test]
fn rt_170_another_spelling_of_the_name_is_the_same_account() {
    let starter = Starter::with(&[BEHIND_A_PROXY]);
    starter.sign_up("Alice");
    let names = ["Alice", "ALICE", "alice", " aLICE ", "\u{ff21}lice", "Ａｌｉｃｅ"];
    // Each spelling takes one of the guesses without a delay, and is refused in the delay that follows.
    for (name, it) in names.iter().skip(1).zip(1..) {
        assert!(is_hashed(&guess(&starter, name, &format!("192.0.2.{it}")).send()), "{name}");
    }
    let (_, refused) = Delay::during(
        || guess(&starter, "Alice", "192.0.2.9").send(),
        || names.map(|name| guess(&starter, name, "192.0.2.10").send()),
    );
    assert!(!refused.iter().any(is_hashed));
}

#[test]
fn rt_171_a_success_does_not_clear_the_count_of_the_network() {
    let starter = Starter::new();
    starter.sign_up("Mallory");
    let mut hashed = 0;
    for it in 0..120 {
        hashed += usize::from(is_hashed(&guess(&starter, &format!("visitor {it}"), "").send()));
        if it % 10 == 0 && it < PER_NETWORK {
            starter.sign_in("Mallory");
        }
    }
    assert_eq!(hashed, PER_NETWORK);
}

#[test]
fn rt_172_other_spellings_of_the_path_are_no_way_around_the_limits() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    let paths = ["/login", "//login", "/login/", "/./login", "/%6cogin", "/login?a=b", "/LOGIN", "/login;a"];
    let wrong = |path: &str| starter.post(path).credentials("Alice", "wrong horse battery").send();
    let (_, replies) = Delay::during(|| wrong("/login"), || paths.map(wrong));
    for (path, reply) in paths.iter().zip(&replies) {
        assert!(matches!(reply.status, 400 | 404 | 429), "{path} is another way: {reply:?}");
    }
    assert_eq!(replies.first().unwrap().status, 429);
}

#[test]
fn a_refused_visitor_keeps_the_name_and_is_told_how_long_to_wait() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    (0..FREE).for_each(|_| assert!(is_hashed(&guess(&starter, "Alice", "").send())));
    let right =
        |accept| starter.post("/login").without("accept").header("accept", accept).user("Alice").send();
    let (delay, [page, json]) = Delay::during(
        || guess(&starter, "Alice", "").send(),
        || ["text/html", "application/json"].map(right),
    );
    assert!(!is_hashed(&page) && page.says(r#"value="Alice""#) && !page.says("correct horse"), "{page:?}");
    assert_eq!(json.status, 429, "{json:?}");
    assert!(starter.knows(&cookie), "a session is not concerned");
    delay.wait();
    starter.sign_in("Alice");
}

#[test]
fn sign_ups_from_one_network_are_limited() {
    let starter = Starter::with(&[BEHIND_A_PROXY]);
    let sign_up = |name: &str, address: &str| {
        starter.post("/signup").user(name).header("x-forwarded-for", address).send()
    };
    let created = (0..110).filter(|it| sign_up(&format!("visitor {it}"), "192.0.2.1").goes_to("/")).count();
    assert_eq!(created, PER_NETWORK);
    let reply = sign_up("Alice", "192.0.2.1");
    assert!(
        !is_hashed(&reply) && reply.says("<h1>Create your account</h1>") && reply.says(r#"value="Alice""#),
        "{reply:?}"
    );
    assert!(sign_up("Alice", "192.0.2.2").goes_to("/"));
}

#[test]
fn limits_can_be_off_on_this_machine_only() {
    let starter = Starter::with(&[("LIMITS", "off")]);
    starter.sign_up("Alice");
    (0..20).for_each(|_| assert_eq!(guess(&starter, "Alice", "").send().status, 401));
    assert!(starter.directory.err().contains("limits.off"), "{}", starter.directory.err());
    let directory = AppDirectory::new();
    for (listen, origin, limits) in [
        ("0.0.0.0:0", "http://127.0.0.1:3000", "off"),
        ("[::]:0", "http://localhost:3000", "off"),
        ("192.0.2.1:3000", "http://127.0.0.1:3000", "off"),
        ("127.0.0.1:0", "https://app.example", "off"),
        ("127.0.0.1:0", "", "false"),
    ] {
        let mut command = directory.command();
        command.env("LISTEN", listen).env("ORIGIN", origin).env("LIMITS", limits);
        let (code, line) = directory.fail(command);
        assert!(code == 2 && line.starts_with(&format!("LIMITS={limits:?}")), "{line}");
    }
}
