//! The settings of [`Auth`](lucerna::Auth) that do not depend on the database.

use crate::account::AccountObservers;
use crate::attempt_counters::AttemptCounters;
use crate::base_path::PathPrefix;
use crate::config::Config;
use crate::profile::Profile;
use lucerna::{AuthBuilder, CookieOptions, Origin, PasswordPolicy, TrustedProxies};

/// The settings of [`Auth`](lucerna::Auth) that do not depend on the database.
pub(crate) struct AuthSettings {
    pub(crate) origin: Origin,
    proxies: TrustedProxies,
    app_name: String,
    base: PathPrefix,
    attempts: AttemptCounters,
    observers: Option<AccountObservers>,
}

impl AuthSettings {
    pub(crate) fn new(config: &Config, origin: Origin) -> Self {
        Self {
            origin,
            proxies: config.proxies.clone(),
            app_name: config.looks.name.clone(),
            base: config.base.clone(),
            attempts: config.attempts,
            observers: None,
        }
    }

    /// Sets the observers of the account pages.
    pub(crate) fn observed_by(self, observers: AccountObservers) -> Self {
        Self { observers: Some(observers), ..self }
    }

    pub(crate) fn apply(self, builder: AuthBuilder<Profile, ()>) -> AuthBuilder<Profile, ()> {
        let mut passwords = PasswordPolicy::default();
        passwords.context = vec![self.app_name.clone()];
        let builder = self.attempts.apply(builder);
        let builder = builder
            .trusted_proxies(self.proxies.clone())
            .password_policy(passwords)
            .cookie(self.cookie())
            .sign_in_path(self.base.of("/login"))
            .verify_path(self.base.of("/login/verify"));
        match self.observers {
            Some(observers) => observers.apply(builder),
            None => builder,
        }
    }

    /// Returns the options of the session cookie. Its path stays `/`, also below a base path: only then can it be
    /// `__Host-…`, which no other host of the domain can set. So each application of a host has a name of its own.
    fn cookie(&self) -> CookieOptions {
        let mut cookie = CookieOptions::default();
        if !self.base.is_root() {
            cookie.name.push_str(&self.base.cookie_suffix());
            // Lucerna adds the port to its default name only.
            if self.origin.is_loopback() {
                cookie.name.push_str(&format!("_{}", self.origin.port()));
            }
        }
        cookie
    }
}
