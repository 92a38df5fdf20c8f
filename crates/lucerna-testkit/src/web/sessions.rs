//! Cases about sessions: every sign-in starts one, a client cannot invent one, and an ended one stays ended.

use super::Application;
use super::visitor::{PASSWORD, name_and_token};
use super::web_case::AppStarter;
use std::sync::Barrier;
use std::thread;

/// The number of clients with requests in flight while a visitor signs out.
const READERS: usize = 8;

/// The number of repetitions.
const ROUNDS: usize = 5;

/// The number of requests that each client sends meanwhile.
const READS: usize = 10;

pub(super) fn two_browsers_have_two_sessions(start: &AppStarter) {
    let app = start.http();
    let (first, second) = (app.sign_up("Alice"), app.sign_in("Alice"));
    assert_ne!(first, second);
    app.sign_out(&first);
    assert!(!app.knows(&first) && app.knows(&second));
}

pub(super) fn a_visitor_is_known_by_each_request_and_not_by_its_connection(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let head = format!("GET {} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n", app.paths().profile);
    let both = format!("{head}Cookie: {cookie}\r\n\r\n{head}Connection: close\r\n\r\n");
    let answers = app.raw(both.as_bytes()).unwrap();
    let answers = String::from_utf8_lossy(&answers);
    let (first, second) = answers.rsplit_once("HTTP/1.1 ").unwrap_or_default();
    assert!(first.contains("Alice"), "no answer to the first of two requests: {answers}");
    assert!(second.starts_with("30") && !second.contains("Alice"), "{answers}");
}

pub(super) fn rt_050_the_token_changes_at_sign_in_and_the_old_one_is_dead(start: &AppStarter) {
    let app = start.http();
    let (old, other_browser) = (app.sign_up("Alice"), app.sign_in("Alice"));
    let fresh = app.post(&app.paths().sign_in).cookie(&old).credentials("Alice", PASSWORD).send();
    let fresh = fresh.session_cookie().unwrap_or_else(|| panic!("no new session: {fresh:?}"));
    assert_ne!(fresh, old, "the token stays at sign-in");
    assert!(!app.knows(&old), "the token from before the sign-in lives");
    assert!(app.knows(&fresh) && app.knows(&other_browser));
}

pub(super) fn rt_050_a_planted_token_is_never_taken_over(start: &AppStarter) {
    let app = start.http();
    let real = app.sign_up("Alice");
    let (name, token) = name_and_token(&real);
    let planted = format!("{name}={}", "p".repeat(token.len()));
    for (path, username) in [(&app.paths().sign_in, "Alice"), (&app.paths().sign_up, "Bobby")] {
        let reply = app.post(path).cookie(&planted).credentials(username, PASSWORD).send();
        let fresh = reply.session_cookie().unwrap_or_else(|| panic!("no session: {reply:?}"));
        assert!(fresh != planted && fresh != real, "{reply:?}");
        assert!(app.profile(&fresh).says(username));
        assert!(!app.knows(&planted), "{path} took over a token that the client made up");
    }
}

pub(super) fn rt_051_an_unknown_token_never_becomes_a_session(start: &AppStarter) {
    let app = start.http();
    let real = app.sign_up("Alice");
    let (name, token) = name_and_token(&real);
    let tail = token.get(1..).unwrap_or_default();
    for value in ["", "x", &"a".repeat(token.len()), &"a".repeat(5000), tail, "' OR 1 = 1 --", "null", "0"] {
        let cookie = format!("{name}={value}");
        let reply = app.profile(&cookie);
        assert!(app.goes_to_sign_in(&reply) && reply.session_cookie().is_none(), "{value}: {reply:?}");
        assert!(!app.knows(&cookie), "{value}");
    }
    assert!(app.knows(&real));
}

pub(super) fn rt_180_every_character_of_a_token_counts(start: &AppStarter) {
    let app = start.http();
    let real = app.sign_up("Alice");
    let (name, token) = name_and_token(&real);
    for at in 0..token.len() {
        let mut changed = token.as_bytes().to_vec();
        changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
        let cookie = format!("{name}={}", String::from_utf8_lossy(&changed));
        assert!(!app.knows(&cookie), "the character {at} of the token does not matter");
    }
    assert!(app.knows(&real));
}

pub(super) fn rt_055_a_cookie_from_before_signing_out_is_dead(start: &AppStarter) {
    let app = start.http();
    let (stolen, other) = (app.sign_up("Alice"), app.sign_in("Alice"));
    app.sign_out(&stolen);
    assert!(!app.knows(&stolen), "the session lives on where the cookie is kept");
    let again = app.sign_in("Alice");
    assert!(!app.knows(&stolen) && app.knows(&other) && app.knows(&again));
}

pub(super) fn rt_054_requests_in_flight_do_not_undo_signing_out(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    for reads_before in 0..ROUNDS {
        let cookie = app.sign_in("Alice");
        let all_read = Barrier::new(READERS + 1);
        thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| read_on(&app, &cookie, &all_read));
            }
            all_read.wait();
            // Each round signs out at another moment of the other clients' requests.
            (0..reads_before).for_each(|_| assert!(app.knows(&cookie)));
            app.sign_out(&cookie);
        });
        assert!(!app.knows(&cookie), "a request in flight brought the session back");
    }
}

/// Reads the profile while signed in, and again during the sign-out.
fn read_on(app: &Application, cookie: &str, all_read: &Barrier) {
    assert!(app.knows(cookie));
    all_read.wait();
    (0..READS).for_each(|_| _ = app.knows(cookie));
}

pub(super) fn rt_061_the_next_visitor_of_a_browser_sees_nothing_of_the_last(start: &AppStarter) {
    let app = start.http();
    let alice = app.sign_up("Alice");
    let reply = app.post(&app.paths().sign_up).cookie(&alice).credentials("Bobby", PASSWORD).send();
    let bobby = reply.session_cookie().unwrap_or_else(|| panic!("no session: {reply:?}"));
    let profile = app.profile(&bobby);
    assert!(profile.says("Bobby") && !profile.says("Alice"), "{profile:?}");
    assert!(!app.knows(&alice), "the session that the browser had lives on");
}

pub(super) fn rt_081_a_safe_method_starts_and_ends_no_session(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let (username, password) = ("username=Alice", "password=correct+horse+battery");
    for path in [&app.paths().profile, &app.paths().sign_up, &app.paths().sign_in, &app.paths().sign_out] {
        let target = format!("{path}?{username}&{password}&_method=POST");
        for method in ["GET", "HEAD", "OPTIONS", "TRACE"] {
            let plain = app.request(method, &target);
            let overridden = plain.clone().header("x-http-method-override", "POST");
            let with_body = plain.clone().form(format!("{username}&{password}"));
            for request in [plain, overridden, with_body] {
                for cookie in ["", &cookie] {
                    let reply = request.clone().cookie(cookie).header("origin", app.origin()).send();
                    assert!(reply.all("set-cookie").is_empty(), "{method} {path}: {reply:?}");
                }
            }
        }
    }
    assert!(app.knows(&cookie));
}

pub(super) fn lucia_flaw_64_a_link_does_not_sign_up_in_or_out(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for path in [&app.paths().sign_up, &app.paths().sign_in] {
        let reply = app.get(&format!("{path}?username=Bobby&password=correct+horse+battery")).send();
        assert!(reply.status == 200 && reply.all("set-cookie").is_empty(), "{path}: {reply:?}");
    }
    app.get(&app.paths().sign_out).cookie(&cookie).send().assert_refused("a link to the sign-out");
    assert!(app.knows(&cookie) && !app.has_account("Bobby"));
}
