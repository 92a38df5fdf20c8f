//! The count of instructions that a request costs, compared with the record in the repository.
//!
//! The benchmarks are in `bench/`. Valgrind runs them on a simulated processor, so the counts do not depend on the
//! speed or the load of the machine.

mod by_hand;
mod comparison;
mod record;
mod runner;

use crate::command::{self, cargo, root};
use crate::debian;
use crate::log::Log;
use by_hand::PageCost;
use comparison::Comparison;
use record::{Figure, InstructionRecord, Tools};
use serde_json::Value;
use std::fs;

pub(crate) use runner::{install, is_there, missing_packages};

/// The path of the record, relative to the root.
const RECORD: &str = "bench/instructions.toml";

/// Installs missing programs, counts, and prints the table. With `recording`, writes the counts instead of comparing
/// them.
pub(crate) fn run(recording: bool) -> Result<(), String> {
    if let Some(mut packages) = debian::installation("counting instructions", &missing_packages())? {
        command::run(&mut packages)?;
    }
    let mut log = Log::of("instructions")?;
    let outcome = install(&mut log).and_then(|()| count(&mut log, recording));
    log.close();
    let now = outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    if recording {
        write(&now)?;
        println!("{now}\nis now {RECORD}");
        return Ok(());
    }
    let comparison = Comparison::of(&read()?, &now);
    let pages = PageCost::all_of(&now.figures);
    println!("{comparison}");
    pages.iter().for_each(|it| println!("{it}"));
    comparison.judge().and_then(|()| pages.iter().try_for_each(PageCost::judge))
}

/// Counts and compares as a step of the suite, which has installed the programs.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let now = count(log, false)?;
    let comparison = Comparison::of(&read()?, &now);
    let pages = PageCost::all_of(&now.figures);
    log.write(&comparison.to_string())?;
    pages.iter().try_for_each(|it| log.write(&it.to_string()))?;
    comparison.judge().and_then(|()| pages.iter().try_for_each(PageCost::judge))
}

/// Builds and runs the benchmarks. `unlocked` allows a changed lock file, for recording.
fn count(log: &mut Log, unlocked: bool) -> Result<InstructionRecord, String> {
    let target = root().join("target/bench");
    let mut bench = cargo(&["bench", "--manifest-path", "bench/Cargo.toml", "--bench", "instructions"]);
    bench.args((!unlocked).then_some("--locked")).args(["--", "--output-format=json"]);
    bench.env("GUNGRAUN_RUNNER", runner::program()).env("GUNGRAUN_HOME", target.join("gungraun"));
    log.run(bench.env("CARGO_TARGET_DIR", target))?;
    let figures: Vec<Figure> = log.text().lines().filter_map(figure).collect();
    if figures.is_empty() {
        return Err("no benchmark printed a count".to_owned());
    }
    Ok(InstructionRecord { tools: Tools::here()?, figures })
}

/// Parses a count from a line of the runner; other lines are cargo's.
fn figure(line: &str) -> Option<Figure> {
    let summary: Value = serde_json::from_str(line).ok()?;
    let name = |key| summary.get(key).and_then(Value::as_str);
    let count = summary.pointer("/profiles/0/data/total/metrics/Ir/values/new")?.as_u64()?;
    Some(Figure { name: format!("{}_{}", name("function_name")?, name("id")?), count })
}

fn read() -> Result<InstructionRecord, String> {
    let text = fs::read_to_string(root().join(RECORD)).map_err(|it| format!("{RECORD}: {it}"))?;
    text.parse().map_err(|it| format!("{RECORD}: {it}"))
}

fn write(record: &InstructionRecord) -> Result<(), String> {
    fs::write(root().join(RECORD), record.to_string()).map_err(|it| format!("{RECORD}: {it}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_a_line_of_the_runner() {
        let line = r#"{"function_name":"authenticate","id":"sqlite","profiles":[{"data":{"total":{"metrics":
            {"Ir":{"change":null,"values":{"new":26629,"old":3}}}}}}]}"#;
        let read = figure(line).unwrap();
        assert_eq!((read.name.as_str(), read.count), ("authenticate_sqlite", 26_629));
        assert!(figure("    Finished `bench` profile [optimized] target(s) in 1m 13s").is_none());
        assert!(figure("{}").is_none());
    }

    #[test]
    fn the_record_in_the_repository_has_the_written_format() {
        let text = fs::read_to_string(root().join(RECORD)).unwrap();
        assert_eq!(read().unwrap().to_string(), text);
    }
}
