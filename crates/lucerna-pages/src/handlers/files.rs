//! Files of the pages, and the address that password managers look for.

use crate::answer::PageAnswer;
use crate::assets;
use crate::visit::Visit;
use bytes::Bytes;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use lucerna_core::Attributes;
use serde_json::json;

pub(super) fn style<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    file(visit, "text/css; charset=utf-8", visit.pages.assets.style())
}

pub(super) fn script<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    file(visit, "text/javascript; charset=utf-8", assets::SCRIPT)
}

pub(super) fn logo<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    file(visit, "image/svg+xml", visit.pages.assets.logo())
}

/// Returns a file. An address with its version may be kept for ever, and one without it for an hour.
fn file<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> PageAnswer {
    let file = PageAnswer::file(content_type, body);
    match visit.query("v").as_deref() == Some(visit.pages.assets.version()) {
        true => file.cached(),
        false => file.with(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    }
}

pub(super) fn open_api<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    PageAnswer::file("application/json", visit.pages.open_api.clone())
}

pub(super) fn change_password<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    PageAnswer::next(visit.path("/account/password"), json!({}))
}
