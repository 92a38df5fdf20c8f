//! Cases about secrets: no answer reveals whether a name is known, or contains a token or a password.

use super::visitor::{PASSWORD, name_and_token};
use super::web_case::AppStarter;
use super::{Application, Reply};

pub(super) fn rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for password in ["wrong horse battery", "1", &"x".repeat(200), &"🦀".repeat(200), "a\0b", "é"] {
        for cookies in ["", &cookie] {
            let answer = |name: &str| {
                let sign_in = app.post(&app.paths().sign_in).cookie(cookies).credentials(name, password);
                without_name(sign_in.send(), name)
            };
            assert_eq!(answer("Alice"), answer("Carol"), "{password}");
        }
    }
    assert!(app.knows(&cookie));
}

/// Removes the typed name and the date from an answer.
fn without_name(mut reply: Reply, name: &str) -> Reply {
    reply.headers.retain(|(it, _)| it != "date");
    reply.body = reply.body.replace(name, "NAME");
    reply
}

/// Collects the answers that a visitor gets from sign-up to sign-out, and their tokens.
fn story(app: &Application) -> (Vec<Reply>, Vec<String>) {
    let paths = app.paths();
    let signed_up = app.post(&paths.sign_up).credentials("Alice", PASSWORD).send();
    let first = signed_up.session_cookie().unwrap_or_default();
    let signed_in = app.post(&paths.sign_in).cookie(&first).credentials("Alice", PASSWORD).send();
    let second = signed_in.session_cookie().unwrap_or_default();
    let mut replies = vec![signed_up, signed_in];
    for path in [&paths.profile, &paths.sign_up, &paths.sign_in, &paths.sign_out, "/nothing"] {
        replies.push(app.get(path).cookie(&second).send());
        replies.push(app.request("TRACE", path).cookie(&second).send());
        replies.push(app.foreign_post(path).cookie(&second).send());
    }
    replies.push(app.post(&paths.sign_up).cookie(&second).credentials("alice", PASSWORD).send());
    replies.push(app.sign_out(&second));
    replies.push(app.sign_out(&second));
    (replies, vec![name_and_token(&first).1.to_owned(), name_and_token(&second).1.to_owned()])
}

pub(super) fn lucia_flaw_63_a_token_is_in_no_body_and_no_url(start: &AppStarter) {
    let app = start.http();
    let (replies, tokens) = story(&app);
    for reply in replies {
        for token in &tokens {
            assert!(!token.is_empty() && !reply.says(token), "a token is in the body: {reply:?}");
            let headers = reply.headers.iter().filter(|(name, _)| name != "set-cookie");
            let leak = headers.into_iter().find(|(_, value)| value.contains(token));
            assert_eq!(leak, None, "a token is in a header");
        }
    }
}

pub(super) fn a_password_is_never_sent_back(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    let secret = "a secret of its own";
    for (path, name) in
        [(&app.paths().sign_up, "Alice"), (&app.paths().sign_up, "abc"), (&app.paths().sign_in, "Alice")]
    {
        let reply = app.post(path).credentials(name, secret).send();
        assert!(!reply.says(secret), "{path}: {reply:?}");
    }
}

pub(super) fn a_token_counts_in_the_cookie_alone(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let (name, token) = name_and_token(&cookie);
    let profile = &app.paths().profile;
    let mut requests = Vec::new();
    for field in [name, "session", "session_token", "token", "access_token"] {
        requests.push(app.get(&format!("{profile}?{field}={token}")));
        requests.push(app.get(profile).form(format!("{field}={token}")));
    }
    for header in ["authorization", "x-session-token", "x-auth-token", name] {
        requests.push(app.get(profile).header(header, format!("Bearer {token}")));
        requests.push(app.get(profile).header(header, token));
    }
    for request in requests {
        let what = request.to_string().replace(token, "TOKEN");
        let reply = request.send();
        assert!(reply.status != 200 && !reply.says("Alice"), "{what} signs in: {reply:?}");
    }
}
