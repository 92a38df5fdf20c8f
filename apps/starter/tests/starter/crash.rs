//! What was acknowledged survives the program's sudden end.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter};
use std::sync::{Arc, Mutex};
use std::thread;

const CLIENTS: usize = 8;

/// After how many sign-ups each round ends.
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
        // It is the program that finds the file as the kill left it.
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

/// Lets everybody sign up at once, and kills the program on the answer that makes it enough.
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
    assert!(starter.get("/").cookie(cookie).send().says(&format!("<dd>{name}</dd>")), "{name}");
    starter.sign_in(name);
}

/// Checks that there is no user without a key and no key without a user.
fn assert_no_halves(directory: &AppDirectory) {
    let users = directory.number("SELECT count(*) FROM user");
    assert_eq!(directory.number("SELECT count(*) FROM user_key"), users);
    assert_eq!(directory.number("SELECT count(*) FROM user u JOIN user_key k ON k.user_id = u.id"), users);
}
