//! An application with all account pages: sign up, sign in, profile, password, devices, data and deletion.

use axum::Router;
use axum::routing::get;
use lucerna::axum::{AccountPages, CurrentUser};
use lucerna::pages::Pages;
use lucerna::prelude::*;
use std::net::SocketAddr;

#[derive(Attributes)]
struct Profile {
    #[column(unique, username)]
    username: String,
}

async fn notes(user: CurrentUser<Profile>) -> String {
    format!("the notes of {}", user.username)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = SqliteStore::open("app.db", Schema::of::<Profile>()?.with(lucerna::pages::tables())?)?;
    let auth = Auth::builder(store, PasswordPool::default(), "http://localhost:3000".parse()?).build()?;
    let pages = Pages::builder(&auth, |new| Ok(Profile { username: new.username().to_owned() })).build()?;
    let app =
        Router::new().route("/notes", get(notes)).fallback_service(AccountPages(pages)).with_state(auth);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
