//! The guide as a running application: sign up, sign in, profile and sign out, in a SQLite file or a database server.

mod adopt;
mod app;
mod command;
mod config;
mod database;
mod error_page;
mod features;
mod form;
mod headers;
mod page;
mod profile;
mod serve;
mod sign_in;
mod sign_up;

use command::Command;
use config::Config;
use database::Opened;
use lucerna::{AdoptedCookie, Attributes, Clock, SystemClock};
use std::env;
use std::error::Error;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// What every user has, beside an id: a column of the table `user` for each field.
#[derive(Attributes, Clone, Debug)]
struct Profile {
    /// As the user typed it. The key with which they sign in is made of it.
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

/// An error may quote a statement of many lines.
fn in_one_line(error: &dyn Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::main]
async fn serve(config: &Config) -> Result<(), Box<dyn Error>> {
    let log = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).init();
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| format!("LISTEN={}: cannot listen there: {error}", config.listen))?;
    let origin = config.origin(listener.local_addr()?)?;
    let opened =
        database::open(&config.database, config.sessions.as_ref(), origin.clone(), config.proxies.clone())
            .await;
    let Opened { auth, adopted_until } = opened.map_err(adopt::naming_command)?;
    let now = SystemClock::default().now();
    let adopted = adopted_until.filter(|it| *it > now).map(|_| AdoptedCookie::default());
    let end = serve::asked_to_end()?;
    let sessions = config.sessions.as_ref().map(|it| format!(", its sessions: {it}")).unwrap_or_default();
    println!("Lucerna's starter is at {origin} (its database: {}{sessions})", config.database);
    serve::serve(listener, app::router(auth, origin.is_secure(), adopted), end).await;
    Ok(())
}
