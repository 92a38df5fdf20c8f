//! Visitors without end, while something goes wrong.

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

/// How many visit at the same time.
const VISITORS: usize = 6;

/// After how many quick answers in a row without an outage all is well.
const WELL: usize = 100;

/// Within what time all has to be well once the cause is gone.
const RECOVERY: Duration = Duration::from_secs(15);

pub(crate) struct Load<'a> {
    pub(crate) starter: &'a Starter,
    journal: Mutex<Journal>,
    waiting: AtomicUsize,
    next: AtomicUsize,
    is_over: AtomicBool,
}

/// A starter with these databases, while visitors come and something goes wrong; then checks what they were told.
pub(crate) fn under_load(fault: &str, variables: &[(&str, &str)], happen: impl FnOnce(&Load<'_>)) {
    let starter = Starter::with(variables);
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
        happen(&load);
    });
    let took = start.elapsed();
    starter.assert_healthy();
    let journal = load.journal.into_inner().unwrap_or_else(PoisonError::into_inner);
    consistency::check(fault, &starter, &journal, took);
}

/// The visitors go when it is dropped, also when the test fails.
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

    /// How many answers told of an outage so far.
    pub(crate) fn outages(&self) -> usize {
        self.journal().outages
    }

    /// Sends a request, and says how long its answer took.
    pub(crate) fn send(&self, request: Request) -> (Result<Reply, io::Error>, Duration) {
        self.waiting.fetch_add(1, SeqCst);
        let start = Instant::now();
        let answer = request.try_send();
        self.waiting.fetch_sub(1, SeqCst);
        (answer, start.elapsed())
    }

    /// Waits until this many have asked and have no answer yet.
    pub(crate) fn wait_for_waiting(&self, count: usize) {
        eventually("many wait", || (self.waiting.load(SeqCst) >= count).then_some(()));
    }

    pub(crate) fn wait_for_outages(&self, count: usize) {
        let before = self.outages();
        eventually("outages are told", || (self.outages() >= before + count).then_some(()));
    }

    /// The sessions of those who stay, one at least.
    pub(crate) fn staying(&self) -> Vec<SessionId> {
        let ids = || self.journal().alive.iter().map(|(_, cookie)| id(cookie)).collect::<Vec<_>>();
        eventually("somebody stays", || Some(ids()).filter(|it| !it.is_empty()))
    }

    /// Waits until of those staying, whose sessions were all due for renewal, fewer are.
    pub(crate) fn wait_for_renewals(&self, staying: &[SessionId], due: impl Fn(&[SessionId]) -> usize) {
        let renewed = || staying.len().checked_sub(due(staying)).filter(|it| *it > 0);
        let renewed = eventually("sessions are renewed", renewed);
        self.journal().renewals += renewed;
    }

    /// Waits for this many more answers, whatever they are.
    pub(crate) fn wait_for_answers(&self, count: usize) {
        let before = self.journal().answers;
        eventually("there are answers", || (self.journal().answers >= before + count).then_some(()));
    }

    pub(crate) fn wait_until_well(&self) {
        eventually("all is well", || (self.journal().well >= WELL).then_some(()));
    }

    /// Checks that all is well soon after this moment, at which the cause was gone.
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
