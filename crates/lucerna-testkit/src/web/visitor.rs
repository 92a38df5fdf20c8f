//! What a visitor does with the pages, and the questions that cases put to the answers.

use super::{Application, Reply};

/// A password that no list of common passwords has.
pub(super) const PASSWORD: &str = "correct horse battery";

/// The fewest characters of a token: 128 bits in base64.
const SHORTEST_TOKEN: usize = 22;

impl Application {
    pub(super) fn sign_up(&self, username: &str) -> String {
        self.signed(&self.paths().sign_up, username)
    }

    pub(super) fn sign_in(&self, username: &str) -> String {
        self.signed(&self.paths().sign_in, username)
    }

    fn signed(&self, path: &str, username: &str) -> String {
        let reply = self.post(path).credentials(username, PASSWORD).send();
        assert!(self.goes_to_profile(&reply), "{path} as {username}: {reply:?}");
        reply.session_cookie().unwrap_or_else(|| panic!("{path} sets no session cookie: {reply:?}"))
    }

    /// The answer to a sign-in form, whatever it is.
    pub(super) fn try_sign_in(&self, username: &str, password: &str) -> Reply {
        self.post(&self.paths().sign_in).credentials(username, password).send()
    }

    pub(super) fn sign_out(&self, cookie: &str) -> Reply {
        self.post(&self.paths().sign_out).cookie(cookie).send()
    }

    pub(super) fn profile(&self, cookie: &str) -> Reply {
        self.get(&self.paths().profile).cookie(cookie).send()
    }

    /// Whether this cookie is somebody's. Anything but yes and no fails the case.
    #[track_caller]
    pub(super) fn knows(&self, cookie: &str) -> bool {
        let reply = self.profile(cookie);
        assert!(reply.status == 200 || self.goes_to_sign_in(&reply), "the profile page: {reply:?}");
        reply.status == 200
    }

    /// Whether there is an account of this name, with everybody's password.
    pub(super) fn has_account(&self, username: &str) -> bool {
        let reply = self.try_sign_in(username, PASSWORD);
        assert!(reply.status == 401 || self.goes_to_profile(&reply), "signing in: {reply:?}");
        reply.status != 401
    }

    pub(super) fn goes_to_profile(&self, reply: &Reply) -> bool {
        self.leads_to(reply, &self.paths().profile)
    }

    /// Whether it is sent to this path of the application, query included.
    pub(super) fn leads_to(&self, reply: &Reply, path: &str) -> bool {
        self.target(reply) == Some(path)
    }

    /// Whether it is sent to the sign-in page, which may be told in the query where the visitor wanted to go.
    pub(super) fn goes_to_sign_in(&self, reply: &Reply) -> bool {
        let path = self.target(reply).map(|it| it.split('?').next().unwrap_or_default());
        path == Some(self.paths().sign_in.as_str())
    }

    /// Where a redirect leads on the application's own origin; nothing if it is none or leads away.
    pub(super) fn target<'a>(&self, reply: &'a Reply) -> Option<&'a str> {
        let location = Some(reply.header("location")).filter(|_| matches!(reply.status, 302 | 303))?;
        Some(location.strip_prefix(self.origin()).unwrap_or(location)).filter(|it| it.starts_with('/'))
    }

    /// Checks that no redirect leads to another host, whatever kind it is.
    #[track_caller]
    pub(super) fn assert_stays(&self, reply: &Reply) {
        let location = reply.header("location");
        let path = location.strip_prefix(self.origin()).unwrap_or(location);
        let leads_away = path.starts_with("//") || path.contains('\\') || !path.starts_with('/');
        assert!(location.is_empty() || !leads_away, "the redirect leads away: {reply:?}");
    }

    /// Checks that it still does what it is there for.
    #[track_caller]
    pub(super) fn assert_well(&self) {
        let reply = self.get(&self.paths().sign_in).send();
        assert_eq!(reply.status, 200, "the sign-in page: {reply:?}");
    }
}

impl Reply {
    /// The one session cookie that is set, as a browser sends it back. Cookies without a token, or with one that is
    /// too short for a secret, are something else.
    #[track_caller]
    pub(super) fn session_cookie(&self) -> Option<String> {
        let set = self.all("set-cookie").into_iter().filter_map(|it| it.split(';').next());
        let token = |it: &&str| it.split_once('=').is_some_and(|(_, value)| value.len() >= SHORTEST_TOKEN);
        let cookies: Vec<_> = set.filter(token).collect();
        assert!(cookies.len() < 2, "two session cookies: {self:?}");
        cookies.first().map(|it| (*it).to_owned())
    }

    /// The `Set-Cookie` of this name.
    #[track_caller]
    pub(super) fn set_cookie(&self, name: &str) -> &str {
        let values = self.all("set-cookie");
        let ours = values.into_iter().filter(|it| it.split('=').next() == Some(name)).collect::<Vec<_>>();
        assert_eq!(ours.len(), 1, "not one cookie {name}: {self:?}");
        ours.first().copied().unwrap_or_default()
    }

    /// Checks that the client is told that it is wrong, and that nobody is signed in or out by it.
    #[track_caller]
    pub(super) fn assert_refused(&self, what: &str) {
        assert!((400..500).contains(&self.status), "{what}: {self:?}");
        assert!(self.all("set-cookie").is_empty(), "{what} sets a cookie: {self:?}");
    }

    /// The same with the very status.
    #[track_caller]
    pub(super) fn assert_refused_with(&self, status: u16, what: &str) {
        self.assert_refused(what);
        assert_eq!(self.status, status, "{what}: {self:?}");
    }

    /// Checks that nothing was done by a method that the page does not have, or that no HTTP server has (501).
    #[track_caller]
    pub(super) fn assert_no_method(&self, what: &str) {
        assert!(matches!(self.status, 400..=499 | 501), "{what}: {self:?}");
        assert!(self.all("set-cookie").is_empty(), "{what} sets a cookie: {self:?}");
    }

    /// Checks that it is no error of the application's.
    #[track_caller]
    pub(super) fn assert_no_error(&self, what: &str) {
        assert!(self.status < 500, "{what}: {self:?}");
    }
}

/// The name and the token of a cookie.
pub(super) fn halves(cookie: &str) -> (&str, &str) {
    cookie.split_once('=').unwrap_or((cookie, ""))
}
