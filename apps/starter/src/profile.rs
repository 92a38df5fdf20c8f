//! The profile page and its sign-out buttons.

use crate::Profile;
use crate::app_info::AppInfo;
use crate::page::{self, ProfilePage};
use crate::relative_time::ago;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{AppendHeaders, Html, Redirect};
use lucerna::Auth;
use lucerna::axum::{AuthError, AuthRequest, CurrentSession, SetCookie};

pub(crate) async fn show(
    State(app): State<AppInfo>,
    State(auth): State<Auth<Profile>>,
    session: CurrentSession<Profile>,
) -> Result<Html<String>, AuthError> {
    let sessions = auth.user_sessions(&session.user.id).await?;
    Ok(page::render(&ProfilePage {
        app: &app,
        id: session.user.id.as_str(),
        username: &session.user.username,
        signed_in: session.details.started.map(|it| ago(auth.now().since(it))),
        other_sessions: sessions.iter().filter(|it| it.id != session.id).count(),
    }))
}

type SignedOut = (Option<SetCookie>, AppendHeaders<[(HeaderName, HeaderValue); 1]>, Redirect);

/// Ends this session. Without a session it only redirects: the button was clicked twice, or in an old tab.
pub(crate) async fn sign_out(
    State(app): State<AppInfo>,
    auth: AuthRequest<Profile>,
    session: Option<CurrentSession<Profile>>,
) -> Result<SignedOut, AuthError> {
    let cookie = match session {
        Some(session) => Some(auth.end_session(&session.id).await?),
        None => None,
    };
    Ok((cookie, AppendHeaders([(SET_COOKIE, app.forget_pages())]), app.redirect("/login")))
}

/// Ends all other sessions of the user. Without a session it leads to the sign-in page, as signing out does.
pub(crate) async fn sign_out_others(
    State(app): State<AppInfo>,
    auth: AuthRequest<Profile>,
    session: Option<CurrentSession<Profile>>,
) -> Result<Redirect, AuthError> {
    let Some(session) = session else { return Ok(app.redirect("/login")) };
    auth.end_user_sessions(&session.user.id, Some(&session.id)).await?;
    Ok(app.redirect("/"))
}
