//! The guide's application without a framework: sign up, sign in, profile and sign out, on hyper and a SQLite file.

use askama::Template;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::{Request, Response, StatusCode, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use lucerna::prelude::*;
use lucerna::web::{
    AuthError, AuthRequest, Caller, HttpHead, PeerAddress, Problem, RenewedCookie, ReturnPath, SetCookie,
};
use lucerna::web::{find_session, require_session};
use std::{convert::Infallible, error::Error, time::Duration};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://127.0.0.1:3000");
    serve(listener, auth("lucerna.db", "http://127.0.0.1:3000")?).await;
    Ok(())
}

/// The attributes of every user: each field is a column of the table `user`.
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
        let Ok((stream, peer)) = listener.accept().await.inspect_err(|it| tracing::warn!("accept: {it}"))
        else {
            tokio::time::sleep(Duration::from_millis(100)).await; // until a file descriptor is free
            continue;
        };
        let auth = auth.clone();
        let service = service_fn(move |mut request| {
            let auth = auth.clone();
            request.extensions_mut().insert(PeerAddress(peer.ip()));
            async move { Ok::<_, Infallible>(respond(&auth, request).await) }
        });
        // With a timer, hyper closes connections that do not send the head of a request in time.
        tokio::spawn(
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service),
        );
    }
}

type Answer = Result<Response<String>, AuthError>;

async fn respond(auth: &Auth<Profile>, request: Request<Incoming>) -> Response<String> {
    let (mut parts, body) = request.into_parts();
    let renewed = RenewedCookie::collect(&mut parts.extensions);
    let answer = match (parts.method.as_str(), parts.uri.path()) {
        ("GET" | "HEAD", "/") => profile(auth, &mut parts).await,
        ("GET" | "HEAD", "/signup" | "/login") => form_page(auth, &mut parts).await,
        ("POST", "/signup" | "/login") => submit(auth, &parts, body).await,
        ("POST", "/logout") => sign_out(auth, &mut parts).await,
        (_, "/" | "/signup" | "/login" | "/logout") => Err(WRONG_METHOD.into()),
        _ => Err(NOT_FOUND.into()),
    };
    // The cookie of a session that this request renewed, so that the browser keeps it for as long as the session lasts.
    let answer = answer.and_then(|mut it| renewed.add_to(it.headers_mut()).map(|()| it));
    // The response is a page, or JSON for a script. This call also logs the cause of a 5xx.
    answer.unwrap_or_else(|error| error.respond(&HttpHead::from(&parts)))
}

const WRONG_METHOD: Problem = Problem::new(
    StatusCode::METHOD_NOT_ALLOWED,
    "method",
    "Not possible",
    "This page does not support this request.",
);
const NOT_FOUND: Problem =
    Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found", "This page does not exist.");
const NO_FORM: Problem = Problem::new(
    StatusCode::BAD_REQUEST,
    "form",
    "Form not readable",
    "Please send a form of at most 16 KiB.",
);
const USERNAME: Problem = Problem::new(
    StatusCode::UNPROCESSABLE_ENTITY,
    "username_length",
    "Name not possible",
    "A username has 4 to 31 characters",
);

async fn profile(auth: &Auth<Profile>, parts: &mut Parts) -> Answer {
    let session = require_session(auth, parts).await?;
    page(StatusCode::OK, &ProfilePage { id: session.user.id.as_str(), username: &session.user.username })
}

async fn form_page(auth: &Auth<Profile>, parts: &mut Parts) -> Answer {
    match find_session(auth, parts).await? {
        Some(_) => Ok(ReturnPath::from_query(parts.uri.query()).redirect()),
        None => form(parts, StatusCode::OK, ""),
    }
}

async fn submit(auth: &Auth<Profile>, parts: &Parts, body: Incoming) -> Answer {
    // A request of another site is refused before its body is read.
    let auth = AuthRequest::new(auth, &HttpHead::from(parts))?;
    let (username, password) = credentials(parts, body).await.ok_or(NO_FORM)?;
    match sign_in_or_up(&auth, parts.uri.path(), username, &password).await {
        Ok(answer) => answer.redirect(&ReturnPath::from_query(parts.uri.query())),
        Err(error) if error.status().is_server_error() || error.is_redirect() => Err(error),
        Err(error) if auth.caller() == Caller::Script => Err(error),
        Err(error) => {
            let mut answer = form(parts, error.status(), error.problem().detail())?;
            if let Some(seconds) = error.retry_after_seconds() {
                answer.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
            Ok(answer)
        }
    }
}

async fn sign_in_or_up(
    auth: &AuthRequest<Profile>,
    path: &str,
    username: String,
    password: &str,
) -> Result<SetCookie, AuthError> {
    if path == "/login" {
        let verified = auth.verify_password(&KeyId::username(&username), password).await?;
        return auth.start_session(verified).await;
    }
    if !(4..=31).contains(&username.chars().count()) {
        return Err(USERNAME.into());
    }
    auth.start_session(auth.sign_up(Profile { username }, password).await?.verified).await
}

async fn credentials(parts: &Parts, body: Incoming) -> Option<(String, String)> {
    let is_form =
        parts.headers.get(CONTENT_TYPE)?.as_bytes().starts_with(b"application/x-www-form-urlencoded");
    let body = Limited::new(body, 16 * 1024).collect().await.ok().filter(|_| is_form)?.to_bytes();
    let field = |name| Some(form_urlencoded::parse(&body).find(|it| it.0 == name)?.1.into_owned());
    Some((field("username")?, field("password")?))
}

async fn sign_out(auth: &Auth<Profile>, parts: &mut Parts) -> Answer {
    let request = AuthRequest::new(auth, &HttpHead::from(&*parts))?;
    let session = require_session(auth, parts).await?;
    request.end_session(&session.id).await?.redirect(&ReturnPath::from_field("/login"))
}

fn form(parts: &Parts, status: StatusCode, error: &str) -> Answer {
    let new = parts.uri.path() == "/signup";
    let other = ReturnPath::from_query(parts.uri.query()).added_to(if new { "/login" } else { "/signup" });
    page(status, &FormPage { new, error, other: &other })
}

fn page(status: StatusCode, template: &impl Template) -> Answer {
    let mut response = Response::new(template.render().unwrap_or_default());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok(response)
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
    other: &'a str,
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
