//! Fuzzing: builds the targets of `fuzz/` with the stable compiler's own instrumentation, and runs each for a while.
//!
//! libFuzzer comes with the crate `libfuzzer-sys`, which compiles it with the C++ compiler. So neither cargo-fuzz nor a
//! nightly compiler is needed.

mod campaign;

use crate::command::{cargo, root};
use crate::log::Log;
use campaign::Campaign;
use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The time that each target runs, unless the command sets another.
pub(crate) const SECONDS: u64 = 60;

/// The tests begin from one seed, so that what they find was not luck: it belongs to the change that is tested.
const SEED_OF_TESTS: u32 = 1;

/// Fuzzes one target, or all, and prints what they did.
pub(crate) fn run(seconds: u64, target: Option<&str>) -> Result<(), String> {
    if let Some(reason) = unsupported() {
        return Err(reason);
    }
    let mut log = Log::of("fuzz")?;
    let outcome = fuzz(seconds, 0, target, &mut log);
    log.close();
    println!("{}", outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?);
    Ok(())
}

/// The same as a step. Where fuzzing is impossible, the terminal says so.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    if let Some(reason) = unsupported() {
        println!("left out: {reason}");
        return log.write(&reason);
    }
    let results = fuzz(SECONDS, SEED_OF_TESTS, None, log)?;
    log.write(&results)
}

/// Returns the reason if this machine cannot fuzz.
fn unsupported() -> Option<String> {
    let supported = cfg!(all(target_os = "linux", target_env = "gnu"));
    (!supported).then(|| {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        format!("fuzzing runs on Linux with the GNU C library; this is {os} on {arch}")
    })
}

fn fuzz(seconds: u64, seed: u32, target: Option<&str>, log: &mut Log) -> Result<String, String> {
    let targets = chosen(targets()?, target)?;
    build(log)?;
    let programs = root().join("target/fuzz").join(host()?).join("release");
    let campaign = Campaign { seconds, programs, seed };
    log.write(&format!("$ {}", targets.join(", ")))?;
    in_parallel(&campaign, targets).into_iter().collect::<Result<Vec<_>, _>>().map(|it| it.join("\n"))
}

/// The targets, by the names of their files.
fn targets() -> Result<Vec<String>, String> {
    let directory =
        fs::read_dir(root().join("fuzz/fuzz_targets")).map_err(|it| format!("fuzz_targets: {it}"))?;
    let names = directory.filter_map(|it| Some(it.ok()?.path().file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<_> = names.collect();
    names.sort();
    Ok(names)
}

fn chosen(targets: Vec<String>, target: Option<&str>) -> Result<Vec<String>, String> {
    let Some(target) = target else { return Ok(targets) };
    let known = targets.join(", ");
    let one: Vec<_> = targets.into_iter().filter(|it| it == target).collect();
    if one.is_empty() { Err(format!("there is no target `{target}`; there are {known}")) } else { Ok(one) }
}

/// The flags with which `cargo fuzz` compiles, without its sanitizers, which only a nightly compiler has. Lucerna has no
/// unsafe code for them to watch.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Builds all targets from the versions of the workspace. The triple keeps the flags from build scripts.
fn build(log: &mut Log) -> Result<(), String> {
    let copied = fs::copy(root().join("Cargo.lock"), root().join("fuzz/Cargo.lock"));
    copied.map_err(|it| format!("fuzz/Cargo.lock: {it}"))?;
    let mut build =
        cargo(&["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", &host()?]);
    build.env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTFLAGS", FLAGS);
    log.run(build.env("CARGO_TARGET_DIR", root().join("target/fuzz")))
}

/// The triple of this machine, as the compiler names it.
fn host() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(rustc).arg("-vV").current_dir(root()).output().map_err(|it| format!("rustc: {it}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|it| it.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc names no host".to_owned())
}

/// Runs as many targets at a time as there are processors.
fn in_parallel(campaign: &Campaign, targets: Vec<String>) -> Vec<Result<String, String>> {
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (queue, results) = (Mutex::new(VecDeque::from(targets)), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let work = || {
        while let Some(target) = next() {
            let result = campaign.run(&target);
            results.lock().unwrap_or_else(PoisonError::into_inner).push(result);
        }
    };
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the directory of the inputs that a target keeps: those that reach new code, or those that fail.
fn kept(what: &str, target: &str) -> PathBuf {
    root().join("target/fuzz").join(what).join(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_a_program_with_seeds_and_a_dictionary() {
        let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
        for target in targets().unwrap() {
            assert!(manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")), "{target}");
            assert!(root().join("fuzz/seeds").join(&target).read_dir().unwrap().next().is_some(), "{target}");
            assert!(root().join(format!("fuzz/dictionaries/{target}.dict")).is_file(), "{target}");
        }
    }

    #[test]
    fn one_target_is_chosen_by_its_name() {
        let targets = || vec!["cookie".to_owned(), "token".to_owned()];
        assert_eq!(chosen(targets(), Some("token")), Ok(vec!["token".to_owned()]));
        assert_eq!(chosen(targets(), None), Ok(targets()));
        let refused = chosen(targets(), Some("tokens")).unwrap_err();
        assert_eq!(refused, "there is no target `tokens`; there are cookie, token");
    }
}
