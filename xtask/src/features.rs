//! Every published crate compiles without warnings alone: without features, with each of them, and with all.
//!
//! A crate that is checked by itself has only the features of its dependencies that its own manifest asks for. In the
//! workspace, what another crate asks for hides that one is missing.

use crate::command::cargo;
use crate::log::Log;
use crate::workspace::published;
use cargo_metadata::Package;

/// Checks all, and prints how many there were.
pub(crate) fn run() -> Result<(), String> {
    let mut log = Log::of("features")?;
    let outcome = check(&mut log);
    log.close();
    outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?;
    println!("{} selections of features compile without warnings", log.text().matches("\n$ ").count() + 1);
    Ok(())
}

/// The same as a step. One that fails does not hide the others.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let mut failed = Vec::new();
    for package in published()? {
        let outcomes = selections(&package).into_iter().map(|it| compile(&package.name, &it, log));
        failed.extend(outcomes.filter_map(Result::err));
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

/// Clippy's flags reach the workspace's crates alone, so that their dependencies are not compiled anew.
fn compile(package: &str, features: &[String], log: &mut Log) -> Result<(), String> {
    let mut clippy = cargo(&["clippy", "--locked", "--lib", "--package", package]);
    log.run(clippy.args(features).args(["--", "-D", "warnings"]))
}

/// The arguments of every selection.
fn selections(package: &Package) -> Vec<Vec<String>> {
    let mut names: Vec<_> = package.features.keys().filter(|it| *it != "default").collect();
    names.sort();
    let none = vec!["--no-default-features".to_owned()];
    if names.is_empty() {
        return vec![none];
    }
    let one = |name: &String| vec!["--no-default-features".to_owned(), "--features".to_owned(), name.clone()];
    let mut selections: Vec<_> = std::iter::once(none).chain(names.iter().map(|it| one(it))).collect();
    if names.len() > 1 {
        selections.push(vec!["--all-features".to_owned()]);
    }
    selections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(name: &str) -> Vec<String> {
        let packages = published().unwrap();
        let package = packages.iter().find(|it| it.name == name).unwrap();
        selections(package).iter().map(|it| it.join(" ")).collect()
    }

    #[test]
    fn each_feature_is_selected_alone_beside_none_and_all() {
        assert_eq!(selected("lucerna-site"), ["--no-default-features"]);
        let core = selected("lucerna-core");
        assert_eq!(core.first().unwrap(), "--no-default-features");
        assert_eq!(core.last().unwrap(), "--all-features");
        assert!(core.contains(&"--no-default-features --features uuid".to_owned()), "{core:?}");
        assert!(!selected("lucerna").iter().any(|it| it.ends_with(" default")));
    }
}
