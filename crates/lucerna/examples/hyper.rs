//! The guide on bare hyper, without a framework: sign up, sign in, profile and sign out.

use askama::Template;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::http::{Extensions, request::Parts};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use lucerna::web::{
    AuthError, AuthRequest, Caller, Cookie, HttpHead, PeerAddress, ReturnPath, SetCookie, find_session,
    require_session,
};
use lucerna::{Attributes, Auth, KeyId, PasswordPool, Schema, SqliteStore};
use std::convert::Infallible;
use std::error::Error;
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://127.0.0.1:3000");
    serve(listener, auth("lucerna.db", "http://127.0.0.1:3000")?).await;
    Ok(())
}

/// What every user has, beside an id: a column of the table `user` for each field.
#[derive(Attributes, Clone, Debug)]
pub(crate) struct Profile {
    #[column(unique, username)]
    username: String,
}

pub(crate) fn auth(database: &str, origin: &str) -> Result<Auth<Profile>, Box<dyn Error>> {
    let store = SqliteStore::open(database, Schema::of::<Profile>()?)?;
    Ok(Auth::builder(store, PasswordPool::default(), origin.parse()?).build()?)
}

pub(crate) async fn serve(listener: TcpListener, auth: Auth<Profile>) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accept.failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let auth = auth.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(PeerAddress(peer.ip()));
            let auth = auth.clone();
            async move { Ok::<_, Infallible>(respond(&auth, request).await) }
        });
        // The timer ends connections that do not finish the head of a request.
        tokio::spawn(
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service),
        );
    }
}

type Answer = Result<Response<String>, AppError>;

async fn respond(auth: &Auth<Profile>, request: Request<Incoming>) -> Response<String> {
    let (parts, body) = request.into_parts();
    let answer = match (parts.method.as_str(), parts.uri.path()) {
        ("GET" | "HEAD", "/") => profile(auth, &parts).await,
        ("GET" | "HEAD", "/signup" | "/login") => form_page(auth, &parts).await,
        ("POST", "/signup" | "/login") => submit(auth, &parts, body).await,
        ("POST", "/logout") => sign_out(auth, &parts).await,
        (_, "/" | "/signup" | "/login" | "/logout") => {
            Err(AppError::Own(StatusCode::METHOD_NOT_ALLOWED, "This page does not take this method."))
        }
        _ => Err(AppError::Own(StatusCode::NOT_FOUND, "There is no such page.")),
    };
    answer.unwrap_or_else(|error| error.respond(&HttpHead::from(&parts)))
}

async fn profile(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    let user =
        &require_session::<Cookie, _, _>(auth, HttpHead::from(parts), &mut Extensions::new()).await?.user;
    Ok(page(StatusCode::OK, &ProfilePage { id: user.id.as_str(), username: &user.username }))
}

async fn form_page(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    match find_session::<Cookie, _, _>(auth, HttpHead::from(parts), &mut Extensions::new()).await? {
        Some(_) => Ok(see_other(HeaderValue::from(&ReturnPath::from_query(parts.uri.query())))),
        None => Ok(page(StatusCode::OK, &FormPage::new(parts, ""))),
    }
}

async fn submit(auth: &Auth<Profile>, parts: &Parts, body: Incoming) -> Answer {
    let auth: AuthRequest<Profile> = AuthRequest::new(auth.clone(), &HttpHead::from(parts))?;
    match verify(&auth, parts, body).await {
        Ok(verified) => {
            let cookie = auth.start_session(verified).await?;
            with_cookie(cookie, HeaderValue::from(&ReturnPath::from_query(parts.uri.query())))
        }
        Err(error) if error.status().is_client_error() && auth.caller() != Caller::Script => {
            Ok(page(error.status(), &FormPage::new(parts, error.detail())))
        }
        Err(error) => Err(error),
    }
}

async fn verify(
    auth: &AuthRequest<Profile>,
    parts: &Parts,
    body: Incoming,
) -> Result<lucerna::Verified, AppError> {
    let too_large = |_| AppError::Own(StatusCode::PAYLOAD_TOO_LARGE, "The form is too large.");
    let body = Limited::new(body, 16 * 1024).collect().await.map_err(too_large)?.to_bytes();
    let field = |name| {
        form_urlencoded::parse(&body).find(|it| it.0 == name).map(|it| it.1.into_owned()).unwrap_or_default()
    };
    let (username, password): (String, String) = (field("username"), field("password"));
    if parts.uri.path() == "/login" {
        return Ok(auth.verify_password(&KeyId::username(&username), &password).await?);
    }
    if !(4..=31).contains(&username.chars().count()) {
        return Err(AppError::Own(StatusCode::UNPROCESSABLE_ENTITY, "A username has 4 to 31 characters."));
    }
    Ok(auth.sign_up(Profile { username }, &password).await?.verified)
}

async fn sign_out(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    let head = HttpHead::from(parts);
    let request: AuthRequest<Profile> = AuthRequest::new(auth.clone(), &head)?;
    let session = require_session::<Cookie, _, _>(auth, head, &mut Extensions::new()).await?;
    with_cookie(request.end_session(&session.id).await?, HeaderValue::from_static("/login"))
}

fn with_cookie(cookie: SetCookie, location: HeaderValue) -> Answer {
    let mut response = see_other(location);
    cookie.add_to(response.headers_mut())?;
    Ok(response)
}

fn see_other(location: HeaderValue) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, location);
    response
}

fn page(status: StatusCode, template: &impl Template) -> Response<String> {
    body(status, "text/html; charset=utf-8", template.render().unwrap_or_default())
}

fn body(status: StatusCode, content_type: &'static str, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// An error of Lucerna, or one of this application.
enum AppError {
    Auth(AuthError),
    Own(StatusCode, &'static str),
}

lucerna::web::convert_auth_errors!(AppError, AppError::Auth);

impl AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Auth(error) => error.status(),
            Self::Own(status, _) => *status,
        }
    }

    fn detail(&self) -> &str {
        match self {
            Self::Auth(error) => error.problem().detail(),
            Self::Own(_, detail) => detail,
        }
    }

    fn respond(self, head: &HttpHead<'_>) -> Response<String> {
        match self {
            Self::Auth(error) => error.respond(head), // which also logs
            Self::Own(status, detail) if Caller::of(head) == Caller::Script => {
                let json =
                    format!(r#"{{"type":"about:blank","status":{},"detail":"{detail}"}}"#, status.as_u16());
                body(status, "application/problem+json", json)
            }
            Self::Own(status, detail) => page(status, &ErrorPage { detail }),
        }
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><html lang="en">
<title>{% if new %}Sign up{% else %}Sign in{% endif %}</title>
<h1>{% if new %}Sign up{% else %}Sign in{% endif %}</h1>
<form method="post">
<label for="username">Username</label> <input name="username" id="username" autocomplete="username" required><br>
<label for="password">Password</label> <input type="password" name="password" id="password"
  autocomplete="{% if new %}new{% else %}current{% endif %}-password" required><br>
<input type="submit">
</form>
<p role="alert">{{ error }}</p>
<a href="{{ other }}">{% if new %}Sign in{% else %}Create an account{% endif %}</a>"#
)]
struct FormPage<'a> {
    new: bool,
    error: &'a str,
    other: String,
}

impl<'a> FormPage<'a> {
    fn new(parts: &Parts, error: &'a str) -> Self {
        let new = parts.uri.path() == "/signup";
        let next = ReturnPath::from_query(parts.uri.query());
        Self { new, error, other: next.added_to(if new { "/login" } else { "/signup" }) }
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><html lang="en"><title>Profile</title>
<h1>Profile</h1>
<p>User id: {{ id }}</p>
<p>Username: {{ username }}</p>
<form method="post" action="/logout"><input type="submit" value="Sign out"></form>"#
)]
struct ProfilePage<'a> {
    id: &'a str,
    username: &'a str,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><html lang="en"><title>Error</title><p>{{ detail }}</p>"#
)]
struct ErrorPage<'a> {
    detail: &'a str,
}
