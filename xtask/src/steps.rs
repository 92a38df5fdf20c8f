//! The steps of the suite.
//!
//! All cargo steps select the same packages and features, so that no step rebuilds what another has built.

use crate::command::{cargo, root};
use crate::log::Log;
use crate::run::SuiteRun;
use crate::{
    api, browser, deny, docs, features, fuzz, instructions, minimal_versions, msrv, servers, targets, tidy,
};
use std::process::Command;

pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// True if `--fast` leaves the step out.
    pub(crate) slow: bool,
    pub(crate) act: fn(&mut SuiteRun, &mut Log) -> Result<(), String>,
}

const fn step(name: &'static str, act: fn(&mut SuiteRun, &mut Log) -> Result<(), String>) -> Step {
    Step { name, slow: false, act }
}

pub(crate) const SERVERS: Step = step("servers", |run, log| {
    let mut said = Vec::new();
    run.servers = Some(servers::start(|it| said.push(it.to_owned()))?);
    log.write(&said.join("\n"))
});

/// The steps that need nothing installed.
pub(crate) const FIRST: &[Step] = &[
    step("format", |_, log| {
        log.run(&mut cargo(&["fmt", "--all", "--check"]))?;
        let others = ["bench/Cargo.toml", "fuzz/Cargo.toml"];
        others.iter().try_for_each(|it| log.run(&mut cargo(&["fmt", "--manifest-path", it, "--check"])))
    }),
    step("tidy", |_, log| tidy::check_into(log)),
    step("oldest Rust", |_, log| msrv::check(log)),
    step("clippy", |_, log| {
        log.run(cargo(&["clippy", "--all-targets"]).args(EVERYTHING).args(["--", "-D", "warnings"]))
    }),
];

pub(crate) const REST: &[Step] = &[
    step("licences and bans", |_, log| deny::check(log)),
    step("docs", |_, log| {
        let docs = ["doc", "--no-deps", "--document-private-items"];
        log.run(cargo(&docs).args(EVERYTHING).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    step("site", |_, log| docs::check(log)),
    step("clippy, SQLite alone", |_, log| {
        // The default build has code of its own, since the other stores are missing.
        log.run(&mut cargo(&["clippy", "--locked", "--", "-D", "warnings"]))
    }),
    step("build", build),
    step("tests", |run, log| {
        let chosen = if run.fast { targets::quick()? } else { vec!["--tests".to_owned()] };
        log.run(with_servers(run, cargo(&["test", "--no-fail-fast"]).args(EVERYTHING).args(chosen)))
    }),
    step("examples", |run, log| log.run(with_servers(run, cargo(&["test", "--doc"]).args(EVERYTHING)))),
    Step { name: "browser", slow: true, act: browser::run },
    Step { name: "instructions", slow: true, act: |_, log| instructions::check(log) },
    Step { name: "features", slow: true, act: |_, log| features::check(log) },
    Step { name: "public API", slow: true, act: |_, log| api::check(log) },
    Step { name: "minimal versions", slow: true, act: |_, log| minimal_versions::check(log) },
    Step { name: "fuzz", slow: true, act: |_, log| fuzz::check(log) },
];

/// Returns the names of the steps that `--fast` leaves out.
pub(crate) fn left_out() -> String {
    let steps = FIRST.iter().chain(REST).filter(|it| it.slow).map(|it| it.name.to_owned());
    steps.chain([targets::slow()]).collect::<Vec<_>>().join("; ")
}

const EVERYTHING: [&str; 3] = ["--workspace", "--all-features", "--locked"];

fn build(run: &mut SuiteRun, log: &mut Log) -> Result<(), String> {
    log.run(cargo(&["test", "--no-run", "--tests"]).args(EVERYTHING))?;
    run.browser = browser::program(&log.text());
    Ok(())
}

fn with_servers<'a>(run: &SuiteRun, command: &'a mut Command) -> &'a mut Command {
    command.envs(run.servers.iter().flat_map(lucerna_servers::Shared::variables)).current_dir(root())
}
