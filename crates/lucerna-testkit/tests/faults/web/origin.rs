//! The check that a request comes from the application's own pages.

use super::fault::Fault;
use super::http::ReceivedRequest;
use super::server::FaultyApplication;

impl FaultyApplication {
    /// Returns true if a request that may change something has proven its origin.
    pub(super) fn is_ours(&self, asked: &ReceivedRequest) -> bool {
        if self.has(Fault::NoOriginCheck)
            || self.has(Fault::OnlySessionsAreGuarded) && asked.all("cookie").is_empty()
        {
            return true;
        }
        let (Some(site), Some(origin)) = (self.only(asked, "sec-fetch-site"), self.only(asked, "origin"))
        else {
            return false;
        };
        let site = site.map(|it| it == b"same-origin" || it == b"none");
        match (origin, site) {
            (None, None) => self.has(Fault::NoHeaderIsProof),
            (None, Some(ours)) => ours && !self.has(Fault::SiteIsNoProof),
            (Some(origin), site) => site != Some(false) && self.is_own(asked, origin),
        }
    }

    /// Returns the value of a header; `None` if it is missing or repeated.
    fn only<'a>(&self, asked: &'a ReceivedRequest, name: &str) -> Option<Option<&'a [u8]>> {
        let values = asked.all(name);
        (values.len() < 2 || self.has(Fault::FirstHeaderCounts)).then(|| values.first().copied())
    }

    fn is_own(&self, asked: &ReceivedRequest, origin: &[u8]) -> bool {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host).as_bytes();
        match self.fault {
            Fault::NullIsProof => origin == b"null" || origin == self.origin.as_bytes(),
            Fault::OriginsBeginAlike => origin.starts_with(self.origin.as_bytes()),
            Fault::SchemeDoesNotMatter => {
                origin.strip_prefix(b"http://").or(origin.strip_prefix(b"https://")) == Some(host)
            }
            Fault::HostIsTrusted => {
                let named = asked.all("host").concat();
                origin == [b"http://", named.as_slice()].concat()
                    || origin == [b"https://", named.as_slice()].concat()
            }
            _ => origin == self.origin.as_bytes(),
        }
    }
}
