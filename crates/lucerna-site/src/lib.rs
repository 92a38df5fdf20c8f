//! Registrable domains by the public suffix list, for Lucerna's allowed sites.
//!
//! The dots of a host do not show which part was registered. `shop.co.uk` is a customer of the registry of `co.uk`, and
//! `me.github.io` is one of GitHub. The list of publicsuffix.org shows it. This crate has the list of the day on which its
//! version of `psl` was published.
//!
//! ```
//! use lucerna_core::Origin;
//! use lucerna_site::site_of;
//!
//! let own: Origin = "https://app.shop.co.uk".parse()?;
//! let site = site_of(&own).ok_or("not a registered domain")?; // shop.co.uk and all its hosts, over https
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use lucerna_core::{Origin, PublicSuffixes, Site};

/// The list of publicsuffix.org. It includes the private section, so two hosts of `github.io` are different sites.
///
/// ```
/// use lucerna_core::PublicSuffixes;
/// use lucerna_site::SuffixList;
///
/// assert_eq!(SuffixList::default().registrable_domain("www.shop.co.uk"), Some("shop.co.uk"));
/// assert_eq!(SuffixList::default().registrable_domain("co.uk"), None);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SuffixList;

impl PublicSuffixes for SuffixList {
    fn registrable_domain<'a>(&self, host: &'a str) -> Option<&'a str> {
        // A suffix that is not in the list is a name of a private network, or a typing error.
        let domain = psl::domain(host.as_bytes()).filter(|it| it.suffix().is_known())?;
        std::str::from_utf8(domain.as_bytes()).ok()
    }
}

/// Returns the site of an origin, for [`AuthBuilder::allow_site`](lucerna_core::AuthBuilder::allow_site). Returns `None` if the
/// host is a public suffix itself, an IP address, or under no known suffix.
///
/// ```
/// use lucerna_site::site_of;
///
/// let [own, neighbour, stranger] =
///     ["https://app.shop.co.uk", "https://www.shop.co.uk", "https://evil.co.uk"].map(str::parse);
/// let own = site_of(&own?);
/// assert_eq!(own, site_of(&neighbour?));
/// assert_ne!(own, site_of(&stranger?));
/// # Ok::<(), lucerna_core::InvalidOrigin>(())
/// ```
#[must_use]
pub fn site_of(origin: &Origin) -> Option<Site> {
    Site::of(origin, &SuffixList)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(host: &str) -> Option<&str> {
        SuffixList.registrable_domain(host)
    }

    #[test]
    fn a_registered_domain_is_one_name_below_its_suffix() {
        assert_eq!(domain("a.b.example.com"), Some("example.com"));
        assert_eq!(domain("app.shop.co.uk"), Some("shop.co.uk"));
        assert_eq!(domain("x.me.github.io"), Some("me.github.io"));
    }

    #[test]
    fn a_host_without_a_registered_domain_has_no_site() {
        for host in
            ["com", "co.uk", "github.io", "localhost", "127.0.0.1", "[::1]", "host.internal-network", ""]
        {
            assert_eq!(domain(host), None, "{host}");
        }
    }

    #[test]
    fn lucia_flaw_05_the_last_two_labels_are_not_the_base_domain() {
        let own: Origin = "https://app.example.co.uk".parse().unwrap();
        let mut policy = lucerna_core::OriginPolicy::new(own.clone());
        policy.allow_site(site_of(&own).unwrap());
        let allows = |origin: &str| policy.check(&PostFrom(origin)).is_ok();
        assert!(allows("https://www.example.co.uk") && allows("https://example.co.uk"));
        for stranger in
            ["https://evil.co.uk", "https://co.uk", "http://www.example.co.uk", "https://evilexample.co.uk"]
        {
            assert!(!allows(stranger), "{stranger}");
        }
        assert!(site_of(&"https://co.uk".parse().unwrap()).is_none());
    }

    struct PostFrom<'a>(&'a str);

    impl lucerna_core::RequestHead for PostFrom<'_> {
        fn method(&self) -> &str {
            "POST"
        }

        fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
            (name == "origin").then_some(self.0.as_bytes()).into_iter()
        }
    }
}
