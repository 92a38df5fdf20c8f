//! The profile page and its sign-out buttons.

use crate::Profile;
use crate::page::{self, AppName, ProfilePage};
use crate::relative_time::ago;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, Html, Redirect};
use lucerna::Auth;
use lucerna::axum::{AuthError, AuthRequest, CurrentSession, SetCookie};

pub(crate) async fn show(
    State(app_name): State<AppName>,
    State(auth): State<Auth<Profile>>,
    session: CurrentSession<Profile>,
) -> Result<Html<String>, AuthError> {
    let sessions = auth.user_sessions(&session.user.id).await?;
    Ok(page::render(&ProfilePage {
        app_name: &app_name,
        id: session.user.id.as_str(),
        username: &session.user.username,
        signed_in: session.details.started.map(|it| ago(auth.now().since(it))),
        other_sessions: sessions.iter().filter(|it| it.id != session.id).count(),
    }))
}

/// A cookie that removes the profile from Chromium's back button. Chromium keeps `no-store` pages for that button until an
/// `HttpOnly` cookie changes, and misses one change if a redirect set the cookie. This cookie has no other purpose.
const FORGET_PAGES: (HeaderName, &str) =
    (SET_COOKIE, "signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax");

type SignedOut = (Option<SetCookie>, AppendHeaders<[(HeaderName, &'static str); 1]>, Redirect);

/// Ends this session. Without a session it only redirects: the button was clicked twice, or in an old tab.
pub(crate) async fn sign_out(
    auth: AuthRequest<Profile>,
    session: Option<CurrentSession<Profile>>,
) -> Result<SignedOut, AuthError> {
    let cookie = match session {
        Some(session) => Some(auth.end_session(&session.id).await?),
        None => None,
    };
    Ok((cookie, AppendHeaders([FORGET_PAGES]), Redirect::to("/login")))
}

/// Ends all other sessions of the user.
pub(crate) async fn sign_out_others(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<Redirect, AuthError> {
    auth.end_user_sessions(&session.user.id, Some(&session.id)).await?;
    Ok(Redirect::to("/"))
}
