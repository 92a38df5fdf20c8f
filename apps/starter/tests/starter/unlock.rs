//! The command `unlock`, beside a running program.

use crate::kit::delays::Delay;
use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter};
use std::process::Output;
use std::sync::Arc;

/// Runs the command and returns its exit code and its output.
fn unlock(directory: &AppDirectory, name: &str, attempts: &str) -> (Option<i32>, String) {
    let mut command = directory.command();
    let Output { status, stdout, stderr } =
        command.args(["unlock", name]).env("ATTEMPTS", attempts).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

#[test]
fn a_locked_account_is_unlocked_beside_the_running_program() {
    let directory = Arc::new(AppDirectory::new());
    let mut command = directory.command();
    command.env("ATTEMPTS", "database");
    let starter = Starter::run(&directory, command);
    starter.sign_up("Alice");
    let sign_in = || starter.post("/login").user("Alice").send();
    Delay::start(|| starter.post("/login").credentials("Alice", "wrong horse battery").send());
    // As after the last of 90 wrong passwords.
    assert!(directory.execute("UPDATE lucerna_attempt SET count = 90, until = NULL") > 0);
    let refused = sign_in();
    refused.assert_refusal(429);
    assert_eq!(refused.header("retry-after"), "", "locked");

    let (code, said) = unlock(&directory, "Barbara", "database");
    assert!(code == Some(1) && said.contains("no user signs in with this name"), "{said}");
    let (code, said) = unlock(&directory, "Alice", "memory");
    assert!(code == Some(1) && said.contains("restart the program"), "{said}");
    sign_in().assert_refusal(429);

    let (code, said) = unlock(&directory, "alice", "database");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("the wrong passwords of user ") && said.contains("attempts.cleared"), "{said}");
    assert!(sign_in().goes_to("/"));
}

#[test]
fn an_account_with_an_address_alone_is_unlocked_too() {
    let directory = Arc::new(AppDirectory::new());
    let mut command = directory.command();
    command.env("ATTEMPTS", "database").env("SIGN_UP", "email");
    let starter = Starter::run(&directory, command);
    let fields = "email=alice%40example.com&password=correct%20horse%20battery";
    let asked = starter.post("/signup").form(fields).send();
    assert_eq!(asked.status, 303, "{asked:?}");
    let (code, said) = unlock(&directory, "Alice@example.com", "database");
    assert!(code == Some(0) && said.contains("the wrong passwords of user "), "{said}");
}
