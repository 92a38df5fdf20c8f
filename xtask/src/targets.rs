//! The test programs of the quick run: all except the slow ones.

use crate::command::{cargo, root};
use cargo_metadata::{MetadataCommand, TargetKind};

/// Slow tests: they kill servers and wait for others, measure time, or interrupt an adoption after each statement.
const SLOW_TARGETS: &[&str] = &["adopt", "reliability", "servers", "stuffing", "time", "timing"];

/// Slow modules of test programs that are otherwise fast.
const SLOW_MODULES: &[&str] = &["failing::", "galera::", "outages::"];

/// Returns the names of the slow tests.
pub(crate) fn slow() -> String {
    let names = SLOW_TARGETS.iter().chain(SLOW_MODULES).map(|it| it.trim_end_matches(':'));
    format!("the tests {}", names.collect::<Vec<_>>().join(", "))
}

/// Returns cargo's arguments for the other tests.
pub(crate) fn quick() -> Result<Vec<String>, String> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo(&[]).get_program()).manifest_path(root().join("Cargo.toml")).no_deps();
    let packages = command.exec().map_err(|it| it.to_string())?.packages;
    let targets = packages.into_iter().flat_map(|it| it.targets);
    let tests = targets.filter(|it| it.kind.contains(&TargetKind::Test)).map(|it| it.name);
    Ok(arguments(tests))
}

fn arguments(tests: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = tests.filter(|it| !SLOW_TARGETS.contains(&it.as_str())).collect();
    names.sort();
    // One argument selects the targets of that name in every package.
    names.dedup();
    let chosen = names.iter().flat_map(|it| ["--test", it]);
    let skipped = SLOW_MODULES.iter().flat_map(|it| ["--skip", it]);
    ["--lib", "--bins"].into_iter().chain(chosen).chain(["--"]).chain(skipped).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_tests_are_left_out_and_others_are_named_once() {
        let tests = ["adopt", "store", "auth", "store"].map(str::to_owned);
        let arguments = arguments(tests.into_iter()).join(" ");
        assert!(arguments.starts_with("--lib --bins --test auth --test store -- --skip "), "{arguments}");
        assert!(slow().starts_with("the tests adopt, ") && slow().ends_with(", outages"), "{}", slow());
    }

    #[test]
    fn the_targets_are_those_of_the_workspace() {
        let quick = quick().unwrap();
        assert!(
            quick.contains(&"auth".to_owned()) && !quick.contains(&"reliability".to_owned()),
            "{quick:?}"
        );
    }
}
