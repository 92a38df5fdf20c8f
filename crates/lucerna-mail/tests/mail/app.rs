//! A test application with mail, its clock, its letters and its events.

use lucerna_core::{
    Auth, Clock, Event, KeyId, NewKey, Observer, PENDING_SIGN_INS, RequestHead, Schema, SecondFactor,
    Session, SessionCookie, SessionOptions, Store, SystemClock, UserId, Verified,
};
use lucerna_mail::{Asked, Letter, Mail, MemoryMail, NoticeObserver, Notices, Shown, notices, tables};
use lucerna_testkit::{TurnedClock, quick_passwords};
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const ALICE: &str = "alice@example.com";
pub(crate) const BOB: &str = "bob@example.com";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const OTHER_PASSWORD: &str = "wrong donkey generator";

pub(crate) fn schema() -> Schema {
    Schema::of::<()>().unwrap().with(tables()).unwrap().with([PENDING_SIGN_INS.declare()]).unwrap()
}

/// The events of changes that never reach the worker, as those of a killed process.
#[derive(Clone, Copy)]
pub(crate) enum LostEvents {
    /// Users are told of nothing.
    Unused,
    All,
}

pub(crate) struct App {
    pub(crate) auth: Auth,
    pub(crate) mail: Mail,
    pub(crate) letters: MemoryMail,
    pub(crate) clock: TurnedClock,
    events: Receiver<Event>,
    _directory: Option<TempDir>,
}

impl App {
    pub(crate) fn on(store: impl Store) -> Self {
        Self::open(store, LostEvents::Unused)
    }

    /// Tells users of nothing, or of the changes whose events are lost.
    pub(crate) fn open(store: impl Store, lost: LostEvents) -> Self {
        let notices = matches!(lost, LostEvents::All).then(|| (notices().0, notices().1));
        Self::build(store, None::<crate::guarantees::second_factor::Always>, notices)
    }

    pub(crate) fn with(store: impl Store, factor: Option<impl SecondFactor>) -> Self {
        Self::build(store, factor, None)
    }

    /// Tells users of changes of their accounts.
    pub(crate) fn with_notices(store: impl Store, notices: (NoticeObserver, Notices)) -> Self {
        Self::build(store, None::<crate::guarantees::second_factor::Always>, Some(notices))
    }

    fn build(
        store: impl Store,
        factor: Option<impl SecondFactor>,
        notices: Option<(NoticeObserver, Notices)>,
    ) -> Self {
        let clock = TurnedClock::default();
        clock.set(SystemClock::default().now());
        let (sender, events) = channel();
        let (observer, notices) = notices.unzip();
        let mut builder = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap())
            .clock(clock.clone());
        if let Some(observer) = observer {
            builder = builder.observer(observer);
        }
        // The listener comes last: when it has an event, the other observer has it too.
        builder = builder.observer(Listener(Mutex::new(sender)));
        if let Some(factor) = factor {
            builder = builder.second_factor(factor);
        }
        let auth = builder.build().unwrap();
        let letters = MemoryMail::default();
        let mut mail = Mail::builder(&auth, letters.clone(), "Acme <no-reply@app.example>").unwrap();
        if let Some(notices) = notices {
            mail = mail.notices(notices);
        }
        let mail = mail.build().unwrap();
        Self { auth, mail, letters, clock, events, _directory: None }
    }

    /// Keeps a directory as long as the application.
    pub(crate) fn in_directory(self, directory: TempDir) -> Self {
        Self { _directory: Some(directory), ..self }
    }

    pub(crate) fn by(&self, browser: &Browser) -> Mail {
        self.mail.on_behalf_of(browser)
    }

    /// Signs up with an address and [`PASSWORD`]. It proves no mailbox.
    pub(crate) async fn sign_up(&self, address: &str) -> Verified {
        self.auth.create_user(NewKey::email(address, PASSWORD), ()).await.unwrap().verified
    }

    /// Creates a user who has proven the mailbox.
    pub(crate) async fn verified_user(&self, address: &str) -> UserId {
        let (verified, mut browser) = (self.sign_up(address).await, Browser::default());
        browser.keep(self.by(&browser).request_verification_by(&verified, address).await.unwrap());
        let letter = self.letter(address).await;
        let redeemed = self.by(&browser).verify(Shown::Link(&link(&letter))).await.unwrap();
        assert!(!redeemed.dropped);
        verified.user_id().clone()
    }

    /// Verifies the password of an address.
    pub(crate) async fn password(&self, address: &str) -> Verified {
        self.auth.verify_password(&KeyId::email(address), PASSWORD).await.unwrap()
    }

    /// Sends what is due, and returns the last letter to an address.
    pub(crate) async fn letter(&self, address: &str) -> Letter {
        self.mail.deliver_due().await.unwrap();
        self.letters.last_to(address).unwrap()
    }

    /// Sends what is due, and asserts that the number of letters is this one.
    pub(crate) async fn assert_letters(&self, count: usize) {
        self.mail.deliver_due().await.unwrap();
        assert_eq!(self.letters.letters().len(), count);
    }

    pub(crate) async fn owner(&self, address: &str) -> Option<UserId> {
        self.auth.find_key(&KeyId::email(address)).await.unwrap().map(|it| it.user_id)
    }

    pub(crate) async fn is_verified(&self, address: &str) -> bool {
        let key = self.auth.find_key(&KeyId::email(address)).await.unwrap().unwrap();
        self.mail.verified_at(&key).await.unwrap().is_some()
    }

    /// Starts a session, and returns it.
    pub(crate) async fn session(&self, verified: Verified) -> Session<()> {
        let bearer = self.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
        self.auth.find_session(&bearer.token.id()).await.unwrap().unwrap()
    }

    pub(crate) async fn sessions(&self, user: &UserId) -> usize {
        self.auth.user_sessions(user).await.unwrap().len()
    }

    pub(crate) fn turn_minutes(&self, minutes: u64) {
        self.clock.turn(Duration::from_secs(minutes * 60));
    }

    /// Waits for the next event of mail or of an address.
    pub(crate) fn next_event(&self) -> Event {
        loop {
            let event = self.events.recv_timeout(Duration::from_secs(10)).unwrap();
            if event.name.starts_with("mail.") || event.name.starts_with("address.") {
                return event;
            }
        }
    }
}

/// Returns the secret of the link in a letter.
pub(crate) fn link(letter: &Letter) -> String {
    let (_, rest) = letter.text().split_once("?link=").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Returns the code in a letter, as it is printed.
pub(crate) fn code(letter: &Letter) -> String {
    let is_code = |it: &&str| it.len() == 9 && it.bytes().all(|it| it == b' ' || it.is_ascii_digit());
    letter.text().lines().find(is_code).unwrap().to_owned()
}

/// Another code than this one.
pub(crate) fn wrong(code: &str) -> &'static str {
    if code == "0000 0000" { "0000 0001" } else { "0000 0000" }
}

/// A browser that keeps the cookie of mail.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: Option<String>,
    pub(crate) peer: Option<IpAddr>,
}

impl Browser {
    pub(crate) fn keep(&mut self, asked: Asked) {
        let cookie: SessionCookie = asked.cookie;
        self.cookie = cookie.header_value().split(';').next().map(str::to_owned);
    }
}

impl RequestHead for Browser {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let agent =
            (name == "user-agent").then_some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0");
        let cookie = self.cookie.as_deref().filter(|_| name == "cookie");
        agent.into_iter().chain(cookie).map(str::as_bytes)
    }

    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }
}

struct Listener(Mutex<Sender<Event>>);

impl Observer for Listener {
    fn observe(&self, event: &Event) {
        drop(self.0.lock().unwrap().send(event.clone()));
    }
}
