//! The check that no acknowledged change is lost.

use crate::journal::Journal;
use crate::kit::reply::RequestExt;
use crate::kit::{PASSWORD, ReplyExt, Starter};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

const WORKERS: usize = 4;

/// Checks that nothing was lost, and prints a summary in one line.
pub(crate) fn check(fault: &str, starter: &Starter, journal: &Journal, took: Duration) {
    let lost = lost(starter, journal);
    let Journal { answers, outages, longest, slowest_recovery, users, unsure, alive, ended, .. } = journal;
    let (renewals, changes) = (journal.renewals, journal.changes);
    println!(
        "{fault}: {:.0} s, {answers} requests, {outages} outages; acknowledged {} sign-ups ({} unsure), \
         {changes} new passwords, {} sessions, {renewals} renewals (at least), {} ends; lost {}; longest call {:.1} s; recovery {:.1} s",
        took.as_secs_f64(),
        users.len(),
        unsure.len(),
        alive.len(),
        ended.len(),
        lost.len(),
        longest.as_secs_f64(),
        slowest_recovery.as_secs_f64(),
    );
    assert!(lost.is_empty(), "{fault}: {lost:#?}");
    let violations = &journal.violations;
    assert!(
        violations.is_empty(),
        "{fault}: {violations:#?}\nThe program's log:\n{}",
        starter.directory.err()
    );
}

/// Returns the accounts and sessions that differ from what was acknowledged.
fn lost(starter: &Starter, journal: &Journal) -> Vec<String> {
    let users: Vec<_> = journal.users.iter().collect();
    let mut lost = failing(&users, |(name, passwords)| {
        let right = passwords.iter().filter(|it| signs_in(starter, name, it));
        right.count() == 1
    });
    lost.extend(failing(&journal.unsure, |it| is_whole(starter, it)));
    lost.extend(failing(&journal.alive, |(name, cookie)| {
        starter.get("/").cookie(cookie).send().says(&format!("<dd><bdi>{name}</bdi></dd>"))
    }));
    lost.extend(failing(&journal.ended, |it| starter.get("/").cookie(it).send().goes_to("/login")));
    lost
}

fn signs_in(starter: &Starter, name: &str, password: &str) -> bool {
    starter.post("/login").credentials(name, password).send().goes_to("/")
}

/// Returns true if the account exists completely or not at all.
fn is_whole(starter: &Starter, name: &str) -> bool {
    let reply = starter.post("/signup").user(name).send();
    reply.goes_to("/") || reply.status == 409 && signs_in(starter, name, PASSWORD)
}

/// Returns the items for which `holds` is false. Several threads ask.
fn failing<T: Sync + std::fmt::Debug>(all: &[T], holds: impl Fn(&T) -> bool + Sync) -> Vec<String> {
    let (rest, lost) = (Mutex::new(all.iter()), Mutex::new(Vec::new()));
    let next = || rest.lock().unwrap().next();
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(it) = next() {
                    if !holds(it) {
                        lost.lock().unwrap().push(format!("{it:?}"));
                    }
                }
            });
        }
    });
    lost.into_inner().unwrap()
}
