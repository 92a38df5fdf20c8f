//! Programs from packages that are unpacked and not installed.

use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the dynamic loader of unpacked packages, and the directory of the libraries beside it.
pub(crate) fn loader(packages: &Path) -> Result<(PathBuf, PathBuf), Error> {
    let entries = |it: &Path| fs::read_dir(it).into_iter().flatten().flatten().map(|it| it.path());
    let is_loader =
        |it: &PathBuf| it.file_name().is_some_and(|it| it.as_encoded_bytes().starts_with(b"ld-linux"));
    let libraries = packages.join("usr/lib");
    let found = entries(&libraries).find_map(|it| Some((entries(&it).find(is_loader)?, it)));
    found.ok_or_else(|| {
        Error::new(format!(
            "{} holds no C library; run `cargo xtask mysql` or `cargo xtask pgbouncer` to unpack the packages",
            libraries.display()
        ))
    })
}
