//! A handler that asks for users with other attributes than the state's.

use axum::Router;
use axum::routing::get;
use lucerna::axum::CurrentUser;
use lucerna::{Attributes, Auth};

#[derive(Attributes)]
struct Profile {
    username: String,
}

#[derive(Attributes)]
struct Member {
    email: String,
}

async fn show(user: CurrentUser<Member>) -> String {
    user.email.clone()
}

pub fn router(auth: Auth<Profile>) -> Router {
    Router::<Auth<Profile>>::new().route("/", get(show)).with_state(auth)
}

fn main() {}
