//! Which test programs the quick run takes: all but those that are slow by nature.

use crate::command::{cargo, root};
use cargo_metadata::{MetadataCommand, TargetKind};

/// They kill servers and wait for others, measure time, or break an adoption off after each of its statements.
const SLOW: &[&str] = &["adopt", "galera", "outages", "reliability", "servers", "timing"];

/// The same for people.
pub(crate) const SLOW_NAMED: &str =
    "the tests `adopt`, `galera`, `outages`, `reliability`, `servers` and `timing`";

/// The arguments by which cargo runs the others.
pub(crate) fn quick() -> Result<Vec<String>, String> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo(&[]).get_program()).manifest_path(root().join("Cargo.toml")).no_deps();
    let packages = command.exec().map_err(|it| it.to_string())?.packages;
    let targets = packages.into_iter().flat_map(|it| it.targets);
    let tests = targets.filter(|it| it.kind.contains(&TargetKind::Test)).map(|it| it.name);
    Ok(arguments(tests))
}

fn arguments(tests: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<_> = tests.filter(|it| !SLOW.contains(&it.as_str())).collect();
    names.sort();
    // One argument is for the targets of that name in every package.
    names.dedup();
    let chosen = names.into_iter().flat_map(|it| ["--test".to_owned(), it]);
    ["--lib", "--bins"].map(str::to_owned).into_iter().chain(chosen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_slow_is_left_out_and_the_rest_is_named_once() {
        let tests = ["adopt", "store", "auth", "store"].map(str::to_owned);
        assert_eq!(arguments(tests.into_iter()), ["--lib", "--bins", "--test", "auth", "--test", "store"]);
    }

    #[test]
    fn what_is_called_slow_is_there_and_said() {
        assert_eq!(SLOW.iter().filter(|it| SLOW_NAMED.contains(&format!("`{it}`"))).count(), SLOW.len());
        let quick = quick().unwrap();
        assert!(
            quick.contains(&"auth".to_owned()) && !quick.contains(&"reliability".to_owned()),
            "{quick:?}"
        );
    }
}
