//! The application under test.

use crate::client::Client;
use lucerna_audit::{Audit, Recorder};
use lucerna_core::{Attributes, Auth, Column, ColumnError, KeyId, Row, Schema};
use lucerna_mail::{Mail, MailPages, MemoryMail};
use lucerna_pages::{NewAccount, Pages, PagesBuilder, TranslatedLetters};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, TurnedClock, quick_passwords};
use lucerna_web::Problem;

pub(crate) const ORIGIN: &str = "https://app.example";
pub(crate) const PASSWORD: &str = "correct horse battery";

#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) username: String,
    pub(crate) city: Option<String>,
}

impl Attributes for Profile {
    fn columns() -> Vec<Column> {
        vec![Column::of::<String>("username").unique(), Column::of::<Option<String>>("city")]
    }

    fn to_row(&self) -> Row {
        Row::new().with("username", &self.username).with("city", &self.city)
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self { username: row.take("username")?, city: row.take("city")? })
    }

    fn login(&self) -> Option<KeyId> {
        Some(KeyId::username(&self.username))
    }
}

pub(crate) struct App {
    pub(crate) auth: Auth<Profile>,
    pub(crate) pages: Pages<Profile>,
    pub(crate) clock: TurnedClock,
    pub(crate) mail: Mail<Profile>,
    pub(crate) letters: MemoryMail,
    pub(crate) audit: Audit,
    pub(crate) spy: SpyStore<MemoryStore>,
}

/// The parts that an application may lack.
#[derive(Clone, Copy)]
struct Parts {
    mail: bool,
    notices: bool,
}

impl App {
    pub(crate) fn new() -> Self {
        Self::with(|it| it)
    }

    pub(crate) fn with(change: impl FnOnce(PagesBuilder<Profile>) -> PagesBuilder<Profile>) -> Self {
        Self::at("", change)
    }

    pub(crate) fn at(
        base: &str,
        change: impl FnOnce(PagesBuilder<Profile>) -> PagesBuilder<Profile>,
    ) -> Self {
        Self::build(base, Parts { mail: true, notices: false }, change)
    }

    /// Returns an application that tells users of changes by mail.
    pub(crate) fn with_notices() -> Self {
        Self::build("", Parts { mail: true, notices: true }, |it| it)
    }

    pub(crate) fn without_mail() -> Self {
        Self::build("", Parts { mail: false, notices: false }, |it| it)
    }

    fn build(
        base: &str,
        has: Parts,
        change: impl FnOnce(PagesBuilder<Profile>) -> PagesBuilder<Profile>,
    ) -> Self {
        let clock = TurnedClock::default();
        let schema = Schema::of::<Profile>().unwrap().with(lucerna_pages::tables()).unwrap();
        let recorder = Recorder::default();
        let spy = SpyStore::new(MemoryStore::new(schema));
        let builder = Auth::builder(spy.clone(), quick_passwords(), ORIGIN.parse().unwrap());
        let (observer, notices) = lucerna_mail::notices();
        let builder = if has.notices { builder.observer(observer) } else { builder };
        let builder =
            builder.clock(clock.clone()).observer(recorder.clone()).sign_in_path(format!("{base}/login"));
        let auth: Auth<Profile> = builder.verify_path(format!("{base}/login/verify")).build().unwrap();
        let letters = MemoryMail::default();
        let mail = Mail::builder(&auth, letters.clone(), "Test <no-reply@app.example>")
            .unwrap()
            .pages(MailPages::below(base))
            .letters(TranslatedLetters::default());
        let mail = if has.notices { mail.notices(notices) } else { mail };
        let (mail, audit) = (mail.build().unwrap(), Audit::new(&auth, recorder).unwrap());
        let builder = Pages::builder(&auth, profile).name("Test").base_path(base);
        let builder = match has.mail {
            true => builder.mail(mail.clone()).activity(audit.clone()),
            false => builder,
        };
        let pages = change(builder).build().unwrap();
        Self { auth, pages, clock, mail, letters, audit, spy }
    }

    pub(crate) fn client(&self) -> Client<'_> {
        Client::new(self)
    }

    /// Signs up a new browser.
    pub(crate) async fn user(&self, name: &str) -> Client<'_> {
        let mut client = self.client();
        let reply = client.post("/signup", &[("username", name), ("password", PASSWORD)]).await;
        assert_eq!(reply.status, 303, "{reply:?}");
        client
    }
}

fn profile(new: &NewAccount<'_>) -> Result<Profile, Problem> {
    const CITY: Problem = Problem::new(
        http::StatusCode::UNPROCESSABLE_ENTITY,
        "city_unknown",
        "Unknown",
        "This city is unknown.",
    );
    match new.field("city") {
        Some("Atlantis") => Err(CITY),
        city => {
            let name = if new.username().is_empty() { new.email() } else { new.username() };
            Ok(Profile { username: name.to_owned(), city: city.map(str::to_owned) })
        }
    }
}
