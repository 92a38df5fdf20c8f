//! The comparison of counts with the record.

use super::record::{Figure, InstructionRecord, Tools};
use std::fmt;

/// The largest allowed increase, in percent. The same sources and tools give exactly the same counts; two compiler
/// versions differed by 0.2 %.
const MAX_INCREASE: f64 = 3.0;

const RECORD_THEM: &str = "`cargo xtask instructions --record`";

pub(crate) struct Comparison {
    rows: Vec<BenchmarkRow>,
    recorded_with: Tools,
    counted_with: Tools,
}

/// The counts of one benchmark; one of them is missing if the benchmark is new or removed.
struct BenchmarkRow {
    name: String,
    recorded: Option<u64>,
    now: Option<u64>,
}

impl Comparison {
    pub(crate) fn of(recorded: &InstructionRecord, now: &InstructionRecord) -> Self {
        let row = |it: &Figure| BenchmarkRow {
            name: it.name.clone(),
            recorded: count_of(recorded, &it.name),
            now: count_of(now, &it.name),
        };
        let gone = recorded.figures.iter().filter(|it| count_of(now, &it.name).is_none());
        Self {
            rows: now.figures.iter().chain(gone).map(row).collect(),
            recorded_with: recorded.tools.clone(),
            counted_with: now.tools.clone(),
        }
    }

    /// Fails if a benchmark costs too much more than its record.
    pub(crate) fn judge(&self) -> Result<(), String> {
        if let Some(row) = self.rows.iter().find(|it| it.change().is_none()) {
            return Err(format!("{} is recorded or counted, not both: run {RECORD_THEM}", row.name));
        }
        let dearer: Vec<_> =
            self.rows.iter().filter(|it| it.change() > Some(MAX_INCREASE)).map(|it| &*it.name).collect();
        if dearer.is_empty() || !self.is_comparable() {
            return Ok(());
        }
        Err(format!("{} more than {MAX_INCREASE} % above the record. {}", dearer.join(", "), self.advice()))
    }

    /// Returns true if both were counted on the same kind of processor.
    fn is_comparable(&self) -> bool {
        self.recorded_with.target == self.counted_with.target
    }

    fn advice(&self) -> String {
        if self.recorded_with == self.counted_with {
            return format!("Make it cheaper, or explain the increase in the change and run {RECORD_THEM}");
        }
        format!("The tools differ: run {RECORD_THEM} on the commit before the change, then compare again")
    }
}

fn count_of(record: &InstructionRecord, name: &str) -> Option<u64> {
    record.figures.iter().find(|it| it.name == name).map(|it| it.count)
}

impl BenchmarkRow {
    /// Returns the change in percent of the record.
    fn change(&self) -> Option<f64> {
        let (recorded, now) = (self.recorded? as f64, self.now? as f64);
        Some((now - recorded) / recorded * 100.0)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<24}{:>10}{:>10}{:>10}", "instructions", "recorded", "now", "change")?;
        self.rows.iter().try_for_each(|it| writeln!(f, "{it}"))?;
        write!(f, "counted with {}", self.counted_with)?;
        if self.recorded_with != self.counted_with {
            write!(f, "\nrecorded with {}", self.recorded_with)?;
        }
        if !self.is_comparable() {
            write!(f, "\nnot judged: the processors differ")?;
        }
        if self.rows.iter().any(|it| it.change().is_some_and(|it| it < -MAX_INCREASE)) {
            write!(f, "\nsome are much cheaper: run {RECORD_THEM} to keep that")?;
        }
        Ok(())
    }
}

impl fmt::Display for BenchmarkRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |it: Option<u64>| it.map_or("-".to_owned(), |it| it.to_string());
        let change = self.change().map_or("-".to_owned(), |it| format!("{it:+.1} %"));
        write!(f, "{:<24}{:>10}{:>10}{change:>10}", self.name, count(self.recorded), count(self.now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(rustc: &str, target: &str, counts: &[u64]) -> InstructionRecord {
        let tools = Tools { rustc: rustc.to_owned(), target: target.to_owned(), ..Tools::default() };
        let figures = ["a", "b"]
            .iter()
            .zip(counts)
            .map(|(name, count)| Figure { name: (*name).to_owned(), count: *count });
        InstructionRecord { tools, figures: figures.collect() }
    }

    fn judged(now: &InstructionRecord) -> Result<(), String> {
        Comparison::of(&record("1.95.0", "x86_64", &[1000, 1000]), now).judge()
    }

    #[test]
    fn an_increase_of_three_percent_passes_and_a_larger_one_is_named() {
        assert_eq!(judged(&record("1.95.0", "x86_64", &[1030, 10])), Ok(()));
        let problem = judged(&record("1.95.0", "x86_64", &[1000, 1031])).unwrap_err();
        assert!(problem.starts_with("b more than 3 % above the record. Make it cheaper"), "{problem}");
    }

    #[test]
    fn another_compiler_is_judged_alike_and_another_processor_is_not() {
        assert_eq!(judged(&record("1.96.0", "x86_64", &[1030, 1000])), Ok(()));
        let problem = judged(&record("1.96.0", "x86_64", &[1031, 1000])).unwrap_err();
        assert!(problem.contains("on the commit before the change"), "{problem}");
        assert_eq!(judged(&record("1.95.0", "aarch64", &[2000, 1000])), Ok(()));
    }

    #[test]
    fn a_new_or_removed_benchmark_has_to_be_recorded() {
        let one = record("1.95.0", "x86_64", &[1000]);
        let two = record("1.95.0", "x86_64", &[1000, 1000]);
        for (recorded, now) in [(&one, &two), (&two, &one)] {
            let problem = Comparison::of(recorded, now).judge().unwrap_err();
            assert!(problem.starts_with("b is recorded or counted, not both"), "{problem}");
        }
    }

    #[test]
    fn the_table_shows_the_changes_and_the_tools() {
        let table = |rustc, target| {
            let now = record(rustc, target, &[960, 1000]);
            Comparison::of(&record("1.95.0", "x86_64", &[1000, 1000]), &now).to_string()
        };
        let same = table("1.95.0", "x86_64");
        assert!(same.contains("\na                             1000       960    -4.0 %\n"), "{same}");
        assert!(same.ends_with("to keep that") && !same.contains("recorded with"), "{same}");
        assert!(table("1.96.0", "x86_64").contains("\nrecorded with rustc 1.95.0"));
        assert!(table("1.95.0", "aarch64").contains("\nnot judged"));
    }
}
