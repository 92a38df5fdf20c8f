//! The lines of a crate's API, from rustdoc's JSON.

use crate::command::{cargo, root};
use crate::log::Log;
use cargo_metadata::{Package, TargetKind};
use public_api::Builder;
use std::fs;
use std::path::PathBuf;

/// The public items of a crate with all features, one on each line. What every type has is left out: blanket
/// implementations, and those of `Send`, `Sync` and the like.
pub(super) fn api(package: &Package, log: &mut Log) -> Result<String, String> {
    let json = json(package, log)?;
    let builder = Builder::from_rustdoc_json(json).omit_blanket_impls(true).omit_auto_trait_impls(true);
    let api = builder.build().map_err(|it| format!("the API of {}: {it}", package.name))?;
    Ok(features(package).chain(api.items().map(|it| format!("{it}\n"))).collect())
}

/// A line for each cargo feature, and for each that is on by default: to remove one is a break as well.
fn features(package: &Package) -> impl Iterator<Item = String> {
    let by_default =
        |name: &str| package.features.get("default").is_some_and(|it| it.iter().any(|it| it == name));
    package.features.keys().filter(|it| *it != "default").map(move |name| {
        let default = if by_default(name) { " (default)" } else { "" };
        format!("feature {name}{default}\n")
    })
}

/// Has rustdoc write the JSON, and says where it is.
fn json(package: &Package, log: &mut Log) -> Result<PathBuf, String> {
    let mut doc = cargo(&["rustdoc", "--locked", "--lib", "--all-features", "--package", &package.name]);
    doc.args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    log.run(doc.env("RUSTDOC", unstable_rustdoc()?))?;
    let is_library = |kind: &TargetKind| matches!(kind, TargetKind::Lib | TargetKind::ProcMacro);
    let library = package.targets.iter().find(|it| it.kind.iter().any(is_library));
    let name = library.map(|it| it.name.replace('-', "_")).ok_or("a package without a library")?;
    Ok(root().join("target/doc").join(format!("{name}.json")))
}

/// A rustdoc of the stable compiler that takes unstable options. Only rustdoc is told so: build scripts of dependencies
/// ask as well, and everything would be compiled anew.
fn unstable_rustdoc() -> Result<PathBuf, String> {
    let path = root().join("target/xtask/rustdoc");
    let script = "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n";
    let written = fs::create_dir_all(root().join("target/xtask")).and_then(|()| fs::write(&path, script));
    written.and_then(|()| executable(&path)).map_err(|it| format!("{}: {it}", path.display()))?;
    Ok(path)
}

#[cfg(unix)]
fn executable(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &std::path::Path) -> std::io::Result<()> {
    Err(std::io::Error::other("reading the API needs a Unix shell"))
}
