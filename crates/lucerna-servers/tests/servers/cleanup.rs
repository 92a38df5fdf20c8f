//! Tests of cleanup: a process that starts a server and ends, in any way, leaves no server and no file.

use crate::{eventually, listens, port_of};
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

/// Starts a server in a process of its own, ends that process, and checks that port and files are gone.
fn leaves_nothing(kind: &str, end: impl FnOnce(&mut Child)) {
    let passable = Permissions::from_mode(0o755);
    let directory = tempfile::Builder::new().permissions(passable).tempdir().unwrap();
    let mut owner = Command::new(env!("CARGO_BIN_EXE_lucerna-servers"));
    owner.arg(kind).env("TMPDIR", directory.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut owner = owner.spawn().unwrap();
    // Kept open, so that writing to a closed pipe does not end the owner.
    let mut printed = BufReader::new(owner.stdout.take().unwrap());
    let mut url = String::new();
    printed.read_line(&mut url).unwrap();
    let port = port_of(url.trim_end());
    assert!(listens(port));
    assert!(fs::read_dir(directory.path()).unwrap().next().is_some());

    end(&mut owner);
    owner.wait().unwrap();
    eventually("the server is gone", || !listens(port));
    eventually("its files are gone", || fs::read_dir(directory.path()).unwrap().next().is_none());
}

fn kill(owner: &mut Child) {
    owner.kill().unwrap();
}

#[test]
fn a_killed_owner_leaves_no_postgres() {
    leaves_nothing("postgres", kill);
}

#[test]
fn a_killed_owner_leaves_no_mariadb() {
    leaves_nothing("mariadb", kill);
}

#[test]
fn a_killed_owner_leaves_no_redis() {
    leaves_nothing("redis", kill);
}

#[test]
fn a_killed_owner_leaves_no_cluster() {
    leaves_nothing("redis-cluster", kill);
    leaves_nothing("galera", kill);
}

#[test]
fn an_owner_that_ends_leaves_nothing() {
    leaves_nothing("postgres", |it| drop(it.stdin.take()));
}

#[test]
fn an_unknown_kind_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_lucerna-servers")).arg("oracle").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("name one of postgres"));
}
