//! Extensions of requests and replies for the starter's own pages.

use super::PASSWORD;
use lucerna_testkit::web::{Reply, Request};

/// What an answer of the starter is.
pub(crate) trait ReplyExt {
    /// The one `Set-Cookie` of the session's cookie, or nothing. Signing out sets another, which holds nothing, and
    /// whoever comes with Lucia's has that one deleted.
    fn set_cookie(&self) -> &str;

    /// The cookie that is set, as a browser sends it back.
    fn cookie(&self) -> Option<String>;

    fn goes_to(&self, path: &str) -> bool;

    /// Whether it is a page of ours, whatever it says.
    fn is_page(&self) -> bool;

    /// Checks that it is a page with this status that sets no cookie.
    fn assert_refusal(&self, status: u16);
}

impl ReplyExt for Reply {
    fn set_cookie(&self) -> &str {
        let mut values = self.all("set-cookie");
        values.retain(|it| !it.starts_with("signed_out=1;") && !it.starts_with("auth_session=; Max-Age=0;"));
        assert!(values.len() < 2, "set-cookie twice: {self:?}");
        values.first().copied().unwrap_or_default()
    }

    fn cookie(&self) -> Option<String> {
        let set = self.set_cookie();
        set.split(';').next().filter(|it| !it.is_empty()).map(str::to_owned)
    }

    fn goes_to(&self, path: &str) -> bool {
        self.status == 303 && self.header("location") == path
    }

    fn is_page(&self) -> bool {
        self.header("content-type") == "text/html; charset=utf-8"
            && self.body.starts_with("<!doctype html>")
            && self.body.contains(r#"<link rel="stylesheet" href="/style.css">"#)
            && self.body.contains("<h1>")
    }

    #[track_caller]
    fn assert_refusal(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.is_page() && self.all("set-cookie").is_empty(), "{self:?}");
    }
}

/// What a form of the starter is filled in with.
pub(crate) trait RequestExt {
    /// The name that is meant, and everybody's password.
    fn user(self, username: &str) -> Self;
}

impl RequestExt for Request {
    fn user(self, username: &str) -> Self {
        self.credentials(username, PASSWORD)
    }
}
