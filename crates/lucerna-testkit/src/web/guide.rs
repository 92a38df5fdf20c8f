//! Cases about the pages of the guide: sign up, sign in, profile, sign out.

use super::visitor::PASSWORD;
use super::web_case::AppStarter;

pub(super) fn a_user_signs_up_out_and_in(start: &AppStarter) {
    let app = start.http();
    let first = app.sign_up("Alice");
    assert!(app.profile(&first).says("Alice"));
    let signed_out = app.sign_out(&first);
    assert!(app.goes_to_sign_in(&signed_out), "{signed_out:?}");
    assert!(!app.knows(&first));
    let second = app.sign_in("Alice");
    assert_ne!(second, first);
    assert!(app.profile(&second).says("Alice"));
}

pub(super) fn the_forms_have_the_fields_of_the_guide(start: &AppStarter) {
    let app = start.http();
    for (path, other) in
        [(&app.paths().sign_up, &app.paths().sign_in), (&app.paths().sign_in, &app.paths().sign_up)]
    {
        let form = app.get(path).send();
        assert_eq!(form.status, 200, "{path}: {form:?}");
        assert!(form.header("content-type").starts_with("text/html"), "{path}: {form:?}");
        let parts = ["method=\"post\"", "name=\"username\"", "name=\"password\"", "type=\"password\"", other];
        let missing: Vec<_> = parts.into_iter().filter(|it| !form.says(it)).collect();
        assert!(missing.is_empty(), "{path} lacks {missing:?}: {form:?}");
    }
}

pub(super) fn the_profile_shows_the_name_as_typed_and_a_button_to_sign_out(start: &AppStarter) {
    let app = start.http();
    let profile = app.profile(&app.sign_up("AliCe"));
    assert!(profile.header("content-type").starts_with("text/html"), "{profile:?}");
    let form = format!("action=\"{}\"", app.paths().sign_out);
    assert!(profile.says("AliCe") && profile.says(&form), "{profile:?}");
}

pub(super) fn the_profile_is_the_users_own_in_each_of_their_sessions(start: &AppStarter) {
    let app = start.http();
    let (first, bobby) = (app.sign_up("Alice"), app.sign_up("Bobby"));
    let second = app.sign_in("Alice");
    assert_eq!(app.profile(&first).body, app.profile(&second).body);
    let other = app.profile(&bobby);
    assert!(other.says("Bobby") && !other.says("Alice"), "{other:?}");
}

pub(super) fn a_visitor_who_is_signed_out_is_sent_to_the_sign_in_page(start: &AppStarter) {
    let app = start.http();
    let reply = app.profile("");
    assert!(app.goes_to_sign_in(&reply) && reply.all("set-cookie").is_empty(), "{reply:?}");
}

pub(super) fn a_signed_in_visitor_is_redirected_from_the_forms(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for path in [&app.paths().sign_up, &app.paths().sign_in] {
        let reply = app.get(path).cookie(&cookie).send();
        assert!(app.goes_to_profile(&reply), "{path}: {reply:?}");
    }
}

pub(super) fn a_name_that_is_taken_is_409(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let reply = app.post(&app.paths().sign_up).credentials("Alice", "another horse battery").send();
    reply.assert_refused_with(409, "a taken name");
    assert!(reply.says("already taken"), "the page has to say `already taken`: {reply:?}");
    assert!(app.knows(&cookie));
    let other_password = app.try_sign_in("Alice", "another horse battery");
    assert_eq!(other_password.status, 401, "the account was written over: {other_password:?}");
}

pub(super) fn a_name_in_another_case_is_the_same_name(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    app.sign_up("JOSÉ");
    for name in ["alice", "ALICE", "aLiCe", "josé", "José"] {
        let reply = app.post(&app.paths().sign_up).credentials(name, PASSWORD).send();
        reply.assert_refused_with(409, name);
    }
    for name in ["alice", "ALICE", "aLiCe"] {
        assert!(app.profile(&app.sign_in(name)).says("Alice"), "{name}");
    }
}

pub(super) fn a_wrong_password_is_401(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    let reply = app.try_sign_in("Alice", "wrong horse battery");
    reply.assert_refused_with(401, "a wrong password");
    assert!(reply.says("Incorrect username or password"), "{reply:?}");
}

pub(super) fn a_password_is_not_trimmed_cut_or_folded(start: &AppStarter) {
    let app = start.http();
    let password = format!(" Right {} ", "x".repeat(100));
    let reply = app.post(&app.paths().sign_up).credentials("Alice", &password).send();
    assert!(app.goes_to_profile(&reply), "{reply:?}");
    let cut = password.get(..72).unwrap_or_default();
    for wrong in [password.trim(), cut, &password.to_lowercase(), &format!("{password}x")] {
        assert_eq!(app.try_sign_in("Alice", wrong).status, 401, "{wrong:?}");
    }
    let right = app.try_sign_in("Alice", &password);
    assert!(app.goes_to_profile(&right), "{right:?}");
}

pub(super) fn a_password_opens_one_account_only(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    let bobby = app.post(&app.paths().sign_up).credentials("Bobby", "another horse battery").send();
    assert!(app.goes_to_profile(&bobby), "{bobby:?}");
    assert_eq!(app.try_sign_in("Bobby", PASSWORD).status, 401);
    assert_eq!(app.try_sign_in("Alice", "another horse battery").status, 401);
}

pub(super) fn names_have_4_to_31_characters_and_passwords_enough(start: &AppStarter) {
    let app = start.http();
    let sign_up =
        |name: &str, password: &str| app.post(&app.paths().sign_up).credentials(name, password).send();
    for length in [0, 3, 32] {
        sign_up(&"é".repeat(length), PASSWORD).assert_refused_with(422, "a name of another length");
    }
    for length in [4, 31] {
        let reply = sign_up(&"é".repeat(length), PASSWORD);
        assert!(app.goes_to_profile(&reply), "{length}: {reply:?}");
    }
    for password in ["", "short"] {
        sign_up("Alice", password).assert_refused_with(422, "a short password");
    }
    assert!(!app.has_account("Alice"));
}

pub(super) fn signing_out_twice_is_401_or_the_sign_in_page(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    app.sign_out(&cookie);
    for cookie in ["", &cookie] {
        let reply = app.sign_out(cookie);
        assert!(reply.status == 401 || app.goes_to_sign_in(&reply), "{reply:?}");
    }
}
