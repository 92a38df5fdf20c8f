//! The site: the pages of `docs/` and the root's documents, with search, and the API beside them.

mod api;
mod dialect;
mod generator;
mod navigation;
mod requests;
mod staging;

use crate::command::root;
use crate::log::Log;
use crate::tidy::Repository;
pub(crate) use generator::{install, is_there, missing_packages};
use std::process::Command;

const SITE: &str = "target/site/html";
const ADDRESS: &str = "127.0.0.1:8000";

/// Builds the site with the API as it is, or as it was built last, and serves it until it is interrupted.
pub(crate) fn run(serving: bool, fast: bool) -> Result<(), String> {
    let mut log = Log::of("docs site")?;
    let outcome = build_all(&mut log, fast);
    log.close();
    outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    println!("{SITE}/index.html");
    if serving { serve() } else { Ok(()) }
}

fn build_all(log: &mut Log, fast: bool) -> Result<(), String> {
    install(log)?;
    if !fast {
        api::build(log)?;
        api::check(&Repository::load()?)?;
    }
    build_pages(log)?;
    api::include(&root().join(SITE))
}

/// Builds the site without the API, whose documentation has to be there: links into it are checked.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    api::check(&Repository::load()?)?;
    build_pages(log)
}

fn build_pages(log: &mut Log) -> Result<(), String> {
    let config = staging::stage(&Repository::load()?)?;
    log.run(&mut generator::build(&config))?;
    fail_with("the site asks other hosts", &requests::foreign(&root().join(SITE))?)
}

fn fail_with(what: &str, problems: &[String]) -> Result<(), String> {
    if problems.is_empty() { Ok(()) } else { Err(format!("{what}:\n{}", problems.join("\n"))) }
}

fn serve() -> Result<(), String> {
    let (host, port) = ADDRESS.split_once(':').unwrap_or_default();
    println!("http://{ADDRESS} (until Ctrl-C; give the command again after a change)");
    let mut server = Command::new("python3");
    server.args(["-m", "http.server", port, "--bind", host, "--directory", SITE]).current_dir(root());
    let status = server.status().map_err(|it| format!("python3 did not start: {it}"))?;
    if status.success() { Ok(()) } else { Err(format!("the server ended with {status}")) }
}
