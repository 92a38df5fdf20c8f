//! The packages of the workspace that are published.

use crate::command::{cargo, root};
use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The packages that a registry receives, in the order of their names.
pub(crate) fn published() -> Result<Vec<Package>, String> {
    let mut packages = metadata(true)?.packages;
    packages.retain(is_published);
    packages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(packages)
}

/// Returns true unless the manifest says `publish = false`.
pub(crate) fn is_published(package: &Package) -> bool {
    package.source.is_none() && package.publish.as_ref().is_none_or(|it| !it.is_empty())
}

/// Returns cargo's metadata of the workspace with all features: of its own packages, or with every dependency.
pub(crate) fn metadata(own: bool) -> Result<Metadata, String> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo(&[]).get_program()).manifest_path(root().join("Cargo.toml"));
    if own {
        command.no_deps();
    } else {
        command.other_options(["--all-features", "--locked"].map(str::to_owned).to_vec());
    }
    command.exec().map_err(|it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_and_applications_are_not_published() {
        let names: Vec<_> = published().unwrap().into_iter().map(|it| it.name.to_string()).collect();
        assert!(names.contains(&"lucerna".to_owned()) && names.contains(&"lucerna-core".to_owned()));
        assert!(!names.contains(&"xtask".to_owned()) && !names.contains(&"starter".to_owned()));
        assert!(names.is_sorted());
    }
}
