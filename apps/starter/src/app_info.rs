//! The settings that all pages depend on: the application's name, its base path, and whether browsers use `https`.

use crate::base_path::PathPrefix;
use axum::http::HeaderValue;
use axum::response::Redirect;
use lucerna::web::ReturnPath;
use std::sync::Arc;

/// The settings that pages, redirects and cookies depend on. A clone shares them.
#[derive(Clone, Debug)]
pub(crate) struct AppInfo {
    /// The name of the product, which every page shows: `APP_NAME`.
    pub(crate) name: Arc<str>,
    /// `BASE_PATH`.
    pub(crate) base: PathPrefix,
    /// True if browsers use `https`.
    pub(crate) secure: bool,
}

impl AppInfo {
    /// Redirects to a page of the application. `path` begins with a slash.
    pub(crate) fn redirect(&self, path: &str) -> Redirect {
        Redirect::to(&self.base.of(path))
    }

    /// Returns the page to open after signing in: the requested one, or the home page. Outside the base path, `/` is another
    /// application's.
    pub(crate) fn landing(&self, asked: ReturnPath) -> ReturnPath {
        if asked.is_home() { ReturnPath::from_field(&self.base.of("/")) } else { asked }
    }

    /// Returns the value of the field `next` for this page: none for the home page.
    pub(crate) fn next_field<'a>(&self, landing: &'a ReturnPath) -> Option<&'a str> {
        Some(landing.as_str()).filter(|it| *it != self.base.of("/"))
    }

    /// Returns a cookie that removes the profile from Chromium's back button. Chromium keeps `no-store` pages for that button
    /// until an `HttpOnly` cookie changes, and misses one change if a redirect set the cookie. It has no other purpose.
    pub(crate) fn forget_pages(&self) -> HeaderValue {
        HeaderValue::from_static(if self.secure {
            "__Host-signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax; Secure"
        } else {
            "signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax"
        })
    }
}
