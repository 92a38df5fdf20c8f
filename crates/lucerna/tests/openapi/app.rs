//! The application under test, which serves on a port of 127.0.0.1.

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use lucerna::audit::{Audit, Recorder};
use lucerna::axum::AccountPages;
use lucerna::mail::{Mail, MailPages, MemoryMail, notices};
use lucerna::pages::{self, Pages, SignUpNames};
use lucerna::prelude::*;
use lucerna_testkit::TurnedClock;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

#[derive(Attributes)]
struct Profile {
    #[column(unique, username)]
    username: String,
}

/// A running application. It ends when it is dropped.
pub(crate) struct App {
    address: SocketAddr,
    base: &'static str,
    document: String,
    _runtime: Runtime,
}

/// The mailbox of every user and the clock, which the scripts reach beside the pages.
#[derive(Clone)]
struct Around {
    mail: Mail<Profile>,
    letters: MemoryMail,
    clock: TurnedClock,
}

impl App {
    pub(crate) fn start(base: &'static str, names: SignUpNames) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (pages, around, audit) = build(base, names, &format!("http://{address}"));
        let document = pages.open_api().to_owned();
        let app = Router::new()
            .route("/letter", get(letter))
            .route("/turn", post(turn))
            .with_state(around)
            .fallback_service(AccountPages(pages))
            .into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(audit.run());
        runtime.spawn(async { axum::serve(listener, app).await });
        Self { address, base, document, _runtime: runtime }
    }

    /// Returns the address of the pages.
    pub(crate) fn url(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    pub(crate) fn document(&self) -> &str {
        &self.document
    }
}

fn build(base: &str, names: SignUpNames, origin: &str) -> (Pages<Profile>, Around, Audit) {
    let (clock, recorder, letters) = (TurnedClock::default(), Recorder::default(), MemoryMail::default());
    let schema = Schema::of::<Profile>().unwrap().with(pages::tables()).unwrap();
    let auth =
        Auth::builder(MemoryStore::new(schema), lucerna_testkit::quick_passwords(), origin.parse().unwrap());
    let (observer, notices) = notices();
    let auth = auth.clock(clock.clone()).observer(observer).observer(recorder.clone());
    let auth = auth.sign_in_path(format!("{base}/login")).verify_path(format!("{base}/login/verify"));
    let auth: Auth<Profile> = auth.build().unwrap();
    let mail = Mail::builder(&auth, letters.clone(), "Acme <no-reply@localhost>").unwrap();
    let mail = mail.pages(MailPages::below(base)).notices(notices).build().unwrap();
    let audit = Audit::new(&auth, recorder).unwrap();
    let profile = move |new: &pages::NewAccount<'_>| {
        let name = if names == SignUpNames::Email { new.email() } else { new.username() };
        Ok(Profile { username: name.to_owned() })
    };
    let pages = Pages::builder(&auth, profile).name("Acme").base_path(base).names(names);
    let pages = pages.mail(mail.clone()).activity(audit.clone()).build().unwrap();
    (pages, Around { mail, letters, clock }, audit)
}

/// Sends what waits, and returns the text of the last letter to an address.
async fn letter(State(around): State<Around>, Query(asked): Query<HashMap<String, String>>) -> String {
    while around.mail.deliver_due().await.unwrap() > 0 {}
    around.letters.last_to(asked.get("to").unwrap()).map(|it| it.text().to_owned()).unwrap_or_default()
}

/// Lets minutes pass.
async fn turn(State(around): State<Around>, minutes: String) {
    around.clock.turn(Duration::from_secs(60 * minutes.parse::<u64>().unwrap()));
}
