//! Installing the Debian packages that tests need.

use crate::command::on_search_path;
use std::process::Command;

/// Returns the command that installs the packages; `None` if the list is empty. `what` names the purpose.
pub(crate) fn installation(what: &str, packages: &[&str]) -> Result<Option<Command>, String> {
    if packages.is_empty() {
        return Ok(None);
    }
    if on_search_path("apt-get").is_none() || !is_root() {
        return Err(by_hand(what, packages));
    }
    let mut install = Command::new("sh");
    install.args(["-c", INSTALL, "install-without-starting"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(Some(install))
}

/// A policy that keeps a server's package from starting that server during installation.
const INSTALL: &str = r#"
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
apt-get update
apt-get install -y --no-install-recommends "$@"
"#;

fn by_hand(what: &str, packages: &[&str]) -> String {
    let packages = packages.join(" ");
    format!(
        "{what} needs {packages}; as root, run: \
         apt-get update && apt-get install -y --no-install-recommends {packages}"
    )
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|it| it.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_contains_the_whole_command() {
        let told = by_hand("the browser test", &["chromium", "chromium-driver"]);
        assert!(told.starts_with("the browser test needs chromium chromium-driver"));
        assert!(told.ends_with(
            "apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver"
        ));
    }

    #[test]
    fn nothing_runs_if_no_package_is_missing() {
        assert!(installation("nothing", &[]).unwrap().is_none());
    }
}
