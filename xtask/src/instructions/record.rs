//! The recorded counts, and the tools that they depend on.

use crate::command::shown;
use std::ffi::OsString;
use std::fmt;
use std::process::Command;
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InstructionRecord {
    pub(crate) tools: Tools,
    pub(crate) figures: Vec<Figure>,
}

/// The instructions of one benchmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) count: u64,
}

/// The tools that counted, since other tools give other counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tools {
    pub(crate) target: String,
    pub(crate) rustc: String,
    pub(crate) valgrind: String,
}

impl Tools {
    pub(crate) fn here() -> Result<Self, String> {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
        let rustc = printed(Command::new(rustc).arg("-vV"))?;
        Ok(Self {
            target: field(&rustc, "host: ")?,
            rustc: field(&rustc, "release: ")?,
            valgrind: field(&printed(Command::new("valgrind").arg("--version"))?, "valgrind-")?,
        })
    }
}

fn printed(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|it| format!("`{}` did not start: {it}", shown(command)))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn field(text: &str, name: &str) -> Result<String, String> {
    let value = text.lines().find_map(|it| it.strip_prefix(name));
    value.map(|it| it.trim_end().to_owned()).ok_or_else(|| format!("`{name}` is not in: {text}"))
}

impl fmt::Display for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rustc {} and valgrind {} on {}", self.rustc, self.valgrind, self.target)
    }
}

impl fmt::Display for InstructionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tools { target, rustc, valgrind } = &self.tools;
        writeln!(f, "{HEAD}\ntarget = \"{target}\"\nrustc = \"{rustc}\"\nvalgrind = \"{valgrind}\"")?;
        writeln!(f, "\n[instructions]")?;
        self.figures.iter().try_for_each(|Figure { name, count }| writeln!(f, "{name} = {count}"))
    }
}

const HEAD: &str = "# The counts that `cargo xtask instructions` compares with. Written by `cargo xtask instructions --record`.";

impl FromStr for InstructionRecord {
    type Err = String;

    /// Parses the text that [`InstructionRecord`] displays, a small part of TOML.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut record = Self { tools: Tools::default(), figures: Vec::new() };
        for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with(['#', '['])) {
            let (name, value) = line.split_once(" = ").ok_or_else(|| format!("`{line}` has no value"))?;
            let text = value.trim_matches('"').to_owned();
            match name {
                "target" => record.tools.target = text,
                "rustc" => record.tools.rustc = text,
                "valgrind" => record.tools.valgrind = text,
                name => {
                    let count = value.parse().map_err(|it| format!("`{line}`: {it}"))?;
                    record.figures.push(Figure { name: name.to_owned(), count });
                }
            }
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let tools = Tools {
            target: "x86_64-unknown-linux-gnu".to_owned(),
            rustc: "1.95.0".to_owned(),
            valgrind: "3.19.0".to_owned(),
        };
        let figures = vec![Figure { name: "cookie_absent".to_owned(), count: 825 }];
        let record = InstructionRecord { tools, figures };
        assert_eq!(record.to_string().parse(), Ok(record));
    }

    #[test]
    fn a_malformed_line_is_named() {
        assert_eq!("rustc".parse::<InstructionRecord>(), Err("`rustc` has no value".to_owned()));
        assert!("a = many".parse::<InstructionRecord>().unwrap_err().starts_with("`a = many`: "));
    }
}
