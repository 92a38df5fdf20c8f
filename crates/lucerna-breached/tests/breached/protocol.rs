//! Tests of the check at sign-up, change and reset, and of services that fail.

use crate::app::App;
use crate::server::{Answer, BREACHED, FINE, Server};
use lucerna_breached::{Breaches, RangeService};
use lucerna_core::{ChangePasswordError, CreateUserError, KeyId, NewKey, PasswordError, Weakness};
use std::time::{Duration, Instant};

const PREFIX: &str = "98DEC";
const REST: &str = "C62ECE399A22ED30D490EF333BE7FDE7385";
/// Another hash with the same prefix.
const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65";

fn hit() -> Answer {
    Answer::Text(200, format!("{OTHER}:3\r\n{REST}:12\r\n"))
}

fn is_breached<T>(result: &Result<T, CreateUserError>) -> bool {
    matches!(result, Err(CreateUserError::Password(PasswordError::Weak(Weakness::Breached))))
}

#[tokio::test]
async fn asvs_6_2_12_breached_passwords_are_refused_at_sign_up_change_and_reset() {
    let server = Server::start(hit()).await;
    let app = App::asking(&server);
    let refused = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await;
    assert!(is_breached(&refused));
    let user = app.auth.create_user(NewKey::username("alice", FINE), ()).await.unwrap().user.id;

    let key = KeyId::username("alice");
    let verified = app.auth.verify_password(&key, FINE).await.unwrap();
    let refused = app.auth.change_password(&verified, BREACHED, None).await.unwrap_err();
    let ChangePasswordError::Password(error) = refused else { panic!("{refused:?}") };
    assert_eq!((error, error.code()), (PasswordError::Weak(Weakness::Breached), "password_breached"));
    let refused = app.auth.danger_set_password(&key, BREACHED).await.unwrap_err().to_string();
    assert_eq!(refused, "the password was found in a data breach");
    assert_eq!(app.auth.check_password([&key], BREACHED).await, Err(error));
    assert_eq!(app.auth.check_password([&key], FINE).await, Ok(()));
    let email = NewKey::email("alice@example.com", BREACHED);
    app.auth.danger_create_key(&user, email).await.unwrap_err();
    assert_eq!(app.failures(), [""; 0]);
}

#[tokio::test]
async fn asvs_6_2_12_only_five_characters_of_a_hash_leave_the_program() {
    let server = Server::start(hit()).await;
    let app = App::asking(&server);
    assert!(is_breached(&app.auth.create_user(NewKey::username("alice", BREACHED), ()).await));
    let request = format!(
        "GET /range/{PREFIX} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nuser-agent: lucerna\r\nadd-padding: true\r\n\r\n",
        server.port
    );
    assert_eq!(server.received(), request, "not a byte more");
}

#[tokio::test]
async fn asvs_6_2_12_a_sign_in_is_never_checked() {
    let server = Server::start(Answer::Text(200, format!("{OTHER}:3\r\n"))).await;
    let app = App::asking(&server);
    let _created = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await.unwrap();
    let asked = server.received();
    let _verified = app.auth.verify_password(&KeyId::username("alice"), BREACHED).await.unwrap();
    app.auth.verify_password(&KeyId::username("alice"), FINE).await.unwrap_err();
    assert_eq!(server.received(), asked);
}

#[tokio::test]
async fn common_and_short_passwords_are_refused_without_asking() {
    let server = Server::start(hit()).await;
    let app = App::asking(&server);
    for password in ["short", "qwertyuiop", "alice-1987"] {
        app.auth.create_user(NewKey::username("alice", password), ()).await.unwrap_err();
    }
    assert_eq!(server.received(), "");
}

#[tokio::test]
async fn padding_and_other_hashes_are_no_match() {
    for body in [format!("{OTHER}:3\r\n{REST}:0\r\n"), format!("{OTHER}:3\n"), format!("{OTHER}:0")] {
        let app = App::asking(&Server::start(Answer::Text(200, body)).await);
        let _created = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await.unwrap();
        assert_eq!(app.failures(), [""; 0]);
    }
}

#[tokio::test]
async fn the_number_of_breaches_can_be_chosen() {
    let server = Server::start(hit()).await;
    let service = || Breaches::new(RangeService::new(&server.url()).unwrap());
    for (times, refused) in [(0, true), (12, true), (13, false)] {
        let app = App::with(service().found_at_least(times));
        let created = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await;
        assert_eq!(is_breached(&created), refused, "{times}");
    }
}

#[tokio::test]
async fn asvs_6_2_12_a_service_that_fails_refuses_nobody_and_is_an_event() {
    let cases = [
        (Answer::Text(500, "broken".to_owned()), "status 500"),
        (Answer::Text(404, String::new()), "status 404"),
        (Answer::Redirect("http://192.0.2.1/".to_owned()), "status 302"),
        (Answer::Text(200, "<html>Welcome to the hotel</html>".to_owned()), "not a list"),
        (Answer::Text(200, String::new()), "not a list"),
        (Answer::Text(200, format!("{REST}:12\r\n{OTHER}")), "not a list"),
        (Answer::Endless, "too long"),
        (Answer::Raw("no HTTP at all\r\n\r\n"), "no answer"),
        (Answer::Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "incomplete"),
        (Answer::Raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\u{80}"), "not a list"),
        (Answer::Raw(""), "no answer"),
        (Answer::Slow(Duration::from_secs(30)), "in a second"),
        (Answer::Trickle, "in a second"),
    ];
    for (answer, expected) in cases {
        let app = App::asking(&Server::start(answer).await);
        let started = Instant::now();
        let created = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await;
        assert!(created.is_ok(), "{expected}: {created:?}");
        assert!(started.elapsed() < Duration::from_secs(3), "{expected}: {:?}", started.elapsed());
        let failures = app.failures();
        assert!(failures.len() == 1 && failures[0].contains(expected), "{expected}: {failures:?}");
        assert!(!failures[0].contains(PREFIX) && !failures[0].contains(BREACHED), "{failures:?}");
    }
}

#[tokio::test]
async fn a_service_that_is_away_refuses_nobody_and_is_an_event() {
    let server = Server::start(hit()).await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = server.url().replace(&server.port.to_string(), &gone.to_string());
    let app = App::with(Breaches::new(RangeService::new(&url).unwrap()));
    let _created = app.auth.create_user(NewKey::username("alice", BREACHED), ()).await.unwrap();
    assert!(app.failures()[0].contains("no connection to the service"));
}

#[tokio::test]
async fn many_checks_at_a_time_wait_a_second_at_most() {
    let server = Server::start(Answer::Slow(Duration::from_millis(700))).await;
    let breaches = std::sync::Arc::new(Breaches::new(RangeService::new(&server.url()).unwrap()));
    let started = Instant::now();
    let checks: Vec<_> = (0..100)
        .map(|_| {
            let breaches = std::sync::Arc::clone(&breaches);
            tokio::spawn(async move {
                let password = lucerna_core::Password::new(BREACHED).unwrap();
                lucerna_core::BreachedPasswords::contains(&*breaches, &password)
                    .await
                    .map_err(|it| it.to_string())
            })
        })
        .collect();
    for check in checks {
        check.await.unwrap().unwrap_err();
    }
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    let asked = server.received().matches("GET ").count();
    assert!((32..=64).contains(&asked), "32 at a time: {asked}");
}
