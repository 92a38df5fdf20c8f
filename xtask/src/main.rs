//! The development commands of the workspace: `cargo xtask help` lists them.

mod api;
mod browser;
mod checks;
mod command;
mod debian;
mod deny;
mod docs;
mod features;
mod fuzz;
mod installation;
mod instructions;
mod keep_databases;
mod log;
mod markdown;
mod minimal_versions;
mod msrv;
mod mysql;
mod pgbouncer;
mod pictures;
mod plant;
mod progress;
mod release;
mod results;
mod run;
mod servers;
mod steps;
mod suite;
mod targets;
mod tidy;
mod unpacked;
mod workspace;

use checks::Check;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  test                    runs everything that a change has to pass, in order, up to the first failure
  test --fast             does the same without the slow steps, which it lists at the end
  servers                 starts the databases that tests share, until Enter; prints the variables to set
  mysql                   runs the tests of the MySQL store on MySQL itself, from Debian's unstable release
  pgbouncer               runs the tests of the PostgreSQL store behind the current pgbouncer, from Debian's unstable release
  keep-databases <name>   writes databases of this version, which later versions have to open
  instructions            counts what a request costs and compares it with `bench/instructions.toml`; --record writes that file
  docs                    the site in `target/site/html`, with search and the API; with --serve, on http://127.0.0.1:8000 too
  docs --fast             the same without the API, or with the one that was built last
  pictures                the pictures of the pages in `docs/pictures`, taken anew in Chromium
  tidy                    checks the rules of this repository; prints the lengths of files and functions";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match Task::parse(&arguments) {
        Ok(task) => task.run(),
        Err(problem) => {
            eprintln!("xtask: {problem}\n\n{USAGE}{}", checks::USAGE);
            ExitCode::from(2)
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Task {
    Check(Check),
    Docs { serving: bool, fast: bool },
    Help,
    KeepDatabases { name: String },
    Instructions { recording: bool },
    MySql,
    PgBouncer,
    Pictures,
    Servers,
    Test { fast: bool },
    Tidy,
}

impl Task {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => Err("no command given".to_owned()),
            ["help" | "--help" | "-h"] => Ok(Self::Help),
            ["test"] => Ok(Self::Test { fast: false }),
            ["test", "--fast"] => Ok(Self::Test { fast: true }),
            ["servers"] => Ok(Self::Servers),
            ["mysql"] => Ok(Self::MySql),
            ["pgbouncer"] => Ok(Self::PgBouncer),
            ["pictures"] => Ok(Self::Pictures),
            ["keep-databases", name] if !name.starts_with('-') => {
                Ok(Self::KeepDatabases { name: (*name).to_owned() })
            }
            ["keep-databases", ..] => {
                Err("`keep-databases` takes one name, such as that of the release".to_owned())
            }
            ["instructions"] => Ok(Self::Instructions { recording: false }),
            ["instructions", "--record"] => Ok(Self::Instructions { recording: true }),
            ["docs", flags @ ..] if flags.iter().all(|it| ["--fast", "--serve"].contains(it)) => {
                Ok(Self::Docs { serving: flags.contains(&"--serve"), fast: flags.contains(&"--fast") })
            }
            ["tidy"] => Ok(Self::Tidy),
            [
                command @ ("docs" | "instructions" | "mysql" | "pgbouncer" | "pictures" | "servers" | "test"
                | "tidy"),
                rest @ ..,
            ] => Err(format!("`{command}` does not take `{}`", rest.join(" "))),
            [command, ..] => {
                let check = Check::parse(&words).map(|it| it.map(Self::Check));
                check.unwrap_or_else(|| Err(format!("unknown command `{command}`")))
            }
        }
    }

    fn run(self) -> ExitCode {
        let outcome = match self {
            Self::Help => {
                println!("{USAGE}{}", checks::USAGE);
                Ok(())
            }
            Self::Check(check) => check.run(),
            Self::Docs { serving, fast } => docs::run(serving, fast),
            Self::KeepDatabases { name } => keep_databases::run(&name),
            Self::Instructions { recording } => instructions::run(recording),
            Self::MySql => mysql::run(),
            Self::PgBouncer => pgbouncer::run(),
            Self::Pictures => pictures::run(),
            Self::Servers => servers::run(),
            Self::Test { fast } => suite::run(fast),
            Self::Tidy => tidy::run(),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => {
                eprintln!("xtask: {problem}");
                ExitCode::FAILURE
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Task::parse(&arguments)
    }

    #[test]
    fn commands_and_flags_are_read() {
        assert_eq!(parse("test"), Ok(Task::Test { fast: false }));
        assert_eq!(parse("test --fast"), Ok(Task::Test { fast: true }));
        assert_eq!(parse("servers"), Ok(Task::Servers));
        assert_eq!(parse("mysql"), Ok(Task::MySql));
        assert_eq!(parse("pictures"), Ok(Task::Pictures));
        assert_eq!(parse("keep-databases 1.0"), Ok(Task::KeepDatabases { name: "1.0".to_owned() }));
        assert_eq!(parse("instructions"), Ok(Task::Instructions { recording: false }));
        assert_eq!(parse("instructions --record"), Ok(Task::Instructions { recording: true }));
        assert_eq!(parse("docs"), Ok(Task::Docs { serving: false, fast: false }));
        assert_eq!(parse("docs --serve --fast"), Ok(Task::Docs { serving: true, fast: true }));
        assert_eq!(parse("tidy"), Ok(Task::Tidy));
        assert_eq!(parse("--help"), Ok(Task::Help));
    }

    #[test]
    fn unknown_commands_and_flags_are_named_in_the_error() {
        assert_eq!(parse(""), Err("no command given".to_owned()));
        assert_eq!(parse("tset"), Err("unknown command `tset`".to_owned()));
        assert_eq!(parse("test --quick"), Err("`test` does not take `--quick`".to_owned()));
        assert!(parse("keep-databases").is_err() && parse("keep-databases --fast").is_err());
        assert_eq!(parse("tidy --fast"), Err("`tidy` does not take `--fast`".to_owned()));
    }
}
