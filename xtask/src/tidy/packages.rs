//! The checks of manifests, and of the documentation that every library crate needs.

use super::repository::{Package, Repository};

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    repository.packages.iter().flat_map(|it| of_package(repository, it)).collect()
}

const DOCS_RS: &str = "[package.metadata.docs.rs]\nall-features = true\n";

fn of_package(repository: &Repository, package: &Package) -> Vec<String> {
    let library = repository.file(&format!("crates/{}/src/lib.rs", package.name));
    let is_crate = repository.files.iter().any(|it| it.path == format!("crates/{}/Cargo.toml", package.name));
    let manifest = repository.file(&format!("crates/{}/Cargo.toml", package.name)).map_or("", |it| &it.text);
    let is_published = is_crate && !manifest.contains("publish = false");
    let has_readme =
        repository.has(&format!("crates/{}/README.md", package.name)) || manifest.contains("readme =");
    let rules = [
        (!package.states_rust_version, "has no rust-version"),
        (is_crate && !package.described, "has no description"),
        (is_crate && !library.is_some_and(|it| it.text.starts_with("//!")), "has no crate doc in src/lib.rs"),
        (is_published && !has_readme, "has no README.md"),
        (is_published && !manifest.contains(DOCS_RS), "has no [package.metadata.docs.rs] with all features"),
    ];
    let broken = rules.into_iter().filter(|(broken, _)| *broken);
    broken.map(|(_, problem)| format!("{} {problem}", package.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    #[test]
    fn everything_missing_in_a_package_is_named() {
        let name = "made-up".to_owned();
        let manifest = File { path: "crates/made-up/Cargo.toml".to_owned(), text: String::new() };
        let packages = vec![Package { name, ..Package::default() }];
        assert_eq!(
            check(&Repository { files: vec![manifest], packages, ..Repository::default() }),
            [
                "made-up has no rust-version",
                "made-up has no description",
                "made-up has no crate doc in src/lib.rs",
                "made-up has no README.md",
                "made-up has no [package.metadata.docs.rs] with all features"
            ]
        );
    }
}
