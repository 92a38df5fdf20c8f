//! The guide as a running application: sign up, sign in, profile and sign out, in a SQLite file or a database server.

mod adopt;
mod app;
mod app_info;
mod attempt_counters;
mod auth_settings;
mod backup;
mod base_path;
mod command;
mod config;
mod database;
mod database_url;
mod error_page;
mod failures;
mod features;
mod form;
mod form_id;
mod headers;
mod health;
mod host;
mod limits;
mod open_files;
mod page;
mod profile;
mod relative_time;
mod serve;
mod sign_in;
mod sign_up;
mod signals;
mod start_error;
mod unlock;

use app::AppState;
use auth_settings::AuthSettings;
use command::Command;
use config::Config;
use database::OpenDatabase;
use lucerna::{AdoptedCookie, Attributes, Clock, SystemClock};
use serve::{AnswerHeaders, HttpServer};
use std::env;
use std::error::Error;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// The attributes of every user: each field is a column of the table `user`.
#[derive(Attributes, Clone, Debug)]
struct Profile {
    /// The name as the user typed it. The key for signing in is derived from it.
    #[column(unique, username)]
    username: String,
}

fn main() -> ExitCode {
    let (command, config) = match configure() {
        Ok(configured) => configured,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let done = match command {
        Command::Serve => serve(&config),
        Command::AdoptLucia { dry_run } => adopt::run(&config, dry_run),
        Command::BackUp(copy) => backup::back_up(&config, &copy),
        Command::Restore(copy) => backup::restore(&config, &copy),
        Command::Unlock(name) => unlock::unlock(&config, &name),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", in_one_line(&*error));
            ExitCode::FAILURE
        }
    }
}

fn configure() -> Result<(Command, Config), Box<dyn Error>> {
    Ok((Command::parse(env::args_os().skip(1))?, Config::from_env()?))
}

/// Returns the error in one line. It may quote a statement of several lines.
fn in_one_line(error: &dyn Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn in_use(address: SocketAddr, error: &io::Error) -> String {
    format!(
        "LISTEN={address}: cannot listen on this address: {error}; choose another, such as LISTEN=127.0.0.1:3001"
    )
}

#[tokio::main]
async fn serve(config: &Config) -> Result<(), Box<dyn Error>> {
    start_log();
    let listener = TcpListener::bind(config.listen).await.map_err(|error| in_use(config.listen, &error))?;
    let origin = config.origin(listener.local_addr()?)?;
    let sessions = config.sessions.as_ref();
    let settings = AuthSettings::new(config, origin);
    let OpenDatabase { auth, adopted_until, file } =
        database::open(&config.database, sessions, &settings).await?;
    let AuthSettings { origin, app, .. } = settings;
    let now = SystemClock::default().now();
    let adopted = adopted_until.filter(|it| *it > now).map(|_| AdoptedCookie::default());
    let end = signals::shutdown_signal()?;
    let sessions = sessions.map(|it| format!(", sessions: {it}")).unwrap_or_default();
    let base = if app.base.is_root() { String::new() } else { format!(", base path: {}", app.base) };
    println!("{} is running at {origin} (database: {}{sessions}{base})", config.app_name, config.database);
    let transport = headers::transport(&origin, config.hsts_subdomains);
    let router = app::router(AppState { auth, app }, transport.clone(), config.limits.request, adopted);
    let headers = AnswerHeaders::new(headers::lines(transport).await);
    HttpServer::new(router, config.limits, config.proxies.clone(), headers).run(listener, end).await;
    file.close().await
}

/// The log has colours on a terminal only, and there not if `NO_COLOR` is set.
fn start_log() {
    let filter = env::var("RUST_LOG").ok().and_then(|it| EnvFilter::try_new(it.trim()).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new("info"));
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(io::stderr).init();
}
