//! The security headers of an answer.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use lucerna_core::Origin;
use std::net::Ipv4Addr;

const HEADERS: [(HeaderName, &str); 8] = [
    // Only files of this origin: no inline script or style, and nothing from other sites. Turbo and htmx send forms with `connect-src`.
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: browsers would send `Origin: null` with forms of this origin.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    // Pages depend on the user.
    (CACHE_CONTROL, "no-store"),
];

/// The security headers of an application's answers. The account pages send them, and an application can add them to its own answers.
///
/// | header | meaning |
/// |---|---|
/// | `Content-Security-Policy` | scripts, styles, pictures, fonts, connections and forms of this origin only, nothing inline, and no frame around a page |
/// | `X-Content-Type-Options`, `X-Frame-Options` | no other type than the declared one; no frame, for old browsers |
/// | `Referrer-Policy` | the address of a page is sent to this origin only |
/// | `Cross-Origin-Opener-Policy`, `Cross-Origin-Resource-Policy` | no window and no page of another origin gets at the answer |
/// | `Permissions-Policy` | no camera, location or microphone |
/// | `Cache-Control` | the answer is not stored |
/// | `Strict-Transport-Security` | `https` alone for two years, on an `https` origin with a name |
///
/// ```
/// use http::Response;
/// use lucerna_web::SecurityHeaders;
///
/// let headers = SecurityHeaders::new(&"https://app.example".parse()?);
/// let mut response = Response::new("Hello");
/// headers.add_to(response.headers_mut());
/// assert_eq!(response.headers()["x-content-type-options"], "nosniff");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SecurityHeaders {
    transport: Option<HeaderValue>,
}

impl SecurityHeaders {
    /// Returns the headers for this origin.
    ///
    /// `Strict-Transport-Security` is left out for an origin without `https`, for addresses, for which browsers ignore it, and for this
    /// machine, on which other programs have no `https`.
    #[must_use]
    pub fn new(origin: &Origin) -> Self {
        let is_address = origin.host().starts_with('[') || origin.host().parse::<Ipv4Addr>().is_ok();
        let applies = origin.is_secure() && !origin.is_loopback() && !is_address;
        Self { transport: applies.then_some(HeaderValue::from_static("max-age=63072000")) }
    }

    /// Demands `https` of all hosts below the origin's, too. They may be others'.
    #[must_use]
    pub fn with_subdomains(self) -> Self {
        let all = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        Self { transport: self.transport.map(|_| all) }
    }

    /// Adds the headers that the answer does not have. `Strict-Transport-Security` is about the host and not about one answer, so it
    /// replaces that of the answer.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        for (name, value) in HEADERS {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if let Some(transport) = &self.transport {
            headers.insert(STRICT_TRANSPORT_SECURITY, transport.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(headers: &SecurityHeaders) -> HeaderMap {
        let mut sent = HeaderMap::new();
        headers.add_to(&mut sent);
        sent
    }

    #[test]
    fn https_is_demanded_of_names_on_a_network_only() {
        let of = |origin: &str| SecurityHeaders::new(&origin.parse().unwrap());
        let demanded = |headers| sent(&headers).remove(STRICT_TRANSPORT_SECURITY);
        let app = of("https://app.example");
        assert_eq!(demanded(app.clone()).unwrap(), "max-age=63072000");
        assert_eq!(demanded(app.with_subdomains()).unwrap(), "max-age=63072000; includeSubDomains");
        for origin in [
            "http://app.example",
            "https://localhost",
            "https://localhost:8443",
            "https://app.localhost",
            "https://127.0.0.1",
            "https://192.0.2.7",
            "https://[::1]",
            "https://[2001:db8::1]",
        ] {
            assert_eq!(demanded(of(origin).with_subdomains()), None, "{origin}");
        }
    }

    #[test]
    fn a_header_of_the_answer_stays_and_the_demand_is_that_of_the_outer_layer() {
        let inner = SecurityHeaders::new(&"https://app.example".parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public"));
        inner.add_to(&mut headers);
        assert_eq!((headers.len(), &headers[CACHE_CONTROL]), (9, &HeaderValue::from_static("public")));
        inner.with_subdomains().add_to(&mut headers);
        assert_eq!(headers.get_all(STRICT_TRANSPORT_SECURITY).iter().count(), 1);
        assert_eq!(headers[STRICT_TRANSPORT_SECURITY], "max-age=63072000; includeSubDomains");
    }
}
