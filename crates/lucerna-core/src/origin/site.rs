//! Sites: a registered domain and every host under it.

use super::Origin;

/// A registered domain and every host under it, with one scheme and any port.
///
/// Allowing a site lets a page of any of its hosts send requests, so all of them must be trusted. Dots alone do not
/// show where a site ends: `app.co.uk` and `evil.co.uk` belong to different owners. So a site needs a list of public
/// suffixes. The crate `lucerna-site` has the list of publicsuffix.org.
///
/// ```
/// use lucerna_core::{Origin, PublicSuffixes, Site};
///
/// /// A list for an application with a single domain.
/// struct OneDomain;
///
/// impl PublicSuffixes for OneDomain {
///     fn registrable_domain<'a>(&self, host: &'a str) -> Option<&'a str> {
///         let rest = host.strip_suffix("shop.example")?;
///         (rest.is_empty() || rest.ends_with('.')).then(|| &host[rest.len()..])
///     }
/// }
///
/// let own: Origin = "https://app.shop.example".parse()?;
/// assert_eq!(Site::of(&own, &OneDomain), Site::of(&"https://shop.example".parse()?, &OneDomain));
/// assert_eq!(Site::of(&"https://other.example".parse()?, &OneDomain), None);
/// # Ok::<(), lucerna_core::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    secure: bool,
    domain: String,
}

impl Site {
    /// Returns the site of an origin. `None` means that its host is a public suffix, an address or a single name.
    #[must_use]
    pub fn of(origin: &Origin, suffixes: &impl PublicSuffixes) -> Option<Self> {
        let domain = suffixes.registrable_domain(origin.host()).filter(|_| origin.is_web())?;
        Some(Self { secure: origin.is_secure(), domain: domain.to_owned() })
    }

    pub(super) fn contains(&self, origin: &Origin) -> bool {
        let host = origin.host().strip_suffix(&*self.domain);
        origin.is_web()
            && self.secure == origin.is_secure()
            && host.is_some_and(|it| it.is_empty() || it.ends_with('.'))
    }
}

/// A list of the public suffixes, under which anyone can register a domain.
///
/// ```
/// use lucerna_core::PublicSuffixes;
///
/// /// A list without entries.
/// struct Nothing;
///
/// impl PublicSuffixes for Nothing {
///     fn registrable_domain<'a>(&self, _host: &'a str) -> Option<&'a str> {
///         None
///     }
/// }
/// ```
pub trait PublicSuffixes {
    /// Returns the registered domain of a lower-case host, such as `shop.co.uk` for `www.shop.co.uk`.
    fn registrable_domain<'a>(&self, host: &'a str) -> Option<&'a str>;
}
