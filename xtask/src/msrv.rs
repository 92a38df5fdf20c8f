//! The oldest supported versions of Rust, which the manifests state as `rust-version`.
//!
//! Three checks enforce them:
//!
//! - No locked dependency asks for a newer version.
//! - Clippy reports uses of newer parts of the standard library (`incompatible_msrv`, in the step `clippy`).
//! - The toolchains that rustup has installed compile the crates.

mod toolchains;

use crate::log::Log;
use crate::workspace::{is_published, metadata};
use cargo_metadata::semver::Version;
use cargo_metadata::{DependencyKind, Metadata, NodeDep, Package, PackageId};
use std::collections::BTreeSet;

/// Checks the dependencies, then compiles with each of the toolchains, and fails where one cannot be had.
pub(crate) fn run() -> Result<(), String> {
    let mut log = Log::of("msrv")?;
    let outcome = check(&mut log).and_then(|()| toolchains::compile(&mut log));
    log.close();
    println!("{}", outcome.map_err(|it| format!("{}\n\n{it}", log.end()))?);
    Ok(())
}

/// The first check as a step.
pub(crate) fn check(log: &mut Log) -> Result<(), String> {
    let metadata = metadata(false)?;
    let problems = problems(&metadata);
    problems.iter().try_for_each(|it| log.write(it))?;
    let broken = problems.len();
    if broken == 0 {
        Ok(())
    } else {
        Err(format!("{broken} dependencies ask for a newer Rust than a crate does"))
    }
}

/// Optional dependencies that may ask for a newer Rust than the crate: their features do so too.
const NEWER: &[(&str, &str)] = &[
    ("lucerna", "lucerna-adopt"),
    ("lucerna", "lucerna-store-mysql"),
    ("lucerna", "lucerna-store-postgres"),
    ("lucerna-adopt", "lucerna-store-mysql"),
    ("lucerna-adopt", "lucerna-store-postgres"),
    ("lucerna-store-sql", "sqlx"),
];

/// Each dependency that asks for a newer Rust than a published crate which needs it.
fn problems(metadata: &Metadata) -> Vec<String> {
    let published = metadata.workspace_packages().into_iter().filter(|it| is_published(it));
    published.flat_map(|it| of_package(metadata, it)).collect()
}

fn of_package(metadata: &Metadata, package: &Package) -> Vec<String> {
    let Some(oldest) = &package.rust_version else {
        return vec![format!("{} states no rust-version", package.name)];
    };
    let needed = needed(metadata, package).into_iter().filter_map(|id| find(metadata, id));
    let newer = needed.filter(|it| it.rust_version.as_ref().is_some_and(|it| is_newer(it, oldest)));
    newer.map(|it| told(package, oldest, it)).collect()
}

fn told(package: &Package, oldest: &Version, dependency: &Package) -> String {
    let asked = dependency.rust_version.as_ref().map(ToString::to_string).unwrap_or_default();
    format!(
        "{} states Rust {oldest}, and needs {} {}, which asks for {asked}",
        package.name, dependency.name, dependency.version
    )
}

fn is_newer(version: &Version, oldest: &Version) -> bool {
    (version.major, version.minor) > (oldest.major, oldest.minor)
}

/// Everything that is compiled for the crate, except for its tests and for the exceptions above.
fn needed<'a>(metadata: &'a Metadata, package: &'a Package) -> BTreeSet<&'a PackageId> {
    let (mut found, mut open) = (BTreeSet::new(), vec![&package.id]);
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let excepted = |to: &PackageId| is_excepted(metadata, package, id, to);
            open.extend(below(metadata, id).filter(|it| !excepted(it)));
        }
    }
    found
}

fn below<'a>(metadata: &'a Metadata, id: &PackageId) -> impl Iterator<Item = &'a PackageId> {
    let node = metadata.resolve.iter().flat_map(|it| &it.nodes).find(|it| it.id == *id);
    node.into_iter().flat_map(|it| &it.deps).filter(|it| is_compiled(it)).map(|it| &it.pkg)
}

fn is_compiled(dependency: &NodeDep) -> bool {
    dependency.dep_kinds.iter().any(|it| it.kind != DependencyKind::Development)
}

fn is_excepted(metadata: &Metadata, package: &Package, from: &PackageId, to: &PackageId) -> bool {
    let (Some(from), Some(to)) = (find(metadata, from), find(metadata, to)) else { return false };
    let versions = to.rust_version.as_ref().zip(package.rust_version.as_ref());
    NEWER.contains(&(&from.name, &to.name)) && versions.is_some_and(|(newer, oldest)| is_newer(newer, oldest))
}

fn find<'a>(metadata: &'a Metadata, id: &PackageId) -> Option<&'a Package> {
    metadata.packages.iter().find(|it| it.id == *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_asks_for_a_newer_rust_is_named() {
        let mut metadata = metadata(false).unwrap();
        assert_eq!(problems(&metadata), [""; 0]);
        let sha2 =
            metadata.packages.iter_mut().find(|it| it.name == "sha2" && it.version.minor == 11).unwrap();
        sha2.rust_version = Some(Version::new(1, 99, 0));
        let told = problems(&metadata);
        let core = "lucerna-core states Rust 1.89.0, and needs sha2 ";
        assert!(told.iter().any(|it| it.starts_with(core) && it.ends_with("asks for 1.99.0")), "{told:?}");
    }

    #[test]
    fn an_optional_store_may_ask_for_more_and_its_dependents_may_not_ask_for_less() {
        let mut metadata = metadata(false).unwrap();
        let store = metadata.packages.iter_mut().find(|it| it.name == "lucerna-store-postgres").unwrap();
        store.rust_version = Some(Version::new(1, 89, 0));
        assert!(problems(&metadata).iter().any(|it| it.starts_with("lucerna-store-postgres states")));
    }
}
