//! A session without its required attributes.

use lucerna::Attributes;
use lucerna::Verified;
use lucerna::axum::{AuthError, AuthRequest, SetCookie};

#[derive(Attributes)]
pub struct Device {
    user_agent: String,
}

pub async fn sign_in(auth: AuthRequest<(), Device>, verified: Verified) -> Result<SetCookie, AuthError> {
    Ok(auth.start_session(verified).await?)
}

fn main() {}
