//! The check that the benchmarks are built with the versions that the workspace is tested with.

use super::repository::Repository;

const WORKSPACE: &str = "Cargo.lock";
const BENCHMARKS: &str = "bench/Cargo.lock";

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let [tested, measured] = [WORKSPACE, BENCHMARKS].map(|it| versions(repository, it));
    let is_other = |name: &str, version: &str| {
        let same_name = tested.iter().filter(|it| it.0 == name);
        let versions: Vec<_> = same_name.map(|it| it.1).collect();
        !versions.is_empty() && !versions.contains(&version)
    };
    let others = measured.iter().filter(|(name, version)| is_other(name, version));
    others.map(|(name, version)| format!("{BENCHMARKS} has {name} {version}: {REMEDY}")).collect()
}

const REMEDY: &str = "cp Cargo.lock bench/ && cargo update --workspace --manifest-path bench/Cargo.toml";

/// Returns the names with their versions; a name may have several.
fn versions<'a>(repository: &'a Repository, path: &str) -> Vec<(&'a str, &'a str)> {
    let text = repository.file(path).map_or("", |it| it.text.as_str());
    let packages = text.split("[[package]]").skip(1);
    packages.filter_map(|it| Some((field(it, "name")?, field(it, "version")?))).collect()
}

fn field<'a>(package: &'a str, name: &str) -> Option<&'a str> {
    let line = package.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(" = \""));
    line.map(|it| it.trim_end_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    fn problems(measured: &str) -> Vec<String> {
        let package = |name, version| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n\n");
        let mut repository =
            Repository::with_file(WORKSPACE, &(package("sha2", "0.10.9") + &package("sha2", "0.11.1")));
        let text = package("sha2", measured) + &package("gungraun", "0.20.0");
        repository.files.push(File { path: BENCHMARKS.to_owned(), text });
        check(&repository)
    }

    #[test]
    fn a_version_that_is_not_tested_is_named() {
        assert_eq!(problems("0.11.1"), [""; 0]);
        assert_eq!(problems("0.11.0"), [format!("{BENCHMARKS} has sha2 0.11.0: {REMEDY}")]);
    }
}
