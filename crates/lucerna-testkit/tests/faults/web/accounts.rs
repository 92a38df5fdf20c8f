//! Users with their passwords, and their sessions.

use super::fault::Fault;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

#[derive(Clone)]
pub(super) struct TestAccount {
    pub(super) name: String,
    password: String,
}

pub(super) struct Accounts {
    fault: Fault,
    held: Mutex<AccountState>,
    ended: Condvar,
}

/// The duration of a request that saves its session.
const MOMENT: Duration = Duration::from_millis(50);

#[derive(Default)]
struct AccountState {
    /// The accounts, by the compared form of the name.
    accounts: HashMap<String, TestAccount>,
    /// The compared names of users, by token.
    sessions: HashMap<String, String>,
}

impl Accounts {
    pub(super) fn new(fault: Fault) -> Self {
        Self { fault, held: Mutex::default(), ended: Condvar::new() }
    }

    fn held(&self) -> MutexGuard<'_, AccountState> {
        self.held.lock().unwrap()
    }

    fn key(&self, name: &str) -> String {
        if self.fault == Fault::CaseMakesAnotherUser { name.to_owned() } else { name.to_lowercase() }
    }

    /// Creates an account; returns false if the name is taken.
    pub(super) fn create(&self, name: &str, password: &str) -> bool {
        let (mut held, key) = (self.held(), self.key(name));
        if held.accounts.contains_key(&key) && self.fault != Fault::TakenNameIsWrittenOver {
            return false;
        }
        held.accounts.insert(key, TestAccount { name: name.to_owned(), password: self.stored(password) });
        true
    }

    fn stored(&self, password: &str) -> String {
        match self.fault {
            Fault::PasswordsAreTrimmed => password.trim().to_owned(),
            Fault::PasswordsAreCut => password.chars().take(72).collect(),
            _ => password.to_owned(),
        }
    }

    pub(super) fn exists(&self, name: &str) -> bool {
        self.held().accounts.contains_key(&self.key(name))
    }

    pub(super) fn verify(&self, name: &str, password: &str) -> bool {
        let (held, password) = (self.held(), self.stored(password));
        let is_theirs = |it: &TestAccount| it.password == password || self.fault == Fault::AnyPasswordSignsIn;
        match self.fault {
            Fault::PasswordOfAnyAccount => held.accounts.values().any(is_theirs),
            _ => held.accounts.get(&self.key(name)).is_some_and(is_theirs),
        }
    }

    /// Starts a session and returns its token. `old` is the browser's former token.
    pub(super) fn start(&self, name: &str, old: Option<&str>) -> String {
        let (mut held, key) = (self.held(), self.key(name));
        let token = match (self.fault, old) {
            (Fault::PlantedTokenIsTaken, Some(old)) => old.to_owned(),
            (Fault::OneTokenPerUser, _) => format!("{:x>43}", key.len()),
            _ => random(),
        };
        if let Some(old) = old.filter(|_| self.fault != Fault::OldSessionLives) {
            held.sessions.remove(old);
        }
        held.sessions.insert(token.clone(), key);
        token
    }

    /// Returns the user of a session.
    pub(super) fn find(&self, token: &str) -> Option<TestAccount> {
        let held = self.held();
        let key = match self.fault {
            Fault::TokensBeginAlike => {
                held.sessions.iter().find(|(it, _)| it.get(..20) == token.get(..20)).map(|(_, key)| key)
            }
            _ => held.sessions.get(token),
        };
        let account = key.and_then(|it| held.accounts.get(it)).cloned();
        match self.fault {
            Fault::UnknownTokenIsSession => {
                Some(account.unwrap_or(TestAccount { name: String::new(), password: String::new() }))
            }
            _ => account,
        }
    }

    /// Writes the session back after a moment, or after it has ended meanwhile.
    pub(super) fn save(&self, token: &str) {
        let held = self.held();
        let Some(key) = held.sessions.get(token).cloned() else { return };
        let lives = |it: &mut AccountState| it.sessions.contains_key(token);
        let (mut held, _) = self.ended.wait_timeout_while(held, MOMENT, lives).unwrap();
        held.sessions.insert(token.to_owned(), key);
    }

    /// Ends a session; returns false if it does not exist.
    pub(super) fn end(&self, token: &str) -> bool {
        let mut held = self.held();
        self.ended.notify_all();
        match self.fault {
            Fault::SignOutKeepsTheSession => held.sessions.contains_key(token),
            _ => held.sessions.remove(token).is_some(),
        }
    }
}

/// Returns 192 random bits, from the seeds of the standard library's maps.
fn random() -> String {
    (0..3).map(|it| format!("{:016x}", RandomState::new().hash_one(it))).collect()
}
