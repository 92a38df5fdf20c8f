//! The session cookie: read, set and cleared.

use super::fault::Fault;
use super::http::ReceivedRequest;
use super::server::FaultyApplication;
use std::str;

const NAME: &str = "session";

impl FaultyApplication {
    fn cookie_name(&self) -> &'static str {
        if self.is_https() && !self.has(Fault::CookieHasNoPrefix) { "__Host-session" } else { NAME }
    }

    /// Returns the token of the only session cookie.
    pub(super) fn token(&self, asked: &ReceivedRequest) -> Option<String> {
        if self.has(Fault::UnreadableCookiePanics) {
            asked.all("cookie").iter().for_each(|it| drop(str::from_utf8(it).unwrap().to_owned()));
        }
        let headers = asked.all("cookie");
        let mut cookies = headers.iter().flat_map(|it| it.split(|byte| *byte == b';'));
        let cookies: Vec<_> = if self.has(Fault::FirstCookieOnly) {
            cookies.next().into_iter().collect()
        } else {
            cookies.collect()
        };
        let halves =
            cookies.into_iter().filter_map(|it| str::from_utf8(it.trim_ascii()).ok()?.split_once('='));
        let ours: Vec<_> = halves.filter(|(name, _)| self.is_our_cookie(name)).collect();
        let only = ours.len() == 1 || self.has(Fault::LastCookieCounts);
        let cookie = ours.last().filter(|_| only).map(|(_, token)| (*token).to_owned());
        cookie.or_else(|| self.token_elsewhere(asked))
    }

    fn is_our_cookie(&self, name: &str) -> bool {
        match self.fault {
            Fault::CookieNamesAreDecoded => name == self.cookie_name() || name.starts_with('%'),
            Fault::CookieNamesIgnoreCase => name.eq_ignore_ascii_case(self.cookie_name()),
            Fault::PrefixIsOptional => name.trim_start_matches("__Host-") == NAME,
            _ => name == self.cookie_name(),
        }
    }

    /// Returns a token that is read from the wrong place, if that is the fault.
    fn token_elsewhere(&self, asked: &ReceivedRequest) -> Option<String> {
        match self.fault {
            Fault::AddressSignsIn => {
                str::from_utf8(asked.query()).ok()?.split_once("token=").map(|it| it.1.to_owned())
            }
            Fault::BearerSignsIn => asked.text("authorization")?.strip_prefix("Bearer ").map(str::to_owned),
            _ => None,
        }
    }

    /// Returns the header that sets this token, or that clears the cookie.
    pub(super) fn set_cookie(&self, asked: &ReceivedRequest, token: &str) -> String {
        let part = |left_out: Fault, text: &'static str| if self.has(left_out) { "" } else { text };
        let age = if token.is_empty() { 0 } else { 7_776_000 };
        let has_other_path = token.is_empty() && self.has(Fault::CookieIsClearedUnderAnotherPath);
        let path = if has_other_path { "; Path=/account" } else { "; Path=/" };
        let domain = if self.has(Fault::CookieHasDomain) { "; Domain=example" } else { "" };
        let http_only = part(Fault::CookieIsNotHttpOnly, "; HttpOnly");
        let same_site = part(Fault::CookieHasNoSameSite, "; SameSite=Lax");
        let forwarded =
            self.has(Fault::SchemeIsForwarded) && asked.text("x-forwarded-proto") == Some("https");
        let secure =
            if self.is_https() || forwarded { part(Fault::CookieIsNotSecure, "; Secure") } else { "" };
        format!("{}={token}; Max-Age={age}{path}{domain}{http_only}{same_site}{secure}", self.cookie_name())
    }
}
