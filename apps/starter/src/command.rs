//! The arguments of the command line.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// A command of the program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Serves the pages. The command has no arguments.
    Serve,
    /// Converts Lucia's database: `adopt-lucia`, with or without `--dry-run`.
    AdoptLucia { dry_run: bool },
    /// Copies the database into a new file: `backup FILE`.
    BackUp(PathBuf),
    /// Puts a backup in the place of the database: `restore FILE`.
    Restore(PathBuf),
    /// Clears the counts of wrong passwords of a user: `unlock NAME`.
    Unlock(String),
}

const USAGE: &str = "usage: starter [adopt-lucia [--dry-run] | backup FILE | restore FILE | unlock NAME]";

impl Command {
    pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Self, UsageError> {
        let arguments: Vec<_> = arguments.collect();
        let words: Vec<_> = arguments.iter().map(|it| it.to_string_lossy()).collect();
        let words: Vec<_> = words.iter().map(|it| &**it).collect();
        match *words {
            [] => Ok(Self::Serve),
            ["adopt-lucia"] => Ok(Self::AdoptLucia { dry_run: false }),
            ["adopt-lucia", "--dry-run"] => Ok(Self::AdoptLucia { dry_run: true }),
            [command @ ("backup" | "restore")] | [command @ ("backup" | "restore"), ""] => {
                Err(UsageError(format!("{command} needs a FILE")))
            }
            ["unlock"] | ["unlock", ""] => Err(UsageError("unlock needs a NAME".to_owned())),
            ["unlock", name] => Ok(Self::Unlock(name.to_owned())),
            // A name like an option is more likely a mistake. `./--name` is a file.
            ["backup" | "restore", file] if file.starts_with('-') => Err(UsageError::unexpected(file)),
            ["backup", _] => Ok(Self::BackUp(last(&arguments))),
            ["restore", _] => Ok(Self::Restore(last(&arguments))),
            ["adopt-lucia", "--dry-run", other, ..]
            | ["backup" | "restore" | "unlock", _, other, ..]
            | ["adopt-lucia", other, ..]
            | [other, ..] => Err(UsageError::unexpected(other)),
        }
    }
}

/// Returns the last argument as a path, which need not be text.
fn last(arguments: &[OsString]) -> PathBuf {
    arguments.last().map(PathBuf::from).unwrap_or_default()
}

/// The error of arguments that the program does not know, or that are missing.
#[derive(Debug)]
pub(crate) struct UsageError(String);

impl UsageError {
    fn unexpected(argument: &str) -> Self {
        Self(format!("unexpected argument {argument:?}"))
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{USAGE}", self.0)
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
        assert_eq!(parse("backup copy.db"), Ok(Command::BackUp("copy.db".into())));
        assert_eq!(parse("restore ./copy.db"), Ok(Command::Restore("./copy.db".into())));
        assert_eq!(parse("unlock Alice"), Ok(Command::Unlock("Alice".into())));
    }

    #[test]
    fn an_unknown_argument_is_an_error_with_the_usage() {
        for (line, named) in [
            ("serve", "serve"),
            ("--dry-run", "--dry-run"),
            ("adopt-lucia --dryrun", "--dryrun"),
            ("adopt-lucia --dry-run twice", "twice"),
            ("adopt-lucia app.db", "app.db"),
            ("backup a.db b.db", "b.db"),
            ("restore --force", "--force"),
            ("unlock Alice Barbara", "Barbara"),
            ("backup -h", "-h"),
        ] {
            assert_eq!(parse(line), Err(format!("unexpected argument {named:?}\n{USAGE}")));
        }
        for (command, needed) in [("backup", "FILE"), ("restore", "FILE"), ("unlock", "NAME")] {
            assert_eq!(parse(command), Err(format!("{command} needs a {needed}\n{USAGE}")));
            let empty = Command::parse([command, ""].map(OsString::from).into_iter());
            assert_eq!(empty.unwrap_err().to_string(), format!("{command} needs a {needed}\n{USAGE}"));
        }
    }
}
