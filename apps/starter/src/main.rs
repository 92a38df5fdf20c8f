//! The account product as a running application: every account page, with mail, in a SQLite file or a database server.

mod account;
mod adopt;
mod app;
mod attempt_counters;
mod auth_settings;
mod backup;
mod base_path;
mod command;
mod config;
mod database;
mod database_url;
mod dev_mail;
mod error_page;
mod failures;
mod features;
mod headers;
mod health;
mod host;
mod limits;
mod mail_settings;
mod open_files;
mod page_settings;
mod profile;
mod serve;
mod signals;
mod start_error;
mod unlock;
mod workers;

use account::Account;
use app::App;
use auth_settings::AuthSettings;
use command::Command;
use config::Config;
use database::OpenDatabase;
use lucerna::web::SecurityHeaders;
use lucerna::{AdoptedCookie, Clock, Origin, SystemClock};
use serve::{AnswerHeaders, HttpServer};
use std::env;
use std::error::Error;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use workers::Workers;

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
    let (observers, receivers) = account::observe(config, &origin);
    let settings = AuthSettings::new(config, origin.clone()).observed_by(observers);
    let OpenDatabase { auth, adopted_until, file } =
        database::open(&config.database, config.sessions.as_ref(), settings).await?;
    let account = Account::open(&auth, config, &origin, receivers)?;
    let now = SystemClock::default().now();
    let adopted = adopted_until.filter(|it| *it > now).map(|_| AdoptedCookie::default());
    let end = signals::shutdown_signal()?;
    announce(config, &origin, &account);
    let workers = Workers::start(&account);
    let security = SecurityHeaders::new(&origin);
    let security = if config.hsts_subdomains { security.with_subdomains() } else { security };
    let Account { pages, dev_mail, .. } = account;
    let app = App { auth, pages, dev_mail, base: config.base.clone(), adopted };
    let router = app.router(security.clone(), config.limits.request);
    let headers = AnswerHeaders::new(headers::lines(&security));
    HttpServer::new(router, config.limits, config.proxies.clone(), headers).run(listener, end).await;
    workers.finish().await;
    file.close().await
}

/// Prints the line that says where the application is.
fn announce(config: &Config, origin: &Origin, account: &Account) {
    let sessions = config.sessions.as_ref().map(|it| format!(", sessions: {it}")).unwrap_or_default();
    let base = if config.base.is_root() { String::new() } else { format!(", base path: {}", config.base) };
    let letters = config.base.of(dev_mail::PATH);
    let mail = account.dev_mail.as_ref().map(|_| format!(", mail: {origin}{letters}")).unwrap_or_default();
    let name = &config.looks.name;
    println!("{name} is running at {origin} (database: {}{sessions}{base}{mail})", config.database);
    if account.mail.is_none() {
        tracing::warn!(
            "mail is off: passwords cannot be reset and addresses cannot be confirmed; set SMTP_URL and MAIL_FROM"
        );
    }
}

/// The log has colours on a terminal only, and there not if `NO_COLOR` is set.
fn start_log() {
    let filter = env::var("RUST_LOG").ok().and_then(|it| EnvFilter::try_new(it.trim()).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new("info"));
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(io::stderr).init();
}
