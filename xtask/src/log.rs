//! The log of a step: a file with all output, whose end is shown if the step fails.

use crate::command::{root, shown};
use crate::progress::{self, Progress, is_passing};
use crate::results::Results;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The number of lines shown, enough for compiler errors or failed tests.
const LINES_SHOWN: usize = 60;

/// The directory of the logs, relative to the root, so that the printed path works from there.
const DIRECTORY: &str = "target/xtask";

pub(crate) struct Log {
    path: PathBuf,
    file: File,
    progress: Option<Progress>,
    results: Results,
}

impl Log {
    /// Creates the step's empty log file and its progress line.
    pub(crate) fn of(step: &'static str) -> Result<Self, String> {
        Ok(Self { progress: Progress::of(step), ..Self::silent(step)? })
    }

    /// Creates the log file without a progress line, since another step shows one.
    pub(crate) fn silent(step: &'static str) -> Result<Self, String> {
        let path = Path::new(DIRECTORY).join(format!("{}.log", step.replace(' ', "-")));
        let file = fs::create_dir_all(root().join(DIRECTORY)).and_then(|()| File::create(root().join(&path)));
        let file = file.map_err(|it| format!("{}: {it}", path.display()))?;
        Ok(Self { path, file, progress: None, results: Results::default() })
    }

    /// Runs a command, and fails unless it exits with 0.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<(), String> {
        let line = shown(command);
        self.write(&format!("$ {line}"))?;
        let status = self.follow(command).map_err(|it| format!("`{line}` did not run: {it}"))?;
        if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
    }

    pub(crate) fn write(&mut self, line: &str) -> Result<(), String> {
        writeln!(self.file, "{line}").map_err(|it| format!("{}: {it}", self.path.display()))
    }

    /// Clears the progress line.
    pub(crate) fn close(&mut self) {
        if self.progress.take().is_some() {
            progress::clear();
        }
    }

    /// Returns the results of the tests so far.
    pub(crate) fn results(&self) -> Results {
        self.results
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the whole log.
    pub(crate) fn text(&self) -> String {
        let bytes = fs::read(root().join(&self.path)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Returns the last lines, without the stack frames of panics, which would fill them.
    pub(crate) fn end(&self) -> String {
        let text = self.text();
        let lines: Vec<&str> = text.lines().filter(|it| !is_frame(it)).collect();
        let shown = lines.get(lines.len().saturating_sub(LINES_SHOWN)..).unwrap_or_default();
        shown.join("\n")
    }

    fn follow(&mut self, command: &mut Command) -> io::Result<std::process::ExitStatus> {
        if self.progress.is_some() {
            Progress::ask(command);
        }
        if command.get_current_dir().is_none() {
            command.current_dir(root());
        }
        let (reader, writer) = io::pipe()?;
        let mut child = command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer).spawn()?;
        // The command holds the write end of the pipe. Reading ends only after it is closed.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        self.take(reader)?;
        child.wait()
    }

    /// Splits the output into lines. A carriage return ends a redrawn line.
    fn take(&mut self, output: impl Read) -> io::Result<()> {
        let mut line = Vec::new();
        for byte in BufReader::new(output).bytes() {
            match byte? {
                b'\r' if line.is_empty() => {}
                b'\n' | b'\r' => self.see(&std::mem::take(&mut line))?,
                byte => line.push(byte),
            }
        }
        if line.is_empty() { Ok(()) } else { self.see(&line) }
    }

    fn see(&mut self, line: &[u8]) -> io::Result<()> {
        let line = String::from_utf8_lossy(line);
        self.results += Results::of_line(&line);
        if let Some(progress) = &mut self.progress {
            progress.see(&line);
            progress.draw();
        }
        if is_passing(&line) { Ok(()) } else { writeln!(self.file, "{line}") }
    }
}

fn is_frame(line: &str) -> bool {
    let (number, name) = line.trim_start().split_once(": ").unwrap_or_default();
    let is_name = !name.is_empty() && !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    line.starts_with("             at ") || (line.starts_with("  ") && is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_logged_and_test_results_are_counted() {
        let mut log = Log::silent("a test of logs").unwrap();
        let result = "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured";
        let script = format!("echo out; echo err >&2; printf '  Building [=> ] 1/2: a\\r'; echo '{result}'");
        log.run(Command::new("sh").args(["-c", &script])).unwrap();
        let text = log.text();
        assert!(text.starts_with("$ sh -c") && text.ends_with(&format!("out\nerr\n{result}\n")), "{text}");
        assert_eq!(log.results(), Results { passed: 2, failed: 0 });
        assert!(log.path().ends_with("a-test-of-logs.log"));
    }

    #[test]
    fn the_error_names_the_command_and_the_end_of_the_log_is_shown() {
        let mut log = Log::silent("another test of logs").unwrap();
        let problem = log.run(Command::new("sh").args(["-c", "seq 1 500; exit 3"])).unwrap_err();
        assert!(problem.starts_with("`sh -c seq 1 500; exit 3` ended with"), "{problem}");
        assert_eq!(log.end().lines().count(), LINES_SHOWN);
        log.write(
            "  17: core::panicking::panic_fmt\n             at /rustc/library/core/src/panicking.rs:80:14",
        )
        .unwrap();
        assert!(log.end().starts_with("441\n") && log.end().ends_with("\n500"));
        let problem = log.run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(problem.contains("`no-such-program` did not run"), "{problem}");
    }
}
