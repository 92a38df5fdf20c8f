//! A site: a domain that somebody registered, and every host under it.

use super::Origin;

/// A registered domain and every host under it, by one scheme and on any port.
///
/// A page of any of them may then send requests here, so allow a site only if all its hosts are run by people you
/// trust. Where one registrar's customers end is no matter of dots: `app.co.uk` and `evil.co.uk` are strangers. So a
/// site is made with a list of public suffixes; the crate `lucerna-site` has the one of publicsuffix.org.
///
/// ```
/// use lucerna_core::{Origin, PublicSuffixes, Site};
///
/// /// For an application that is only ever under one domain.
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
    /// The site of an origin; `None` if its host is a public suffix itself, an address, or a single name.
    #[must_use]
    pub fn of(origin: &Origin, suffixes: &impl PublicSuffixes) -> Option<Self> {
        let domain = suffixes.registrable_domain(origin.host())?;
        Some(Self { secure: origin.is_secure(), domain: domain.to_owned() })
    }

    pub(super) fn contains(&self, origin: &Origin) -> bool {
        let host = origin.host().strip_suffix(&*self.domain);
        self.secure == origin.is_secure() && host.is_some_and(|it| it.is_empty() || it.ends_with('.'))
    }
}

/// A list of the suffixes under which anybody can register a domain.
///
/// ```
/// use lucerna_core::PublicSuffixes;
///
/// /// A list without entries: nobody registered anything.
/// struct Nothing;
///
/// impl PublicSuffixes for Nothing {
///     fn registrable_domain<'a>(&self, _host: &'a str) -> Option<&'a str> {
///         None
///     }
/// }
/// ```
pub trait PublicSuffixes {
    /// The part of a lower-case host that somebody registered: `shop.co.uk` of `www.shop.co.uk`.
    fn registrable_domain<'a>(&self, host: &'a str) -> Option<&'a str>;
}
