//! The installation of missing programs and packages, which runs beside the first steps.

use crate::log::Log;
use crate::{browser, debian, deny, docs, instructions};
use lucerna_servers::missing_packages;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A running installation.
pub(crate) struct Installation(JoinHandle<(Duration, Log, Result<(), String>)>);

impl Installation {
    /// Starts to install what is missing, for all steps or for the quick ones. `None` if nothing is missing. Fails at
    /// once if something cannot be installed.
    pub(crate) fn begin(with_slow: bool) -> Result<Option<Self>, String> {
        let packages = missing(with_slow);
        let debian = debian::installation("a test", &packages)?;
        let needs_more = !(deny::is_there() && docs::is_there())
            || (with_slow && !(browser::has_scripts() && instructions::is_there()));
        if debian.is_none() && !needs_more {
            return Ok(None);
        }
        let log = Log::silent("installation")?;
        Ok(Some(Self(thread::spawn(move || install(debian, with_slow, log)))))
    }

    /// Waits for the installation and returns its duration.
    pub(crate) fn finish(self) -> Result<Duration, String> {
        let (elapsed, log, outcome) = self.0.join().map_err(|_| "the installation panicked".to_owned())?;
        outcome.map_err(|it| format!("{it}\n{}\nthe whole log: {}", log.end(), log.path().display()))?;
        Ok(elapsed)
    }
}

/// Returns the Debian packages with a missing program.
fn missing(with_slow: bool) -> Vec<&'static str> {
    let mut packages = missing_packages();
    packages.extend(deny::missing_packages());
    packages.extend(docs::missing_packages());
    if with_slow {
        packages.extend(browser::missing_packages());
        packages.extend(instructions::missing_packages());
    }
    packages
}

fn install(debian: Option<Command>, with_slow: bool, mut log: Log) -> (Duration, Log, Result<(), String>) {
    let begun = Instant::now();
    let outcome = install_all(debian, with_slow, &mut log);
    (begun.elapsed(), log, outcome)
}

fn install_all(debian: Option<Command>, with_slow: bool, log: &mut Log) -> Result<(), String> {
    if let Some(mut debian) = debian {
        log.run(&mut debian)?;
    }
    let still = missing(with_slow);
    if !still.is_empty() {
        return Err(format!(
            "after the installation a program of these packages is still missing: {}",
            still.join(" ")
        ));
    }
    deny::install(log)?;
    docs::install(log)?;
    if with_slow {
        browser::install_scripts(log)?;
        instructions::install(log)?;
    }
    Ok(())
}
