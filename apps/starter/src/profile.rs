//! The profile page, and signing out from it.

use crate::Profile;
use crate::page::{self, ProfilePage};
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, Html, Redirect};
use lucerna::axum::{AuthError, AuthRequest, CurrentSession, CurrentUser, SetCookie};

pub(crate) async fn show(user: CurrentUser<Profile>) -> Html<String> {
    page::render(&ProfilePage { id: user.id.as_str(), username: &user.username })
}

/// Chromium keeps pages that must not be stored for its back button until an `HttpOnly` cookie changes, and misses one
/// change where a redirect set the cookie. This one holds nothing: it is there to change.
const FORGET_PAGES: (HeaderName, &str) =
    (SET_COOKIE, "signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax");

pub(crate) async fn sign_out(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<(SetCookie, AppendHeaders<[(HeaderName, &'static str); 1]>, Redirect), AuthError> {
    let cookie = auth.end_session(&session.id).await?;
    Ok((cookie, AppendHeaders([FORGET_PAGES]), Redirect::to("/login")))
}
