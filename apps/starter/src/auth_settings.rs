//! The settings of [`Auth`](lucerna::Auth) that do not depend on the database.

use crate::Profile;
use crate::app_info::AppInfo;
use crate::attempt_counters::AttemptCounters;
use crate::config::Config;
use lucerna::{AuthBuilder, CookieOptions, Origin, PasswordPolicy, TrustedProxies};

/// The settings of [`Auth`](lucerna::Auth) that do not depend on the database.
pub(crate) struct AuthSettings {
    pub(crate) origin: Origin,
    pub(crate) proxies: TrustedProxies,
    pub(crate) app: AppInfo,
    pub(crate) attempts: AttemptCounters,
}

impl AuthSettings {
    pub(crate) fn new(config: &Config, origin: Origin) -> Self {
        let app = AppInfo {
            name: config.app_name.as_str().into(),
            base: config.base.clone(),
            secure: origin.is_secure(),
        };
        Self { origin, proxies: config.proxies.clone(), app, attempts: config.attempts }
    }

    pub(crate) fn apply(&self, builder: AuthBuilder<Profile, ()>) -> AuthBuilder<Profile, ()> {
        let mut passwords = PasswordPolicy::default();
        passwords.context = vec![self.app.name.to_string()];
        let builder = self.attempts.apply(builder);
        builder
            .trusted_proxies(self.proxies.clone())
            .password_policy(passwords)
            .cookie(self.cookie())
            .sign_in_path(self.app.base.of("/login"))
    }

    /// Returns the options of the session cookie. Its path stays `/`, also below a base path: only then can it be
    /// `__Host-…`, which no other host of the domain can set. So each application of a host has a name of its own.
    fn cookie(&self) -> CookieOptions {
        let mut cookie = CookieOptions::default();
        if !self.app.base.is_root() {
            cookie.name.push_str(&self.app.base.cookie_suffix());
            // Lucerna adds the port to its default name only.
            if self.origin.is_loopback() {
                cookie.name.push_str(&format!("_{}", self.origin.port()));
            }
        }
        cookie
    }
}
