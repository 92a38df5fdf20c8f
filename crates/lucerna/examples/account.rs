//! An application with all account pages: sign-up to deletion, mail, notices and recent activity.

use lucerna::audit::{Audit, Recorder};
use lucerna::axum::{AccountPages, CurrentUser};
use lucerna::mail::{Mail, MemoryMail, notices};
use lucerna::pages::{self, Pages};
use lucerna::prelude::*;
use std::net::SocketAddr;

#[derive(Attributes)]
struct Profile {
    #[column(unique, username)]
    username: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = SqliteStore::open("app.db", Schema::of::<Profile>()?.with(pages::tables())?)?;
    let ((observer, notices), recorder) = (notices(), Recorder::default());
    let auth = Auth::builder(store, PasswordPool::default(), "http://localhost:3000".parse()?);
    let auth = auth.observer(observer).observer(recorder.clone()).build()?;
    // `MemoryMail` keeps the letters. `Smtp`, with the feature `smtp`, sends them.
    let mail =
        Mail::builder(&auth, MemoryMail::default(), "Acme <no-reply@localhost>")?.notices(notices).build()?;
    let audit = Audit::new(&auth, recorder)?;
    tokio::spawn(mail.clone().deliver());
    tokio::spawn(audit.clone().run());
    let profile = |new: &pages::NewAccount| Ok(Profile { username: new.username().to_owned() });
    let pages = Pages::builder(&auth, profile).mail(mail).activity(audit).build()?;
    let notes = axum::routing::get(async |user: CurrentUser<Profile>| format!("notes of {}", user.username));
    let app =
        axum::Router::new().route("/notes", notes).fallback_service(AccountPages(pages)).with_state(auth);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    Ok(axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?)
}
