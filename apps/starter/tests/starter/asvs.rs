//! Requirements of OWASP ASVS 5.0 that no other test is about. `docs/asvs.md` has all of them.

use crate::kit::reply::RequestExt;
use crate::kit::{FORM, ReplyExt, Starter};

#[test]
fn asvs_6_2_5_a_password_may_have_characters_of_one_kind() {
    let starter = Starter::new();
    let passwords =
        ["lanternoil", "LANTERNOIL", "7139820465", "%&!?$~^*+=", "        ", "фонарьмасло", "☂☃★☂☃★☂☃"];
    for (number, password) in passwords.into_iter().enumerate() {
        let name = format!("user{number}");
        let signed_up = starter.post("/signup").credentials(&name, password).send();
        assert!(signed_up.goes_to("/"), "{password:?}: {signed_up:?}");
        assert!(starter.post("/login").credentials(&name, password).send().goes_to("/"), "{password:?}");
    }
}

#[test]
fn asvs_6_2_7_nothing_hinders_paste_or_password_managers() {
    let starter = Starter::new();
    let script = starter.get("/account/pages.js").send().body;
    for event in ["paste", "copy", "drop", "beforeinput", "keydown", "contextmenu"] {
        assert!(!script.contains(event), "{event}");
    }
    for path in ["/signup", "/login"] {
        let page = starter.get(path).send();
        let password = page.body.split(r#"type="password""#).nth(1).unwrap().split('>').next().unwrap();
        assert!(!password.contains(" maxlength=") && !password.contains(" on"), "{password}");
        assert!(!page.says(r#"autocomplete="off""#) && !page.says("readonly"), "{page:?}");
    }
}

#[test]
fn asvs_6_2_11_names_of_the_user_and_of_the_application_are_no_passwords() {
    let starter = Starter::with(&[("APP_NAME", "Nightjar Notes")]);
    for password in ["scheherazade", "Scheherazade-1001", "nightjarnotes", "2026 Nightjar Notes!"] {
        let refused = starter.post("/signup").credentials("Scheherazade", password).send();
        refused.assert_refusal(422);
        assert!(refused.says(r#"id="password-error""#), "{password}: {refused:?}");
    }
    let accepted = starter.post("/signup").credentials("Scheherazade", "nightjar in the dusk").send();
    assert!(accepted.goes_to("/"), "{accepted:?}");
    let starter = Starter::with_origin("https://nightjar.example");
    for password in ["nightjar2026", "nightjar.example"] {
        starter.post("/signup").credentials("Scheherazade", password).send().assert_refusal(422);
    }
}

#[test]
fn asvs_3_5_2_a_request_without_preflight_needs_proof_of_its_origin() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let fields = "username=Barbara&password=correct+horse+battery";
    for path in ["/signup", "/login", "/logout", "/account/devices/end-others"] {
        let request = || starter.foreign_post(path).without("content-length").cookie(&cookie);
        for content_type in ["text/plain", "multipart/form-data; boundary=a", FORM, ""] {
            request().body(content_type, fields).send().assert_refusal(403);
        }
        // JSON needs a preflight already.
        let json = request().without("accept").body("application/json", r#"{"username":"Barbara"}"#).send();
        assert!(json.status == 403 && json.says(r#""code":"cross_origin""#), "{path}: {json:?}");
    }
    assert!(starter.knows(&cookie));
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 1);
}

#[test]
fn asvs_16_2_2_each_line_of_the_log_begins_with_its_time_in_utc() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    let log = starter.directory.err();
    assert!(log.contains("user.created"), "{log}");
    log.lines().for_each(|line| assert!(begins_with_utc(line), "{line}"));
}

#[test]
fn asvs_16_4_1_a_request_cannot_begin_a_line_of_the_log() {
    let starter = Starter::with(&[("RUST_LOG", "info,lucerna=debug,starter=debug,tower_http=trace")]);
    starter.sign_up("Alice");
    for forged in ["%0aforged", "%0d%0aforged", "%E2%80%A8forged", "%1b[2Jforged", "%C2%85forged"] {
        starter.get(&format!("/{forged}")).send().assert_refusal(404);
        starter.get(&format!("/login?next=/{forged}")).header("referer", forged).send();
        let fields = format!("username={forged}&password={forged}&next=/{forged}");
        starter.post("/login").header("user-agent", forged).form(fields).send().assert_refusal(401);
        starter.foreign_post("/login").header("origin", forged).user(forged).send().assert_refusal(403);
    }
    for agent in ["a\u{85}forged", "a\u{2028}forged", "a\u{2029}forged", "a\tforged", "\u{feff}forged"] {
        starter.post("/login").header("user-agent", agent).user("Alice").send();
    }
    let log = starter.directory.err();
    assert!(log.contains("password.refused") && log.contains("forged"), "{log}");
    for line in log.lines() {
        assert!(begins_with_utc(line), "{line}");
        assert!(!line.chars().any(|it| it.is_control() || matches!(it, '\u{2028}' | '\u{2029}')), "{line:?}");
    }
}

#[test]
fn asvs_3_3_1_each_cookie_is_secure_and_bound_to_its_host() {
    let starter = Starter::with_origin("https://app.example");
    let signed_up = starter.post("/signup").user("Alice").send();
    let cookie = signed_up.cookie().unwrap();
    let signed_out = starter.post("/logout").cookie(&cookie).send();
    let signed_in = starter.post("/login").user("Alice").send();
    let refused = starter.post("/login").credentials("Alice", "not that one").send();
    let mut count = 0;
    for set in [&signed_up, &signed_out, &signed_in, &refused].iter().flat_map(|it| it.all("set-cookie")) {
        let (name, attributes) = set.split_once('=').unwrap();
        assert!(name.starts_with("__Host-"), "{set}");
        for attribute in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"] {
            assert!(attributes.contains(attribute), "{set}");
        }
        assert!(!attributes.contains("Domain=") && set.len() <= 4096, "{set}");
        count += 1;
    }
    assert!(count >= 3, "{count}");
}

/// Returns true if the line begins with a time such as `2026-11-28T00:12:34.567890Z`.
fn begins_with_utc(line: &str) -> bool {
    let time = line.split(' ').next().unwrap_or_default();
    let shape: String = time.chars().map(|it| if it.is_ascii_digit() { '0' } else { it }).collect();
    shape == "0000-00-00T00:00:00.000000Z"
}
