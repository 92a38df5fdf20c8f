//! The numbers of passed and failed tests, from the last lines of the test programs.

use std::fmt;
use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Results {
    /// Returns the results in a line of output; zero, unless it is the last line of a test program.
    pub(crate) fn of_line(line: &str) -> Self {
        let counts = line.strip_prefix("test result: ").unwrap_or_default();
        let count = |what: &str| {
            let before = counts.split(['.', ';']).find_map(|it| it.trim().strip_suffix(what))?;
            before.trim().parse().ok()
        };
        Self { passed: count("passed").unwrap_or(0), failed: count("failed").unwrap_or(0) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for Results {
    fn add_assign(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
    }
}

/// Prints the results alone on a line, in the form that programs which read logs expect.
impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_of_test_programs_are_added_up() {
        let mut results = Results::default();
        for line in [
            "running 3 tests",
            "test a::b ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.12s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            results += Results::of_line(line);
        }
        assert_eq!(results, Results { passed: 13, failed: 2 });
        assert_eq!(results.to_string(), "13 passed, 2 failed");
        assert!(!results.is_empty() && Results::of_line("passed; failed").is_empty());
    }
}
