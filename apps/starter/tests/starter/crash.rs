//! Acknowledged sign-ups survive a kill of the program.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter};
use std::sync::{Arc, Mutex};
use std::thread;

const CLIENTS: usize = 8;

/// The number of sign-ups after which each round kills the program.
const ROUNDS: [usize; 8] = [1, 1, 2, 3, 5, 8, 13, 21];

/// A sign-up whose answer arrived: the name and the cookie.
type SignUp = (String, String);

#[test]
fn every_acknowledged_sign_up_survives_a_kill() {
    let directory = Arc::new(AppDirectory::new());
    let mut all = Vec::new();
    for (round, enough) in ROUNDS.into_iter().enumerate() {
        let starter = Starter::at(&directory);
        let acknowledged = sign_up_until_killed(&starter, round, enough);
        println!("round {round}: {} sign-ups acknowledged", acknowledged.len());
        assert!(acknowledged.len() >= enough);
        // The program must be the first to open the file after the kill.
        let starter = Starter::at(&directory);
        directory.assert_sound();
        acknowledged.iter().for_each(|it| assert_is_there(&starter, it));
        all.extend(acknowledged);
    }
    println!("{} sign-ups acknowledged in all", all.len());
    let starter = Starter::at(&directory);
    assert!(all.iter().all(|(_, cookie)| starter.knows(cookie)));
    assert_no_halves(&directory);
}

/// Signs up from several clients at once, and kills the program after `enough` replies.
fn sign_up_until_killed(starter: &Starter, round: usize, enough: usize) -> Vec<SignUp> {
    let acknowledged = Mutex::new(Vec::new());
    let sign_up = |name: String| {
        let Ok(reply) = starter.post("/signup").user(&name).try_send() else { return false };
        assert!(reply.goes_to("/"), "{reply:?}");
        let mut acknowledged = acknowledged.lock().unwrap();
        acknowledged.push((name, reply.cookie().unwrap()));
        if acknowledged.len() == enough {
            starter.kill();
        }
        true
    };
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let mut names = (0..).map(move |it| format!("visitor {round} {client} {it}"));
            scope.spawn(move || names.all(sign_up));
        }
    });
    assert!(!starter.ended().success());
    acknowledged.into_inner().unwrap()
}

fn assert_is_there(starter: &Starter, (name, cookie): &SignUp) {
    assert!(starter.get("/").cookie(cookie).send().says(&format!("<dd><bdi>{name}</bdi></dd>")), "{name}");
    starter.sign_in(name);
}

/// Checks that every user has a key, and every key a user.
fn assert_no_halves(directory: &AppDirectory) {
    let users = directory.number("SELECT count(*) FROM user");
    assert_eq!(directory.number("SELECT count(*) FROM user_key"), users);
    assert_eq!(directory.number("SELECT count(*) FROM user u JOIN user_key k ON k.user_id = u.id"), users);
}
