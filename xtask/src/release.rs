//! The parts of a release: its notes, and packages that a registry would accept.

use crate::command::{cargo, root};
use crate::log::Log;
use crate::workspace::published;
use std::fs;

/// Prints what `CHANGELOG.md` says of a version.
pub(crate) fn notes(version: &str) -> Result<(), String> {
    let changelog =
        fs::read_to_string(root().join("CHANGELOG.md")).map_err(|it| format!("CHANGELOG.md: {it}"))?;
    println!("{}", section(&changelog, version)?);
    Ok(())
}

/// The text between the version's heading and the next one of its kind.
fn section(changelog: &str, version: &str) -> Result<String, String> {
    let is_heading = |it: &&str| it.starts_with("## ");
    let names_it = |it: &&str| heading(it) == Some(version);
    let text: Vec<_> =
        changelog.lines().skip_while(|it| !names_it(it)).skip(1).take_while(|it| !is_heading(it)).collect();
    let text = text.join("\n").trim().to_owned();
    if text.is_empty() {
        Err(format!("CHANGELOG.md has no section `## {version}` with text"))
    } else {
        Ok(text)
    }
}

/// The version in `## 1.0.0 - 2026-11-27` or `## [1.0.0] - 2026-11-27`.
fn heading(line: &str) -> Option<&str> {
    let word = line.strip_prefix("## ")?.split_whitespace().next()?;
    Some(word.trim_start_matches('[').trim_end_matches(']'))
}

/// Packs every published crate, and compiles what was packed against what was packed of the others.
pub(crate) fn package() -> Result<(), String> {
    let mut log = Log::of("package")?;
    let outcome = pack(&mut log);
    log.close();
    outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    println!("{} crates are packed in target/package", published()?.len());
    Ok(())
}

/// The working tree may have changes: it is the step before the commit of a release.
fn pack(log: &mut Log) -> Result<(), String> {
    let mut package = cargo(&["package", "--locked", "--allow-dirty"]);
    for published in published()? {
        package.args(["--package", &published.name]);
    }
    log.run(&mut package)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\n- New\n\n## 1.1.0 - 2027-01-01\n\n### Added\n\n- A\n\n## [1.0.0]\n\n- B\n";

    #[test]
    fn notes_are_the_section_of_the_version() {
        assert_eq!(section(CHANGELOG, "1.1.0").unwrap(), "### Added\n\n- A");
        assert_eq!(section(CHANGELOG, "1.0.0").unwrap(), "- B");
        assert_eq!(section(CHANGELOG, "Unreleased").unwrap(), "- New");
    }

    #[test]
    fn a_version_without_notes_is_refused() {
        assert!(section(CHANGELOG, "1.0").is_err());
        assert!(section("## 1.0.0\n\n## 0.9.0\n\n- A\n", "1.0.0").is_err());
    }
}
