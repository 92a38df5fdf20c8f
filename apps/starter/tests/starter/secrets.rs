//! Secrets are neither in the files nor in the log.

use crate::kit::reply::RequestExt;
use crate::kit::{ReplyExt, Starter};
use std::fs;
use std::path::PathBuf;

/// The user's name. No other test uses these values, so none is found by accident.
const USERNAME: &str = "Scheherazade";
const PASSWORD: &str = "open-sesame-1001";
const WRONG_PASSWORD: &str = "close-sesame-2002";

#[test]
fn rt_211_no_secret_is_in_the_files_or_in_the_log() {
    let starter = Starter::with(&[("RUST_LOG", "trace")]);
    let cookies = come_and_go(&starter);
    let secrets = cookies.iter().flat_map(|it| [it.as_str(), it.split('=').nth(1).unwrap()]);
    let secrets: Vec<_> = secrets.chain([PASSWORD, WRONG_PASSWORD]).collect();

    // While the program runs, most of the data is in the write-ahead log.
    let files =
        ["app.db", "app.db-wal", "app.db-shm"].map(|it| starter.directory.working_directory().join(it));
    assert!(files.iter().all(|it| it.exists()));
    assert_found(&files, USERNAME);
    assert_not_found(&files, &secrets);
    assert_not_found(&output(&starter), &secrets);

    starter.signal("TERM");
    assert!(starter.ended().success());
    // Afterwards all data is in the file itself, including deleted rows.
    starter.directory.assert_sound();
    assert_found(&[starter.directory.file()], USERNAME);
    assert_not_found(&[starter.directory.file()], &secrets);
    assert_found(&output(&starter), "/signup");
    assert_not_found(&output(&starter), &secrets);
}

/// Signs up, out and in, with mistakes, and returns the cookies that were set.
fn come_and_go(starter: &Starter) -> Vec<String> {
    let post = |path: &str, cookie: &str, password: &str| {
        starter.post(path).cookie(cookie).credentials(USERNAME, password).send()
    };
    let first = post("/signup", "", PASSWORD).cookie().unwrap();
    assert!(starter.knows(&first));
    assert_eq!(post("/signup", "", PASSWORD).status, 409);
    assert_eq!(post("/login", &first, WRONG_PASSWORD).status, 401);
    let second = post("/login", "", PASSWORD).cookie().unwrap();
    assert!(post("/logout", &first, PASSWORD).goes_to("/login"));
    assert!(!starter.knows(&first) && starter.knows(&second));
    // Other refusals may not repeat a secret either.
    let foreign = starter.foreign_post("/login").cookie(&second).header("origin", "null");
    assert_eq!(foreign.credentials(USERNAME, PASSWORD).send().status, 403);
    let unreadable = starter.post("/login").cookie(&second).body("text/plain", PASSWORD);
    assert_eq!(unreadable.send().status, 415);
    assert_eq!(starter.post("/login").form(format!("password={PASSWORD}")).send().status, 422);
    assert_eq!(starter.post("/nothing").cookie(&second).user(USERNAME).send().status, 404);
    vec![first, second]
}

fn output(starter: &Starter) -> [PathBuf; 2] {
    ["out", "err"].map(|it| starter.directory.root().join(it))
}

fn assert_found(files: &[PathBuf], text: &str) {
    assert!(files.iter().any(|it| contains(it, text)), "{text} is in none of {files:?}");
}

fn assert_not_found(files: &[PathBuf], secrets: &[&str]) {
    for file in files {
        for secret in secrets {
            assert!(!contains(file, secret), "{secret} is in {}", file.display());
        }
    }
}

fn contains(file: &PathBuf, text: &str) -> bool {
    fs::read(file).unwrap().windows(text.len()).any(|it| it == text.as_bytes())
}
