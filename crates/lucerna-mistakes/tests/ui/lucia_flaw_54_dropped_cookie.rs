//! A sign-in whose cookie is never sent to the browser.
#![deny(unused_must_use)]

use lucerna::Verified;
use lucerna::axum::{AuthError, AuthRequest};

pub async fn sign_in(auth: AuthRequest<()>, verified: Verified) -> Result<&'static str, AuthError> {
    auth.start_session(verified).await?;
    Ok("welcome")
}

fn main() {}
