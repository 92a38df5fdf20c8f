//! The head of a request, for the core.

use http::request::Parts;
use lucerna_core::RequestHead;

pub(crate) struct Head<'a>(pub(crate) &'a Parts);

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.headers.get_all(name).iter().map(http::HeaderValue::as_bytes)
    }
}
