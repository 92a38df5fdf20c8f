//! A router whose state has no `Auth`.

use axum::Router;
use axum::routing::get;
use lucerna::axum::CurrentUser;

#[derive(Clone)]
struct AppState;

async fn profile(user: CurrentUser<()>) -> String {
    user.id.to_string()
}

fn main() {
    let _: Router = Router::<AppState>::new().route("/", get(profile)).with_state(AppState);
}
