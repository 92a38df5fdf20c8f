//! Signing out.

use crate::answer::PageAnswer;
use crate::stop::Handled;
use crate::visit::Visit;
use http::HeaderValue;
use http::header::SET_COOKIE;
use lucerna_core::Attributes;
use serde_json::json;

/// Ends the session of the request. Without a session it only leads to the sign-in page: the button was clicked twice, or in
/// an old tab.
pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let answer = PageAnswer::next(visit.pages.auth.sign_in_path(), json!({}));
    let answer = match visit.session().await? {
        Some(session) => {
            let cookie = visit.auth.end_session(&session.id).await?;
            visit.pages.devices.forget(&session.id).await;
            answer.with_cookie((!visit.asked.is_bearer).then_some(cookie))?
        }
        None => answer,
    };
    Ok(answer.with(SET_COOKIE, forget_pages(visit.pages.is_secure())))
}

/// Returns a cookie that removes pages from Chromium's back button. Chromium keeps `no-store` pages for that button until an
/// `HttpOnly` cookie changes, and misses one change if a redirect set the cookie. It has no other purpose.
pub(super) fn forget_pages(is_secure: bool) -> HeaderValue {
    HeaderValue::from_static(if is_secure {
        "__Host-signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax"
    })
}
