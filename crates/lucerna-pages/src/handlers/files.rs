//! Files of the pages, and the address that password managers look for.

use crate::answer::PageAnswer;
use crate::assets;
use crate::visit::Visit;
use lucerna_core::Attributes;
use serde_json::json;

pub(super) fn style<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    PageAnswer::file("text/css; charset=utf-8", visit.pages.assets.style()).cached()
}

pub(super) fn script() -> PageAnswer {
    PageAnswer::file("text/javascript; charset=utf-8", assets::SCRIPT).cached()
}

pub(super) fn logo<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    PageAnswer::file("image/svg+xml", visit.pages.assets.logo()).cached()
}

pub(super) fn open_api<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    PageAnswer::file("application/json", visit.pages.open_api.clone())
}

pub(super) fn change_password<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> PageAnswer {
    PageAnswer::next(visit.path("/account/password"), json!({}))
}
