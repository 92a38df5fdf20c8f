//! The public API of every published crate as text, so that each change of it is seen in a review.
//!
//! `api/<crate>.txt` has a line for each public item. The lines come from rustdoc's JSON, read by the crate `public-api`,
//! whose version belongs to the compiler's.

mod changes;
mod rustdoc;

use crate::command::root;
use crate::log::Log;
use crate::workspace::published;
use changes::Changes;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The modes of the command `api`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Compares it with the texts in the repository.
    Check,
    /// Writes those texts.
    Record,
    /// Shows what changed since a commit, such as the last release's tag.
    Since(String),
}

/// Does it for every published crate, and prints what there is to see.
pub(crate) fn run(mode: &Mode) -> Result<(), String> {
    let mut log = Log::of("api")?;
    let outcome = texts(&mut log);
    log.close();
    let texts = outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    match mode {
        Mode::Check => judge(&texts).map(|()| println!("the public API is as recorded in api/")),
        Mode::Record => record(&texts),
        Mode::Since(commit) => since(commit, &texts).map(|it| println!("{it}")),
    }
}

/// The comparison as a step.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let texts = texts(log)?;
    judge(&texts)
}

/// The name of a crate, and the lines of its API.
type Text = (String, String);

fn texts(log: &mut Log) -> Result<Vec<Text>, String> {
    published()?.into_iter().map(|it| Ok((it.name.to_string(), rustdoc::api(&it, log)?))).collect()
}

fn path(name: &str) -> PathBuf {
    root().join(format!("api/{name}.txt"))
}

/// Fails unless the texts in the repository are these.
fn judge(texts: &[Text]) -> Result<(), String> {
    let mut problems = String::new();
    for (name, now) in texts {
        let recorded = fs::read_to_string(path(name)).unwrap_or_default();
        let changes = Changes::between(&recorded, now);
        if !changes.is_empty() {
            let _infallible = write!(problems, "\n{name}\n{changes}");
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("the public API is not as recorded in api/:\n{problems}\nif it is meant so: {REMEDY}"))
}

const REMEDY: &str = "cargo xtask api --record, and commit api/";

fn record(texts: &[Text]) -> Result<(), String> {
    let directory = root().join("api");
    fs::create_dir_all(&directory).map_err(|it| format!("{}: {it}", directory.display()))?;
    for (name, text) in texts {
        fs::write(path(name), text).map_err(|it| format!("{}: {it}", path(name).display()))?;
    }
    println!("api/ has the public API of {} crates", texts.len());
    Ok(())
}

/// The changes since the texts of a commit, and what they mean for the next version.
fn since(commit: &str, texts: &[Text]) -> Result<String, String> {
    let (mut told, mut breaks, mut additions) = (String::new(), false, false);
    for (name, now) in texts {
        let before = recorded_in(commit, name)?;
        let changes = Changes::between(&before, now);
        breaks |= changes.has_breaks();
        additions |= !changes.is_empty();
        if !changes.is_empty() {
            let _infallible = writeln!(told, "{name}\n{changes}");
        }
    }
    let meaning = match (breaks, additions) {
        (true, _) => "items were removed or changed: a breaking release",
        (false, true) => {
            "items were added: a minor release, unless a new variant or method breaks those who match or implement"
        }
        (false, false) => "the public API is the same: a patch release is possible",
    };
    Ok(format!("{told}{meaning}"))
}

/// The text of a crate at that commit; empty if the crate was not there yet.
fn recorded_in(commit: &str, name: &str) -> Result<String, String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root()).output();
        output.map_err(|it| format!("git did not run: {it}"))
    };
    if !git(&["rev-parse", "--verify", "--quiet", &format!("{commit}:api")])?.status.success() {
        return Err(format!(
            "{commit} has no recorded API to compare with; before a first release there is none"
        ));
    }
    let shown = git(&["show", &format!("{commit}:api/{name}.txt")])?;
    Ok(if shown.status.success() {
        String::from_utf8_lossy(&shown.stdout).into_owned()
    } else {
        String::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_that_is_not_recorded_is_named_with_the_remedy() {
        let problem = judge(&[("made-up".to_owned(), "pub fn made_up::a()\n".to_owned())]).unwrap_err();
        assert!(problem.contains("\nmade-up\n  + pub fn made_up::a()"), "{problem}");
        assert!(problem.ends_with(REMEDY), "{problem}");
    }

    #[test]
    fn a_commit_without_texts_is_no_release_to_compare_with() {
        let problem = recorded_in("no-such-tag", "lucerna").unwrap_err();
        assert!(problem.starts_with("no-such-tag has no recorded API"), "{problem}");
    }
}
