//! The guide in one file: sign up, sign in, profile and sign out, on axum and a SQLite file.

use askama::Template;
use axum::extract::Form;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware::from_fn, serve};
use lucerna::axum::{AuthError, AuthRequest, CurrentSession, CurrentUser, SetCookie, renew_cookies};
use lucerna::prelude::*;
use lucerna::web::ReturnPath;
use serde::Deserialize;
use std::{error::Error, net::SocketAddr};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://127.0.0.1:3000");
    let app = app("lucerna.db", "http://127.0.0.1:3000")?.into_make_service_with_connect_info::<SocketAddr>();
    Ok(serve(listener, app).await?)
}

/// The attributes of every user: each field is a column of the table `user`.
#[derive(Attributes, Clone, Debug)]
pub(crate) struct Profile {
    #[column(unique, username)]
    username: String,
}

pub(crate) fn app(database: &str, origin: &str) -> Result<Router, Box<dyn Error>> {
    let store = SqliteStore::open(database, Schema::of::<Profile>()?)?;
    Ok(routes(Auth::builder(store, PasswordPool::default(), origin.parse()?).build()?))
}

pub(crate) fn routes(auth: Auth<Profile>) -> Router {
    Router::<Auth<Profile>>::new()
        .route("/", get(profile))
        .route("/signup", get(sign_up_page).post(sign_up))
        .route("/login", get(sign_in_page).post(sign_in))
        .route("/logout", post(sign_out))
        .layer(from_fn(renew_cookies)) // after the routes
        .with_state(auth)
}

type Answer = Result<Response, AuthError>;

#[derive(Deserialize)]
struct Credentials {
    username: String,
    password: String,
}

async fn profile(user: CurrentUser<Profile>) -> Html<String> {
    page(&ProfilePage { id: user.id.as_str(), username: &user.username })
}

async fn sign_up_page(user: Option<CurrentUser<Profile>>, uri: Uri) -> Response {
    form_page(true, &uri, user.is_some())
}

async fn sign_up(auth: AuthRequest<Profile>, uri: Uri, Form(form): Form<Credentials>) -> Answer {
    let username = form.username.trim().to_owned();
    if !(4..=31).contains(&username.chars().count()) {
        return refuse(true, StatusCode::UNPROCESSABLE_ENTITY, "A username has 4 to 31 characters");
    }
    match auth.sign_up(Profile { username }, &form.password).await {
        Ok(it) => Ok((auth.start_session(it.verified).await?, page_asked_for(&uri)).into_response()),
        Err(CreateUserError::Taken(_)) => refuse(true, StatusCode::CONFLICT, "Username already taken"),
        Err(CreateUserError::Password(it)) => refuse(true, StatusCode::UNPROCESSABLE_ENTITY, &it.to_string()),
        Err(error) => Err(error.into()),
    }
}

async fn sign_in_page(user: Option<CurrentUser<Profile>>, uri: Uri) -> Response {
    form_page(false, &uri, user.is_some())
}

async fn sign_in(auth: AuthRequest<Profile>, uri: Uri, Form(form): Form<Credentials>) -> Answer {
    match auth.verify_password(&KeyId::username(&form.username), &form.password).await {
        Ok(verified) => Ok((auth.start_session(verified).await?, page_asked_for(&uri)).into_response()),
        Err(VerifyPasswordError::InvalidCredentials) => {
            refuse(false, StatusCode::UNAUTHORIZED, "Incorrect username or password")
        }
        Err(error) => Err(error.into()),
    }
}

async fn sign_out(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<(SetCookie, Redirect), AuthError> {
    Ok((auth.end_session(&session.id).await?, Redirect::to("/login")))
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
{% if new %}<a href="/login">Sign in</a>{% else %}<a href="/signup">Create an account</a>{% endif %}"#
)]
struct FormPage<'a> {
    new: bool,
    error: &'a str,
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

fn form_page(new: bool, uri: &Uri, signed_in: bool) -> Response {
    if signed_in {
        page_asked_for(uri).into_response()
    } else {
        page(&FormPage { new, error: "" }).into_response()
    }
}

/// Goes to the page that sent its visitor here to sign in, or to `/`.
fn page_asked_for(uri: &Uri) -> Redirect {
    Redirect::to(ReturnPath::from_query(uri.query()).as_str())
}

fn refuse(new: bool, status: StatusCode, error: &str) -> Answer {
    Ok((status, page(&FormPage { new, error })).into_response())
}

fn page(template: &impl Template) -> Html<String> {
    Html(template.render().unwrap_or_default())
}
