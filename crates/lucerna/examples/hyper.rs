//! The guide without a framework: sign up, sign in, profile and sign out, on bare hyper and a SQLite file.

use askama::Template;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use hyper::http::{Extensions, request::Parts};
use hyper::server::conn::http1;
use hyper::{Request, Response, StatusCode, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use lucerna::web::{AuthError, AuthRequest, Caller, Cookie, HttpHead, PeerAddress, ReturnPath, SetCookie};
use lucerna::web::{find_session, require_session};
use lucerna::{Attributes, Auth, CreateUserError, KeyId, PasswordPool, Schema, SqliteStore, Verified};
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
        let Ok((stream, peer)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(100)).await; // until a file descriptor is free
            continue;
        };
        let auth = auth.clone();
        let service = service_fn(move |mut request| {
            let auth = auth.clone();
            request.extensions_mut().insert(PeerAddress(peer.ip()));
            async move { Ok::<_, Infallible>(respond(&auth, request).await) }
        });
        // With a timer hyper closes connections that do not finish the head of a request in time.
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
            refuse(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
        }
        _ => refuse(StatusCode::NOT_FOUND, "Page not found"),
    };
    answer.unwrap_or_else(|error| error.respond(&HttpHead::from(&parts)))
}

async fn profile(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    let session =
        require_session::<Cookie, _, _>(auth, HttpHead::from(parts), &mut Extensions::new()).await?;
    Ok(page(StatusCode::OK, &ProfilePage { id: session.user.id.as_str(), username: &session.user.username }))
}

async fn form_page(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    match find_session::<Cookie, _, _>(auth, HttpHead::from(parts), &mut Extensions::new()).await? {
        Some(_) => go_to(&ReturnPath::from_query(parts.uri.query()), None),
        None => Ok(form(StatusCode::OK, parts, "")),
    }
}

async fn submit(auth: &Auth<Profile>, parts: &Parts, body: Incoming) -> Answer {
    let auth: AuthRequest<Profile> = AuthRequest::new(auth.clone(), &HttpHead::from(parts))?;
    match verify(&auth, parts, body).await {
        Ok(verified) => {
            let cookie = auth.start_session(verified).await?;
            go_to(&ReturnPath::from_query(parts.uri.query()), Some(cookie))
        }
        Err(error) if error.status().is_server_error() || auth.caller() == Caller::Script => Err(error),
        Err(error) => Ok(form(error.status(), parts, error.detail())),
    }
}

async fn verify(auth: &AuthRequest<Profile>, parts: &Parts, body: Incoming) -> Result<Verified, AppError> {
    if parts.headers.get(CONTENT_TYPE).is_none_or(|it| it != "application/x-www-form-urlencoded") {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Please send a form");
    }
    let Ok(body) = Limited::new(body, 16 * 1024).collect().await else {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "The form is too large");
    };
    let body = body.to_bytes();
    let field = |name| form_urlencoded::parse(&body).find(|it| it.0 == name).unwrap_or_default().1;
    let (username, password) = (field("username"), field("password"));
    if parts.uri.path() == "/login" {
        return Ok(auth.verify_password(&KeyId::username(&username), &password).await?);
    }
    if !(4..=31).contains(&username.chars().count()) {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "A username has 4 to 31 characters");
    }
    match auth.sign_up(Profile { username: username.into() }, &password).await {
        Err(CreateUserError::Taken(_)) => refuse(StatusCode::CONFLICT, "Username already taken"),
        created => Ok(created?.verified),
    }
}

async fn sign_out(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    let auth: AuthRequest<Profile> = AuthRequest::new(auth.clone(), &HttpHead::from(parts))?;
    let session =
        require_session::<Cookie, _, _>(&auth, HttpHead::from(parts), &mut Extensions::new()).await?;
    go_to(&ReturnPath::from_field("/login"), Some(auth.end_session(&session.id).await?))
}

fn go_to(path: &ReturnPath, cookie: Option<SetCookie>) -> Answer {
    let mut response = answer(StatusCode::SEE_OTHER, LOCATION, path.into(), String::new());
    if let Some(cookie) = cookie {
        cookie.add_to(response.headers_mut())?;
    }
    Ok(response)
}

fn form(status: StatusCode, parts: &Parts, error: &str) -> Response<String> {
    let new = parts.uri.path() == "/signup";
    let other = ReturnPath::from_query(parts.uri.query()).added_to(if new { "/login" } else { "/signup" });
    page(status, &FormPage { new, error, other: &other })
}

fn page(status: StatusCode, template: &impl Template) -> Response<String> {
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    answer(status, CONTENT_TYPE, html, template.render().unwrap_or_default())
}

fn answer(status: StatusCode, name: HeaderName, value: HeaderValue, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(name, value);
    response
}

/// An error of Lucerna, or one of this application: a status and what to say.
enum AppError {
    Auth(AuthError),
    Own(StatusCode, &'static str),
}

lucerna::web::convert_auth_errors!(AppError, AppError::Auth);

fn refuse<T>(status: StatusCode, detail: &'static str) -> Result<T, AppError> {
    Err(AppError::Own(status, detail))
}

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

    /// The error as a page, or as a problem for a script. Lucerna writes the cause of a 5xx to the log.
    fn respond(self, head: &HttpHead<'_>) -> Response<String> {
        match self {
            Self::Auth(error) => error.respond(head),
            Self::Own(status, detail) if Caller::of(head) == Caller::Script => {
                let problem = format!(r#"{{"status":{},"detail":"{detail}"}}"#, status.as_u16());
                answer(status, CONTENT_TYPE, HeaderValue::from_static("application/problem+json"), problem)
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

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><html lang="en"><title>Error</title><p>{{ detail }}</p>"#
)]
struct ErrorPage<'a> {
    detail: &'a str,
}
