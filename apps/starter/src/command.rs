//! The arguments of the command line.

use std::ffi::OsString;
use std::fmt;

/// A command of the program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Serves the pages. The command has no arguments.
    Serve,
    /// Converts Lucia's database: `adopt-lucia`, with or without `--dry-run`.
    AdoptLucia { dry_run: bool },
}

impl Command {
    pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, UsageError> {
        let arguments: Vec<_> = arguments.map(|it| it.to_string_lossy().into_owned()).collect();
        let words: Vec<_> = arguments.iter().map(String::as_str).collect();
        match *words {
            [] => Ok(Self::Serve),
            ["adopt-lucia"] => Ok(Self::AdoptLucia { dry_run: false }),
            ["adopt-lucia", "--dry-run"] => Ok(Self::AdoptLucia { dry_run: true }),
            ["adopt-lucia", "--dry-run", other, ..] | ["adopt-lucia", other, ..] | [other, ..] => {
                Err(UsageError(other.to_owned()))
            }
        }
    }
}

/// The error of an argument that the program does not know.
#[derive(Debug)]
pub(crate) struct UsageError(String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected argument {:?}\nusage: starter [adopt-lucia [--dry-run]]", self.0)
    }
}

impl std::error::Error for UsageError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(OsString::from)).map_err(|it| it.to_string())
    }

    #[test]
    fn arguments_select_the_command() {
        assert_eq!(parse(""), Ok(Command::Serve));
        assert_eq!(parse("adopt-lucia"), Ok(Command::AdoptLucia { dry_run: false }));
        assert_eq!(parse("adopt-lucia --dry-run"), Ok(Command::AdoptLucia { dry_run: true }));
    }

    #[test]
    fn an_unknown_argument_is_an_error_with_the_usage() {
        for (line, named) in [
            ("serve", "serve"),
            ("--dry-run", "--dry-run"),
            ("adopt-lucia --dryrun", "--dryrun"),
            ("adopt-lucia --dry-run twice", "twice"),
            ("adopt-lucia app.db", "app.db"),
        ] {
            let usage = "usage: starter [adopt-lucia [--dry-run]]";
            assert_eq!(parse(line), Err(format!("unexpected argument {named:?}\n{usage}")));
        }
    }
}
