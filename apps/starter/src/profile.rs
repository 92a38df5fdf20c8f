//! The profile page, and signing out from it.

use crate::Profile;
use crate::page::{self, ProfilePage};
use axum::response::{Html, Redirect};
use lucerna::axum::{AuthError, AuthRequest, CurrentSession, CurrentUser, SetCookie};

pub(crate) async fn show(user: CurrentUser<Profile>) -> Html<String> {
    page::render(&ProfilePage { id: user.id.as_str(), username: &user.username })
}

pub(crate) async fn sign_out(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<(SetCookie, Redirect), AuthError> {
    Ok((auth.end_session(&session.id).await?, Redirect::to("/login")))
}
