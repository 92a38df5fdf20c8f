//! The actions of a visitor, and the checks of the answers.

use super::{Application, Reply};

/// A password that is in no list of common passwords.
pub(super) const PASSWORD: &str = "correct horse battery";

/// The length of the shortest token: 128 bits in base64.
const MIN_TOKEN_LENGTH: usize = 22;

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

    /// Sends the sign-in form and returns the answer.
    pub(super) fn try_sign_in(&self, username: &str, password: &str) -> Reply {
        self.post(&self.paths().sign_in).credentials(username, password).send()
    }

    pub(super) fn sign_out(&self, cookie: &str) -> Reply {
        self.post(&self.paths().sign_out).cookie(cookie).send()
    }

    pub(super) fn profile(&self, cookie: &str) -> Reply {
        self.get(&self.paths().profile).cookie(cookie).send()
    }

    /// Returns true if the cookie belongs to a session. Panics on an answer that is neither the profile nor a
    /// redirect to the sign-in page.
    #[track_caller]
    pub(super) fn knows(&self, cookie: &str) -> bool {
        let reply = self.profile(cookie);
        assert!(reply.status == 200 || self.goes_to_sign_in(&reply), "the profile page: {reply:?}");
        reply.status == 200
    }

    /// Returns true if an account of this name with [`PASSWORD`] exists.
    pub(super) fn has_account(&self, username: &str) -> bool {
        let reply = self.try_sign_in(username, PASSWORD);
        assert!(reply.status == 401 || self.goes_to_profile(&reply), "signing in: {reply:?}");
        reply.status != 401
    }

    pub(super) fn goes_to_profile(&self, reply: &Reply) -> bool {
        self.leads_to(reply, &self.paths().profile)
    }

    /// Returns true if the answer redirects to this path of the application, query included.
    pub(super) fn leads_to(&self, reply: &Reply, path: &str) -> bool {
        self.target(reply) == Some(path)
    }

    /// Returns true if the answer redirects to the sign-in page. Its query may name the page that was requested.
    pub(super) fn goes_to_sign_in(&self, reply: &Reply) -> bool {
        let path = self.target(reply).map(|it| it.split('?').next().unwrap_or_default());
        path == Some(self.paths().sign_in.as_str())
    }

    /// Returns the path to which an answer redirects on the application's own origin. `None` for other answers.
    pub(super) fn target<'a>(&self, reply: &'a Reply) -> Option<&'a str> {
        let location = Some(reply.header("location")).filter(|_| matches!(reply.status, 302 | 303))?;
        Some(location.strip_prefix(self.origin()).unwrap_or(location)).filter(|it| it.starts_with('/'))
    }

    /// Checks that the answer does not redirect to another host.
    #[track_caller]
    pub(super) fn assert_stays(&self, reply: &Reply) {
        let location = reply.header("location");
        let path = location.strip_prefix(self.origin()).unwrap_or(location);
        let leads_away = path.starts_with("//") || path.contains('\\') || !path.starts_with('/');
        assert!(location.is_empty() || !leads_away, "the redirect leads away: {reply:?}");
    }

    /// Checks that the application still works.
    #[track_caller]
    pub(super) fn assert_works(&self) {
        let reply = self.get(&self.paths().sign_in).send();
        assert_eq!(reply.status, 200, "the sign-in page: {reply:?}");
    }
}

impl Reply {
    /// Returns the only session cookie that the answer sets, as a browser sends it back. Cookies of known devices are
    /// ignored, and those without a value, or with one too short for a token.
    #[track_caller]
    pub(super) fn session_cookie(&self) -> Option<String> {
        let set = self.all("set-cookie").into_iter().filter_map(|it| it.split(';').next());
        let is_session = |it: &&str| {
            it.split_once('=')
                .is_some_and(|(name, value)| value.len() >= MIN_TOKEN_LENGTH && !name.ends_with("_device"))
        };
        let cookies: Vec<_> = set.filter(is_session).collect();
        assert!(cookies.len() < 2, "two session cookies: {self:?}");
        cookies.first().map(|it| (*it).to_owned())
    }

    /// Returns the `Set-Cookie` of this name.
    #[track_caller]
    pub(super) fn set_cookie(&self, name: &str) -> &str {
        let values = self.all("set-cookie");
        let ours = values.into_iter().filter(|it| it.split('=').next() == Some(name)).collect::<Vec<_>>();
        assert_eq!(ours.len(), 1, "not one cookie {name}: {self:?}");
        ours.first().copied().unwrap_or_default()
    }

    /// Checks that the answer is a 4xx and sets no cookie.
    #[track_caller]
    pub(super) fn assert_refused(&self, what: &str) {
        assert!((400..500).contains(&self.status), "{what}: {self:?}");
        assert!(self.all("set-cookie").is_empty(), "{what} sets a cookie: {self:?}");
    }

    /// Checks that the answer has this status and sets no cookie.
    #[track_caller]
    pub(super) fn assert_refused_with(&self, status: u16, what: &str) {
        self.assert_refused(what);
        assert_eq!(self.status, status, "{what}: {self:?}");
    }

    /// Checks that an unsupported method did nothing: a 4xx, or 501 from the HTTP server.
    #[track_caller]
    pub(super) fn assert_no_method(&self, what: &str) {
        assert!(matches!(self.status, 400..=499 | 501), "{what}: {self:?}");
        assert!(self.all("set-cookie").is_empty(), "{what} sets a cookie: {self:?}");
    }

    /// Checks that the answer is not a 5xx.
    #[track_caller]
    pub(super) fn assert_no_error(&self, what: &str) {
        assert!(self.status < 500, "{what}: {self:?}");
    }
}

/// Returns the name and the token of a cookie.
pub(super) fn name_and_token(cookie: &str) -> (&str, &str) {
    cookie.split_once('=').unwrap_or((cookie, ""))
}
