//! Extensions of requests and replies for the starter's own pages.

use super::PASSWORD;
use lucerna_testkit::web::{Reply, Request};

/// Reads and checks replies of the starter.
pub(crate) trait ReplyExt {
    /// Returns the `Set-Cookie` of the session's cookie, or an empty string. It ignores the cookie `signed_out`, those of a
    /// known device and of mail, and the deletion of Lucia's cookie.
    fn set_cookie(&self) -> &str;

    /// Returns the session's cookie as a browser sends it back.
    fn cookie(&self) -> Option<String>;

    fn goes_to(&self, path: &str) -> bool;

    /// Returns true for any page of the application.
    fn is_page(&self) -> bool;

    /// Checks that the reply is a page with this status, and that it sets no cookie.
    fn assert_refusal(&self, status: u16);
}

impl ReplyExt for Reply {
    fn set_cookie(&self) -> &str {
        let mut values = self.all("set-cookie");
        let is_other = |it: &str| {
            it.split('=').next().is_some_and(|it| it.ends_with("_device") || it.ends_with("_mail"))
        };
        values.retain(|it| {
            !it.trim_start_matches("__Host-").starts_with("signed_out=1;")
                && !it.starts_with("auth_session=; Max-Age=0;")
                && !is_other(it)
        });
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
            && self.body.contains(r#"<link rel="stylesheet" href="/account/pages.css?v="#)
            && self.body.contains("<h1>")
    }

    #[track_caller]
    fn assert_refusal(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.is_page() && self.all("set-cookie").is_empty(), "{self:?}");
    }
}

/// Fills in the starter's forms.
pub(crate) trait RequestExt {
    /// Adds this username and [`PASSWORD`] as a form.
    fn user(self, username: &str) -> Self;
}

impl RequestExt for Request {
    fn user(self, username: &str) -> Self {
        self.credentials(username, PASSWORD)
    }
}
