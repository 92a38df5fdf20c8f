//! The guide without a framework: sign up, sign in, profile and sign out, on bare hyper and a SQLite file.

use askama::Template;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::http::{Extensions, request::Parts};
use hyper::server::conn::http1;
use hyper::{Request, Response, StatusCode, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use lucerna::web::{AuthError, AuthRequest, Caller, Cookie, HttpHead, PeerAddress, ReturnPath, SetCookie};
use lucerna::web::{find_session, require_session};
use lucerna::{Attributes, Auth, KeyId, PasswordPool, Schema, SqliteStore};
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
        // With a timer hyper closes connections that do not finish the head of a request in time.
        tokio::spawn(
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service),
        );
    }
}

type Answer = Result<Response<String>, AuthError>;

async fn respond(auth: &Auth<Profile>, request: Request<Incoming>) -> Response<String> {
    let (parts, body) = request.into_parts();
    let answer = match (parts.method.as_str(), parts.uri.path()) {
        ("GET" | "HEAD", "/") => profile(auth, &parts).await,
        ("GET" | "HEAD", "/signup" | "/login") => form_page(auth, &parts).await,
        ("POST", "/signup" | "/login") => submit(auth, &parts, body).await,
        ("POST", "/logout") => sign_out(auth, &parts).await,
        (_, "/" | "/signup" | "/login" | "/logout") => {
            refuse(&parts, StatusCode::METHOD_NOT_ALLOWED, "Wrong method")
        }
        _ => refuse(&parts, StatusCode::NOT_FOUND, "Page not found"),
    };
    // A page, or JSON for a script. The cause of a 5xx goes to the log here.
    answer.unwrap_or_else(|error| error.respond(&HttpHead::from(&parts)))
}

// A look-up remembers its answer in the `Extensions` it is given. New ones keep the requests of a connection apart.
async fn profile(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    let session =
        require_session::<Cookie, _, _>(auth, HttpHead::from(parts), &mut Extensions::new()).await?;
    page(StatusCode::OK, &ProfilePage { id: session.user.id.as_str(), username: &session.user.username })
}

async fn form_page(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    match find_session::<Cookie, _, _>(auth, HttpHead::from(parts), &mut Extensions::new()).await? {
        Some(_) => go_to(&ReturnPath::from_query(parts.uri.query()), None),
        None => form(parts, StatusCode::OK, ""),
    }
}

async fn submit(auth: &Auth<Profile>, parts: &Parts, body: Incoming) -> Answer {
    let auth: AuthRequest<Profile> = AuthRequest::new(auth.clone(), &HttpHead::from(parts))?;
    let Some((username, password)) = credentials(parts, body).await else {
        return refuse(parts, StatusCode::BAD_REQUEST, "Please send a form of at most 16 KiB");
    };
    let verified = match parts.uri.path() {
        "/login" => {
            auth.verify_password(&KeyId::username(&username), &password).await.map_err(AuthError::from)
        }
        _ if !(4..=31).contains(&username.chars().count()) => {
            return refuse(parts, StatusCode::UNPROCESSABLE_ENTITY, "A username has 4 to 31 characters");
        }
        _ => {
            auth.sign_up(Profile { username }, &password).await.map(|it| it.verified).map_err(AuthError::from)
        }
    };
    match verified {
        Ok(it) => go_to(&ReturnPath::from_query(parts.uri.query()), Some(auth.start_session(it).await?)),
        Err(error) if error.status().is_server_error() || auth.caller() == Caller::Script => Err(error),
        Err(error) if error.status() == StatusCode::CONFLICT => {
            form(parts, error.status(), "Username already taken")
        }
        Err(error) => form(parts, error.status(), error.problem().detail()),
    }
}

async fn credentials(parts: &Parts, body: Incoming) -> Option<(String, String)> {
    let is_form =
        parts.headers.get(CONTENT_TYPE)?.as_bytes().starts_with(b"application/x-www-form-urlencoded");
    let body = Limited::new(body, 16 * 1024).collect().await.ok().filter(|_| is_form)?.to_bytes();
    let field = |name| Some(form_urlencoded::parse(&body).find(|it| it.0 == name)?.1.into_owned());
    Some((field("username")?, field("password")?))
}

async fn sign_out(auth: &Auth<Profile>, parts: &Parts) -> Answer {
    let auth: AuthRequest<Profile> = AuthRequest::new(auth.clone(), &HttpHead::from(parts))?;
    let session =
        require_session::<Cookie, _, _>(&auth, HttpHead::from(parts), &mut Extensions::new()).await?;
    go_to(&ReturnPath::from_field("/login"), Some(auth.end_session(&session.id).await?))
}

fn go_to(path: &ReturnPath, cookie: Option<SetCookie>) -> Answer {
    let mut response = answer(StatusCode::SEE_OTHER, "text/plain", String::new());
    response.headers_mut().insert(LOCATION, path.into());
    if let Some(cookie) = cookie {
        cookie.add_to(response.headers_mut())?;
    }
    Ok(response)
}

/// What this application refuses by itself: a problem for a script, the form or a page for everybody else.
fn refuse(parts: &Parts, status: StatusCode, detail: &'static str) -> Answer {
    match Caller::of(&HttpHead::from(parts)) {
        Caller::Script => {
            let problem = format!(r#"{{"status":{},"detail":"{detail}"}}"#, status.as_u16());
            Ok(answer(status, "application/problem+json", problem))
        }
        _ if matches!(parts.uri.path(), "/signup" | "/login") => form(parts, status, detail),
        _ => page(status, &ErrorPage { detail }),
    }
}

fn form(parts: &Parts, status: StatusCode, error: &str) -> Answer {
    let new = parts.uri.path() == "/signup";
    let other = ReturnPath::from_query(parts.uri.query()).added_to(if new { "/login" } else { "/signup" });
    page(status, &FormPage { new, error, other: &other })
}

fn page(status: StatusCode, template: &impl Template) -> Answer {
    Ok(answer(status, "text/html; charset=utf-8", template.render().unwrap_or_default()))
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
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
