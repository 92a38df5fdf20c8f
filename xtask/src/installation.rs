//! What tests need that may be missing: looked for at once, and installed beside the first steps.

use crate::log::Log;
use crate::{browser, debian, deny, docs, instructions};
use lucerna_servers::missing_packages;
use std::process::Command;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The installation under way.
pub(crate) struct Installation(JoinHandle<(Duration, Log, Result<(), String>)>);

impl Installation {
    /// Looks for everything, or for what the quick steps need. Fails at once where something is missing and cannot be installed; gives nothing where
    /// nothing is missing.
    pub(crate) fn begin(with_slow: bool) -> Result<Option<Self>, String> {
        let packages = missing(with_slow);
        let debian = debian::installation("a test", &packages)?;
        let needs_more = !(deny::is_there() && docs::is_there())
            || (with_slow && !(browser::has_axe_core() && instructions::is_there()));
        if debian.is_none() && !needs_more {
            return Ok(None);
        }
        let log = Log::silent("installation")?;
        Ok(Some(Self(thread::spawn(move || install(debian, with_slow, log)))))
    }

    /// Waits for its end; the time is from its beginning.
    pub(crate) fn finish(self) -> Result<Duration, String> {
        let (elapsed, log, outcome) = self.0.join().map_err(|_| "the installation panicked".to_owned())?;
        outcome.map_err(|it| format!("{it}\n{}\nthe whole log: {}", log.end(), log.path().display()))?;
        Ok(elapsed)
    }
}

/// The packages of Debian's of which something is used that is not there.
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
        return Err(format!("of {} something is missing after their installation", still.join(" ")));
    }
    deny::install(log)?;
    docs::install(log)?;
    if with_slow {
        browser::install_axe_core(log)?;
        instructions::install(log)?;
    }
    Ok(())
}
