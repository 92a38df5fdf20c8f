//! The input of the checks: the repository's text files and the manifests of its packages.

use crate::command::{cargo, root};
use cargo_metadata::{DependencyKind, MetadataCommand};
use std::fs;
use std::path::Path;

/// Directories without source files.
const SKIPPED: &[&str] = &[".git", "node_modules", "target"];

#[derive(Default)]
pub(crate) struct Repository {
    pub(crate) files: Vec<File>,
    /// The paths of files that are not text, for instance pictures.
    pub(crate) others: Vec<String>,
    pub(crate) packages: Vec<Package>,
}

pub(crate) struct File {
    /// The path from the root, with `/` on every system.
    pub(crate) path: String,
    pub(crate) text: String,
}

#[derive(Clone, Default)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) described: bool,
    pub(crate) states_rust_version: bool,
    pub(crate) features: Vec<String>,
    /// The names of its examples, programs and tests.
    pub(crate) targets: Vec<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Clone)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// True if it is a package of this workspace.
    pub(crate) internal: bool,
    /// True if only tests, examples and benchmarks use it.
    pub(crate) dev: bool,
}

impl Repository {
    pub(crate) fn load() -> Result<Self, String> {
        let packages = MANIFESTS.map(packages).into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        let mut repository = Self { packages, ..Self::default() };
        collect(root(), "", &mut repository).map_err(|it| format!("the files cannot be read: {it}"))?;
        Ok(repository)
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|it| it.path == path)
    }

    /// Returns true if the file or directory exists.
    pub(crate) fn has(&self, path: &str) -> bool {
        let paths = self.files.iter().map(|it| &it.path).chain(&self.others);
        let mut rests = paths.filter_map(|it| it.strip_prefix(path));
        path.is_empty() || rests.any(|it| it.is_empty() || it.starts_with('/'))
    }

    /// Returns the Markdown pages.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|it| it.path.ends_with(".md"))
    }

    /// Returns the Rust files of the workspace's members, the benchmarks and the fuzz targets.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|it| it.is_source())
    }

    /// Adds a file; only text is kept for the checks.
    fn add(&mut self, path: String, bytes: Vec<u8>) {
        match String::from_utf8(bytes) {
            Ok(text) => self.files.push(File { path, text }),
            Err(_) => self.others.push(path),
        }
    }
}

impl File {
    fn is_source(&self) -> bool {
        let areas = ["crates/", "apps/", "bench/", "fuzz/", "xtask/"];
        self.path.ends_with(".rs") && areas.iter().any(|it| self.path.starts_with(it))
    }
}

// The walk does not need git, and it sees new files before they are committed.
fn collect(directory: &Path, prefix: &str, repository: &mut Repository) -> std::io::Result<()> {
    let mut entries = fs::read_dir(directory)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        let wanted = !SKIPPED.contains(&name.as_str());
        if kind.is_dir() && wanted {
            collect(&entry.path(), &format!("{path}/"), repository)?;
        } else if kind.is_file() && wanted {
            repository.add(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The workspaces whose packages follow the rules.
const MANIFESTS: [&str; 3] = ["Cargo.toml", "bench/Cargo.toml", "fuzz/Cargo.toml"];

fn packages(manifest: &str) -> Result<Vec<Package>, String> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo(&[]).get_program()).manifest_path(root().join(manifest)).no_deps();
    let metadata = command.exec().map_err(|it| it.to_string())?;
    Ok(metadata.packages.into_iter().map(Package::from).collect())
}

impl From<cargo_metadata::Package> for Package {
    fn from(package: cargo_metadata::Package) -> Self {
        Self {
            name: package.name.to_string(),
            described: package.description.is_some(),
            states_rust_version: package.rust_version.is_some(),
            features: package.features.into_keys().collect(),
            targets: package.targets.into_iter().map(|it| it.name).collect(),
            dependencies: package.dependencies.into_iter().map(Dependency::from).collect(),
        }
    }
}

impl From<cargo_metadata::Dependency> for Dependency {
    fn from(dependency: cargo_metadata::Dependency) -> Self {
        Self {
            internal: dependency.path.is_some(),
            dev: dependency.kind == DependencyKind::Development,
            name: dependency.name,
        }
    }
}

#[cfg(test)]
impl Repository {
    /// A made-up repository of one file.
    pub(crate) fn with_file(path: &str, text: &str) -> Self {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        Self { files: vec![file], ..Self::default() }
    }

    /// A made-up repository of one package with one dependency.
    pub(crate) fn with_dependency(from: &str, to: &str, internal: bool, dev: bool) -> Self {
        let dependencies = vec![Dependency { name: to.to_owned(), internal, dev }];
        let package = Package { name: from.to_owned(), dependencies, ..Package::default() };
        Self { packages: vec![package], ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_found_with_its_files_and_packages() {
        let repository = Repository::load().unwrap();
        assert!(repository.file("Cargo.toml").is_some());
        assert!(repository.sources().any(|it| it.path == "crates/lucerna-core/src/lib.rs"));
        assert!(!repository.files.iter().any(|it| it.path.contains("target/")));
        let core = repository.packages.iter().find(|it| it.name == "lucerna-core").unwrap();
        assert!(core.described && core.states_rust_version);
        assert!(core.dependencies.iter().any(|it| it.name == "sha2" && !it.internal && !it.dev));
    }
}
