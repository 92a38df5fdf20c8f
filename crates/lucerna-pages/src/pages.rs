//! The handler of all account pages.

use crate::audience::Audience;
use crate::builder::PagesBuilder;
use crate::fields::{BodyType, FormFields};
use crate::inner::Inner;
use crate::new_account::NewAccount;
use crate::route::{Missed, Route, RouteAction};
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use crate::{format, handlers, problems, writing};
use bytes::Bytes;
use futures_util::FutureExt;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderValue, Request, Response};
use lucerna_core::{Attributes, Auth, SessionCookie};
use lucerna_web::{AuthError, AuthRequest, HttpHead, Problem, RenewedCookie};
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// The account pages of an application as one handler: sign up, sign in, sign out, confirm, profile, password, devices, data and
/// deletion. Each is a page that works without JavaScript, and the same in JSON.
///
/// `U` and `S` are those of the [`Auth`]. A clone is cheap and shares everything.
///
/// ```
/// # use lucerna_core::{Attributes, Auth, Column, ColumnError, KeyId, Row, Schema};
/// # use lucerna_store_memory::MemoryStore as Store;
/// # use lucerna_testkit::quick_passwords as passwords;
/// use bytes::Bytes;
/// use lucerna_pages::Pages;
///
/// # struct Profile { username: String }
/// # impl Attributes for Profile {
/// #     fn columns() -> Vec<Column> { vec![Column::of::<String>("username").unique()] }
/// #     fn to_row(&self) -> Row { Row::new().with("username", &self.username) }
/// #     fn from_row(row: &mut Row) -> Result<Self, ColumnError> { Ok(Self { username: row.take("username")? }) }
/// #     fn login(&self) -> Option<KeyId> { Some(KeyId::username(&self.username)) }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let schema = Schema::of::<Profile>()?.with(lucerna_pages::tables())?;
/// let auth: Auth<Profile> = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?).build()?;
/// let pages = Pages::builder(&auth, |new| Ok(Profile { username: new.username().to_owned() })).build()?;
///
/// let request = http::Request::get("/login").header("accept-language", "de").body(Bytes::new())?;
/// let page = pages.handle(request).await;
/// assert_eq!(page.status(), 200);
/// assert_eq!(page.headers()["content-language"], "de");
/// # Ok(())
/// # }
/// ```
pub struct Pages<U, S = ()>(pub(crate) Arc<Inner<U, S>>);

impl<U: Attributes, S: Attributes + Default> Pages<U, S> {
    /// Starts a builder. `attributes` makes the attributes of a new user from what the visitor typed, or refuses it.
    pub fn builder(
        auth: &Auth<U, S>,
        attributes: impl Fn(&NewAccount<'_>) -> Result<U, Problem> + Send + Sync + 'static,
    ) -> PagesBuilder<U, S> {
        PagesBuilder::new(auth, Box::new(attributes))
    }

    pub(crate) fn of(inner: Inner<U, S>) -> Self {
        Self(Arc::new(inner))
    }

    /// Answers a request. Every request has an answer: an unknown path is 404, and an error is a page or a problem in JSON.
    ///
    /// Put the address of the connection's peer into the extensions, as a [`PeerAddress`](lucerna_web::PeerAddress). Without it, no
    /// limit of networks applies.
    pub async fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (mut parts, body) = request.into_parts();
        let language = self.0.language.as_ref().and_then(|it| it(&parts));
        let asked = Audience::of(&parts, &self.0.texts, language.as_deref());
        let notice = writing::notice(parts.uri.query());
        let renewed = RenewedCookie::collect(&mut parts.extensions);
        // Closures of the application may panic.
        let handled = AssertUnwindSafe(self.answer(parts, &body, &asked)).catch_unwind().await;
        let panicked = |_| Err(AuthError::misconfigured("a closure of the application panicked").into());
        let mut response = self.written(handled.unwrap_or_else(panicked), &asked, notice);
        if let Err(error) = renewed.add_to(response.headers_mut()) {
            error.log();
        }
        response
    }

    /// Answers a request with an error of the application's own. A browser gets a page that looks like the others, and a program
    /// gets JSON. The texts `error-` and `error-title-` with the code of the problem translate it, if
    /// [`PagesBuilder::text`] has them: `error-shop_closed` or `error-shop-closed`. An error that asks for a recent sign-in leads to
    /// the page that confirms the user, and back to the page of the form.
    ///
    /// ```
    /// # use lucerna_core::Attributes;
    /// use bytes::Bytes;
    /// use http::request::Parts;
    /// use http::{Response, StatusCode};
    /// use lucerna_pages::Pages;
    /// use lucerna_web::Problem;
    ///
    /// const CLOSED: Problem =
    ///     Problem::new(StatusCode::SERVICE_UNAVAILABLE, "closed", "Closed", "The shop opens again at eight.");
    ///
    /// fn closed<U: Attributes>(pages: &Pages<U>, request: &Parts) -> Response<Bytes> {
    ///     pages.error(request, CLOSED)
    /// }
    /// ```
    #[must_use]
    pub fn error(&self, request: &Parts, error: impl Into<AuthError>) -> Response<Bytes> {
        let asked = self.audience(request);
        self.written(Err(Stop::Error(error.into())), &asked, None)
    }

    /// Writes a result with the headers that every answer has.
    pub(crate) fn written(
        &self,
        handled: Handled,
        asked: &Audience,
        notice: Option<&str>,
    ) -> Response<Bytes> {
        let written = self.0.write(handled, asked, notice);
        let mut response = Response::new(written.body);
        *response.status_mut() = written.status;
        *response.headers_mut() = written.headers;
        if !written.is_complete {
            self.0.headers.add_to(response.headers_mut());
        }
        if asked.is_head {
            let length = HeaderValue::from(response.body().len());
            response.headers_mut().insert(CONTENT_LENGTH, length);
            *response.body_mut() = Bytes::new();
        }
        response
    }

    async fn answer(&self, parts: Parts, body: &[u8], asked: &Audience) -> Handled {
        let found = Route::find(&parts.method, parts.uri.path(), &self.0.base);
        let found = found.and_then(|it| if self.0.has(it.feature) { Ok(it) } else { Err(Missed::Path) });
        if let Ok(route) = found
            && route.action.only_reads()
            && !asked.is_bearer
        {
            return handlers::read(route.action, &mut Visit::of_reader(&self.0, asked, parts)).await;
        }
        // A body in JSON cannot come from a form of another site, and may ask for a token in place of a cookie.
        if !asked.is_bearer && asked.body_type != BodyType::Json {
            let mut visit = Visit::of_browser(&self.0, asked, parts, FormFields::default())?;
            let route = self.route(found, &visit.parts)?;
            visit.fields = fields(route, body, asked.body_type)?;
            return self.call(route, visit).await;
        }
        let route = self.route(found, &parts)?;
        format::check(&parts.headers, &parts.method, asked.body_type)?;
        let fields = fields(route, body, asked.body_type)?;
        let starts = route.fields.iter().any(|it| it.name == "carrier");
        if starts {
            check_page(&self.0.auth, &parts)?;
        }
        if asked.is_bearer || starts && fields.text("carrier") == "bearer" {
            return self.call(route, Visit::of_program(&self.0, asked, parts, fields)).await;
        }
        self.call(route, Visit::of_browser(&self.0, asked, parts, fields)?).await
    }

    fn route(&self, found: Result<&'static Route, Missed>, parts: &Parts) -> Result<&'static Route, Stop> {
        found.map_err(|missed| match missed {
            Missed::Path => problems::NOT_FOUND.into(),
            Missed::Method => {
                let allowed = Route::allowed(parts.uri.path(), &self.0.base);
                Stop::WrongMethod(HeaderValue::from_static(allowed))
            }
        })
    }

    async fn call(&self, route: &Route, mut visit: Visit<'_, U, S>) -> Handled {
        let handled = handlers::handle(route.action, &mut visit).await;
        if matches!(route.action, RouteAction::SignIn | RouteAction::SignUp) {
            self.0.sweep_if_due().await;
        }
        handled
    }

    /// Returns the OpenAPI document of the routes, which `/account/openapi.json` serves.
    #[must_use]
    pub fn open_api(&self) -> &str {
        std::str::from_utf8(&self.0.open_api).unwrap_or_default()
    }
}

/// Checks the origin of a page whose script signs in. A program that is no browser names none.
fn check_page<U: Attributes, S: Attributes>(auth: &Auth<U, S>, parts: &Parts) -> Result<(), AuthError> {
    let is_of_browser = ["origin", "sec-fetch-site"].iter().any(|it| parts.headers.contains_key(*it));
    if !is_of_browser {
        return Ok(());
    }
    AuthRequest::<U, S, SessionCookie>::with_cookie(auth, &HttpHead::from(parts)).map(drop)
}

/// Reads the fields of a request. GET and HEAD have none.
fn fields(route: &Route, body: &[u8], body_type: BodyType) -> Result<FormFields, Problem> {
    if route.method == "GET" { Ok(FormFields::default()) } else { FormFields::read(body, body_type) }
}

impl<U, S> Clone for Pages<U, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U, S> fmt::Debug for Pages<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("name", &self.0.name).finish_non_exhaustive()
    }
}
