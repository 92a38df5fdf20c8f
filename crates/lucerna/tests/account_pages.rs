//! The account pages, mounted in axum, pass the web contract: they can stand in place of the guide's pages.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::Router;
use lucerna::axum::AccountPages;
use lucerna::pages::{self, Pages};
use lucerna::prelude::*;
use lucerna_testkit::web::Application;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

#[derive(Attributes)]
struct Profile {
    #[column(unique, username)]
    username: String,
}

fn start(public_origin: Option<&str>) -> Application {
    let directory = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let origin = public_origin.map_or_else(|| format!("http://{address}"), str::to_owned);
    let schema = Schema::of::<Profile>().unwrap().with(pages::tables()).unwrap();
    let store = SqliteStore::open(directory.path().join("app.db"), schema).unwrap();
    let auth: Auth<Profile> =
        Auth::builder(store, lucerna_testkit::quick_passwords(), origin.parse().unwrap()).build().unwrap();
    let profile = |new: &pages::NewAccount<'_>| Ok(Profile { username: new.username().to_owned() });
    let pages = Pages::builder(&auth, profile).build().unwrap();
    let app = Router::new().fallback_service(AccountPages(pages));
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    runtime.spawn(async { axum::serve(listener, app).await });
    Application::new(address, origin, (runtime, directory))
}

lucerna_testkit::web_contract!(start);
