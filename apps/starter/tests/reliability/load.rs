//! A constant load of visitors during a fault.

use crate::consistency;
use crate::journal::Journal;
use crate::kit::{Reply, Request, Starter, eventually};
use crate::visitor;
use lucerna::SessionId;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The number of visitors at the same time.
const VISITORS: usize = 6;

/// The number of good and quick replies in a row after which the starter has recovered.
const WELL: usize = 100;

/// The time limit of a recovery, once the fault is over.
const RECOVERY: Duration = Duration::from_secs(15);

pub(crate) struct Load<'a> {
    pub(crate) starter: &'a Starter,
    journal: Mutex<Journal>,
    waiting: AtomicUsize,
    next: AtomicUsize,
    is_over: AtomicBool,
}

/// Starts a starter with these variables and a load of visitors, and runs a fault. Then checks the replies.
pub(crate) fn under_load(fault: &str, variables: &[(&str, &str)], fault_under_load: impl FnOnce(&Load<'_>)) {
    let variables: Vec<_> = variables.iter().copied().chain([("LIMITS", "off")]).collect();
    let starter = Starter::with(&variables);
    let load = Load {
        starter: &starter,
        journal: Mutex::default(),
        waiting: AtomicUsize::default(),
        next: AtomicUsize::default(),
        is_over: AtomicBool::default(),
    };
    let start = Instant::now();
    thread::scope(|scope| {
        let _end = End(&load.is_over);
        for _ in 0..VISITORS {
            scope.spawn(|| load.visit());
        }
        load.wait_until_well();
        fault_under_load(&load);
    });
    let took = start.elapsed();
    starter.assert_healthy();
    let journal = load.journal.into_inner().unwrap_or_else(PoisonError::into_inner);
    consistency::check(fault, &starter, &journal, took);
}

/// Stops the visitors when it is dropped, also if the test fails.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

impl Load<'_> {
    fn visit(&self) {
        while !self.is_over.load(SeqCst) {
            visitor::visit(self, self.next.fetch_add(1, SeqCst));
        }
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of replies about an outage so far.
    pub(crate) fn outages(&self) -> usize {
        self.journal().outages
    }

    /// Sends a request. Returns the reply and the time that it took.
    pub(crate) fn send(&self, request: Request) -> (Result<Reply, io::Error>, Duration) {
        self.waiting.fetch_add(1, SeqCst);
        let start = Instant::now();
        let answer = request.try_send();
        self.waiting.fetch_sub(1, SeqCst);
        (answer, start.elapsed())
    }

    /// Waits until this many requests have no reply yet.
    pub(crate) fn wait_for_waiting(&self, count: usize) {
        eventually("enough requests wait", || (self.waiting.load(SeqCst) >= count).then_some(()));
    }

    pub(crate) fn wait_for_outages(&self, count: usize) {
        let before = self.outages();
        eventually("replies report an outage", || (self.outages() >= before + count).then_some(()));
    }

    /// Returns the sessions that stay signed in, at least one.
    pub(crate) fn staying(&self) -> Vec<SessionId> {
        let ids = || self.journal().alive.iter().map(|(_, cookie)| id(cookie)).collect::<Vec<_>>();
        eventually("a session stays signed in", || Some(ids()).filter(|it| !it.is_empty()))
    }

    /// Waits until one of these sessions, which were all due for renewal, is renewed.
    pub(crate) fn wait_for_renewals(&self, staying: &[SessionId], due: impl Fn(&[SessionId]) -> usize) {
        let renewed = || staying.len().checked_sub(due(staying)).filter(|it| *it > 0);
        let renewed = eventually("sessions are renewed", renewed);
        self.journal().renewals += renewed;
    }

    /// Waits for this many more replies of any kind.
    pub(crate) fn wait_for_answers(&self, count: usize) {
        let before = self.journal().answers;
        eventually("replies arrive", || (self.journal().answers >= before + count).then_some(()));
    }

    pub(crate) fn wait_until_well(&self) {
        eventually("the starter has recovered", || (self.journal().well >= WELL).then_some(()));
    }

    /// Checks that the starter recovers soon after this moment, at which the fault was over.
    pub(crate) fn recovers_from(&self, moment: Instant) {
        self.journal().well = 0;
        self.wait_until_well();
        let recovery = self.journal().trouble_after(moment);
        assert!(recovery < RECOVERY, "it took {recovery:?} to recover");
        let mut journal = self.journal();
        journal.slowest_recovery = journal.slowest_recovery.max(recovery);
    }
}

fn id(cookie: &str) -> SessionId {
    SessionId::of_token(cookie.split_once('=').unwrap().1).unwrap()
}
