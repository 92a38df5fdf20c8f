//! The table of all routes. The handler, the OpenAPI document and the tests are made from it.

mod action;
mod fields;
mod table;

pub(crate) use action::RouteAction;
pub(crate) use fields::{FormField, Kind};
pub(crate) use table::ROUTES;

use fields::NOTHING;
use http::Method;
use std::fmt;
use table::WELL_KNOWN;

/// One path with one method.
///
/// ```
/// use lucerna_pages::Route;
///
/// let sign_in = Route::all().iter().find(|it| it.method() == "POST" && it.path() == "/login").unwrap();
/// assert_eq!(sign_in.access(), lucerna_pages::Access::Anyone);
/// ```
pub struct Route {
    /// The name by which generated clients call the route. It stays the same in later versions.
    pub(crate) id: &'static str,
    pub(crate) action: RouteAction,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) fields: &'static [FormField],
    /// The schema of a successful answer in JSON, and its status.
    pub(crate) answer: (&'static str, u16),
    pub(crate) summary: &'static str,
    pub(crate) feature: Feature,
    /// The fields of the query.
    pub(crate) query: &'static [FormField],
    /// The statuses of refusals that no other member tells.
    pub(crate) refusals: &'static [u16],
    /// True if the session may only start after one more step, since the account is due for deletion.
    pub(crate) may_need_a_step: bool,
    /// True if the answer is for a page, so that programs rarely need it.
    pub(crate) is_of_a_page: bool,
    /// The media type of an answer that is a text file.
    pub(crate) file: Option<&'static str>,
}

/// The part of the pages that a route belongs to. Routes of parts that the application does not have are unknown paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    Always,
    Mail,
    Activity,
}

/// The callers that a route is for.
///
/// ```
/// use lucerna_pages::{Access, Route};
///
/// let open = Route::all().iter().filter(|it| it.access() == Access::Anyone).count();
/// assert!(open < Route::all().len());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Every visitor.
    Anyone,
    /// Users who are signed in.
    User,
    /// Users who were verified in the last 15 minutes.
    RecentUser,
}

const fn get(
    id: &'static str,
    action: RouteAction,
    path: &'static str,
    access: Access,
    answer: &'static str,
    summary: &'static str,
) -> Route {
    Route {
        id,
        action,
        method: "GET",
        path,
        access,
        fields: NOTHING,
        answer: (answer, 200),
        summary,
        feature: Feature::Always,
        query: NOTHING,
        refusals: &[],
        may_need_a_step: false,
        is_of_a_page: false,
        file: None,
    }
}

const fn mail(route: Route) -> Route {
    route.needs(Feature::Mail)
}

const fn post(
    id: &'static str,
    action: RouteAction,
    path: &'static str,
    access: Access,
    answer: &'static str,
    summary: &'static str,
) -> Route {
    Route { method: "POST", ..get(id, action, path, access, answer, summary) }
}

impl Route {
    const fn with(self, fields: &'static [FormField]) -> Self {
        Self { fields, ..self }
    }

    const fn needs(self, feature: Feature) -> Self {
        Self { feature, ..self }
    }

    const fn query(self, query: &'static [FormField]) -> Self {
        Self { query, ..self }
    }

    const fn refuses(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }

    const fn may_need_a_step(self) -> Self {
        Self { may_need_a_step: true, ..self }
    }

    const fn of_a_page(self) -> Self {
        Self { is_of_a_page: true, ..self }
    }

    const fn file(self, media: &'static str) -> Self {
        Self { file: Some(media), ..self }
    }

    const fn created(self) -> Self {
        Self { answer: (self.answer.0, 201), ..self }
    }

    /// Returns all routes, for the documents and the tests of an application.
    #[must_use]
    pub fn all() -> &'static [Self] {
        ROUTES
    }

    /// Returns the method. A route with GET also answers HEAD.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Returns the path below the base path.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// Returns the callers that the route is for.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access
    }

    /// Returns one line about the route.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.summary
    }

    /// Finds the route of a request, by its exact path below the base path.
    pub(crate) fn find(method: &Method, path: &str, base: &str) -> Result<&'static Self, Missed> {
        static ROOT: &[Route] = &[WELL_KNOWN];
        let (routes, path) = match path.strip_prefix(base) {
            Some("") if !base.is_empty() => (ROUTES, "/"),
            Some(below) if below.starts_with('/') && below != WELL_KNOWN.path => (ROUTES, below),
            _ => (ROOT, path),
        };
        let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
        let mut missed = Missed::Path;
        for route in routes.iter().filter(|it| it.path == path) {
            if route.method == method {
                return Ok(route);
            }
            missed = Missed::Method;
        }
        Err(missed)
    }

    /// Returns the value of the header `Allow` for a path that has routes.
    pub(crate) fn allowed(path: &str, base: &str) -> &'static str {
        let can = |method: &Method| Self::find(method, path, base).is_ok();
        match (can(&Method::GET), can(&Method::POST)) {
            (true, true) => "GET, HEAD, POST",
            (true, false) => "GET, HEAD",
            _ => "POST",
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The reason why no route was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    Path,
    Method,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &Method, path: &str, base: &str) -> Option<RouteAction> {
        Route::find(method, path, base).ok().map(|it| it.action)
    }

    #[test]
    fn a_route_is_found_by_its_exact_path_below_the_base() {
        assert_eq!(found(&Method::GET, "/login", ""), Some(RouteAction::SignInForm));
        assert_eq!(found(&Method::HEAD, "/login", ""), Some(RouteAction::SignInForm));
        assert_eq!(found(&Method::GET, "/notes/login", "/notes"), Some(RouteAction::SignInForm));
        assert_eq!(found(&Method::GET, "/notes", "/notes"), Some(RouteAction::Profile));
        assert_eq!(found(&Method::GET, "/notes/", "/notes"), Some(RouteAction::Profile));
        for path in [
            "/login",
            "/notesx/login",
            "/notes//login",
            "/notes/Login",
            "/notes/login/",
            "/notes%2flogin",
            "",
        ] {
            assert_eq!(found(&Method::GET, path, "/notes"), None, "{path}");
        }
        let well_known = "/.well-known/change-password";
        for base in ["", "/notes"] {
            assert_eq!(found(&Method::GET, well_known, base), Some(RouteAction::WellKnownPassword), "{base}");
        }
    }

    #[test]
    fn another_method_is_told_from_an_unknown_path() {
        assert_eq!(Route::find(&Method::DELETE, "/login", "").unwrap_err(), Missed::Method);
        assert_eq!(Route::find(&Method::GET, "/logout", "").unwrap_err(), Missed::Method);
        assert_eq!(Route::find(&Method::GET, "/none", "").unwrap_err(), Missed::Path);
        assert_eq!(Route::allowed("/login", ""), "GET, HEAD, POST");
        assert_eq!(Route::allowed("/logout", ""), "POST");
        assert_eq!(Route::allowed("/account/devices", ""), "GET, HEAD");
    }
}
