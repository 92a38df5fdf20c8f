//! The crates, compiled by the very toolchains that their manifests state.

use crate::command::{cargo, root, succeeds};
use crate::log::Log;
use crate::workspace::published;
use std::collections::BTreeMap;
use std::process::Command;

/// Compiles every published crate with the toolchain of its `rust-version`, and says which those were.
pub(super) fn compile(log: &mut Log) -> Result<String, String> {
    install_all(log)?;
    let crates = by_version()?;
    for (version, names) in &crates {
        names.iter().try_for_each(|it| log.run(&mut check(version, it)))?;
    }
    let versions: Vec<_> = crates.into_keys().collect();
    Ok(format!("every published crate compiles with the Rust that it states: {}", versions.join(", ")))
}

/// The features that need no newer Rust than the crate itself does; all, where nothing is said here.
const OLDEST_FEATURES: &[(&str, &str)] = &[
    (
        "lucerna",
        "audit,axum,breached,chrono,default,jiff,json,mail,memory,pages,redis,serde,site,smtp,sqlite,time,tower,uuid,web",
    ),
    ("lucerna-store-sql", ""),
];

/// A crate, and the features with which it is compiled: all, where there are none.
struct Selection {
    name: String,
    features: Option<&'static str>,
}

/// Returns the crates that the toolchain of each version compiles.
fn by_version() -> Result<BTreeMap<String, Vec<Selection>>, String> {
    let mut crates = BTreeMap::<_, Vec<_>>::new();
    for package in published()? {
        let version =
            package.rust_version.ok_or_else(|| format!("{} states no rust-version", package.name))?;
        let features = OLDEST_FEATURES.iter().find(|(name, _)| package.name == *name).map(|(_, it)| *it);
        let of_version = crates.entry(format!("{}.{}", version.major, version.minor)).or_default();
        of_version.push(Selection { name: package.name.to_string(), features });
    }
    Ok(crates)
}

/// Has rustup fetch every toolchain that is not there.
fn install_all(log: &mut Log) -> Result<(), String> {
    by_version()?.keys().try_for_each(|it| install(it, log))
}

fn install(version: &str, log: &mut Log) -> Result<(), String> {
    if succeeds(Command::new("rustup").args(["run", version, "rustc", "--version"])) {
        return Ok(());
    }
    let mut install = Command::new("rustup");
    install.args(["toolchain", "install", version, "--profile", "minimal"]);
    log.run(&mut install).map_err(|it| format!("Rust {version} cannot be had here: {it}"))
}

/// `--locked`, so that an old cargo takes the versions that were chosen for it. The variables that this cargo set would
/// lead the other one to its own compiler.
fn check(version: &str, selection: &Selection) -> Command {
    let mut check = Command::new("rustup");
    check.args(["run", version, "cargo", "check", "--locked", "--lib", "--package", &selection.name]);
    match selection.features {
        Some(features) => check.args(["--no-default-features", "--features", features]),
        None => check.arg("--all-features"),
    };
    for (variable, _) in cargo(&[]).get_envs() {
        check.env_remove(variable);
    }
    check.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    check.env("CARGO_TARGET_DIR", root().join("target/msrv"));
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_is_compiled_by_the_version_that_it_states() {
        let crates = by_version().unwrap();
        let has = |version: &str, name: &str| crates[version].iter().any(|it| it.name == name);
        assert!(has("1.89", "lucerna-core") && has("1.94", "lucerna-store-postgres"));
    }

    #[test]
    fn every_feature_of_the_front_door_is_old_or_known_to_be_new() {
        let packages = published().unwrap();
        let lucerna = packages.iter().find(|it| it.name == "lucerna").unwrap();
        let (_, old) = OLDEST_FEATURES.iter().find(|it| it.0 == "lucerna").unwrap();
        let newer = ["adopt", "mysql", "postgres"];
        let defaults = ["derive", "password"];
        let is_known = |it: &str| old.split(',').chain(newer).chain(defaults).any(|known| known == it);
        assert!(lucerna.features.keys().all(|it| is_known(it)), "{:?}", lucerna.features.keys());
    }
}
