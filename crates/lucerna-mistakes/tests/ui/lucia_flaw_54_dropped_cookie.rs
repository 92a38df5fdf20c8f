//! Somebody is signed in, and their browser never learns of it.
#![deny(unused_must_use)]

use lucerna::Verified;
use lucerna::axum::{AuthError, AuthRequest};

pub async fn sign_in(auth: AuthRequest<()>, verified: Verified) -> Result<&'static str, AuthError> {
    auth.start_session(verified).await?;
    Ok("welcome")
}

fn main() {}
