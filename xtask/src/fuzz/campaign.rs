//! One target's run: its program, and what its output says.

use super::kept;
use crate::command::root;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

pub(super) struct Campaign {
    pub(super) seconds: u64,
    pub(super) programs: PathBuf,
    /// The seed of the random choice of inputs. With 0, libFuzzer takes another one at each run.
    pub(super) seed: u32,
}

/// A hash may take some seconds, and 256 MiB beside the pool's own.
const LIMITS: [&str; 3] = ["-timeout=120", "-rss_limit_mb=1024", "-print_final_stats=1"];

impl Campaign {
    /// Runs the target to the end of its time, and says in one line what it did. Fails if the target found something.
    pub(super) fn run(&self, target: &str) -> Result<String, String> {
        let path = root().join(format!("target/xtask/fuzz-{target}.log"));
        let status = self.start(target, &path).map_err(|it| format!("{target} did not run: {it}"))?;
        let text = String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
        if !status.success() {
            return Err(failure(target, &text));
        }
        summary(target, &text).ok_or_else(|| format!("{target} ran no input\n{text}"))
    }

    fn start(&self, target: &str, path: &Path) -> io::Result<ExitStatus> {
        let (corpus, artifacts) = (kept("corpus", target), kept("artifacts", target));
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&artifacts)?;
        let log = File::create(path)?;
        let mut program = Command::new(self.programs.join(target));
        program.arg(corpus).arg(root().join("fuzz/seeds").join(target)).args(LIMITS);
        program.arg(format!("-max_total_time={}", self.seconds)).arg(format!("-seed={}", self.seed));
        program.arg(format!("-dict={}", root().join(format!("fuzz/dictionaries/{target}.dict")).display()));
        program.arg(format!("-artifact_prefix={}/", artifacts.display()));
        program.stdout(log.try_clone()?).stderr(log).status()
    }
}

/// The end of the output, and how to see the failure again.
fn failure(target: &str, text: &str) -> String {
    let lines: Vec<_> = text.lines().filter(|it| !it.starts_with('#')).collect();
    let end = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n");
    format!(
        "{end}\n\nthe target {target} found an input that breaks a property; it is in target/fuzz/artifacts/{target}, \
         and the whole output in target/xtask/fuzz-{target}.log"
    )
}

/// Returns one line with the number of inputs that ran and of edges that they reached.
fn summary(target: &str, text: &str) -> Option<String> {
    let executed = text.lines().find_map(|it| it.strip_prefix("stat::number_of_executed_units:"))?.trim();
    let covered = text.lines().rev().find_map(|it| it.split_once(" cov: ")?.1.split(' ').next())?;
    (executed != "0").then(|| format!("{target:<12} {executed:>9} inputs, {covered:>5} edges"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "#2\tINITED cov: 100 ft: 7 corp: 1/1b exec/s: 0 rss: 30Mb\n\
        #500004\tDONE   cov: 1509 ft: 6711 corp: 774/75Kb\nstat::number_of_executed_units: 500004\n";

    #[test]
    fn a_run_is_told_in_one_line() {
        assert_eq!(summary("cookie", OUTPUT).unwrap(), "cookie          500004 inputs,  1509 edges");
        assert_eq!(summary("cookie", "stat::number_of_executed_units: 0\n cov: 1 "), None);
        assert_eq!(summary("cookie", "ERROR: no such directory"), None);
    }

    #[test]
    fn a_finding_names_its_target_and_its_input() {
        let told = failure("cookie", "#1\tNEW\nthread panicked at fuzz/src/cookie.rs");
        assert!(
            told.starts_with("thread panicked at") && told.contains("target/fuzz/artifacts/cookie"),
            "{told}"
        );
    }
}
