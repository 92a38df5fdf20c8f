//! The pages as a browser without JavaScript receives them.

use crate::kit::reply::RequestExt;
use crate::kit::{Reply, ReplyExt, Starter};

/// A character of two UTF-16 units and four bytes.
const CRAB: &str = "🦀";

#[test]
fn the_profile_is_for_signed_in_users() {
    let starter = Starter::new();
    let signed_out = starter.get("/").send();
    assert!(signed_out.goes_to("/login"), "{signed_out:?}");

    let cookie = starter.sign_up("Alice");
    let profile = starter.get("/").cookie(&cookie).send();
    assert!(profile.status == 200 && profile.is_page(), "{profile:?}");
    let id: String =
        starter.directory.database().query_row("SELECT id FROM user", [], |row| row.get(0)).unwrap();
    for text in [
        "<h1>Profile</h1>",
        "<dd><bdi>Alice</bdi></dd>",
        &format!("<code>{id}</code>"),
        r#"<button class="secondary">Sign out</button>"#,
    ] {
        assert!(profile.says(text), "{text}: {profile:?}");
    }
    assert!(profile.says(r#"<form method="post" action="/logout">"#));
    assert_eq!(profile.header("cache-control"), "no-store");
}

#[test]
fn a_browser_is_sent_to_sign_in_and_a_script_receives_401() {
    let starter = Starter::new();
    for page in ["", "Accept: */*\r\n", "Sec-Fetch-Mode: navigate\r\nAccept: text/html,*/*\r\n"] {
        let sent = starter.ask("GET", "/", page);
        assert!(sent.goes_to("/login"), "{sent:?}");
    }
    // A script that shows pages, such as Turbo.
    let page = starter.ask("GET", "/", "Sec-Fetch-Mode: cors\r\nAccept: text/html\r\n");
    assert!(page.status == 401 && page.header("location").is_empty() && page.is_page(), "{page:?}");
    for script in ["Sec-Fetch-Mode: cors\r\n", "Accept: application/json\r\n"] {
        let refused = starter.ask("GET", "/", script);
        assert_eq!((refused.status, refused.header("location")), (401, ""), "{refused:?}");
        assert_eq!(refused.header("content-type"), "application/problem+json");
        assert!(refused.says(r#""code":"signed_out""#), "{refused:?}");
    }
    let htmx = starter.ask("GET", "/", "HX-Request: true\r\nHX-Current-URL: https://a.example/?tab=2\r\n");
    assert_eq!((htmx.status, htmx.header("hx-redirect")), (401, "/login?next=%2F%3Ftab%3D2"), "{htmx:?}");
}

#[test]
fn after_signing_in_the_requested_page_opens() {
    let starter = Starter::new();
    let sent = starter.get("/?tab=2").send();
    assert!(sent.goes_to("/login?next=%2F%3Ftab%3D2"), "{sent:?}");
    let form = starter.get(sent.header("location")).send();
    let field = r#"<input type="hidden" name="next" value="/?tab=2">"#;
    assert!(form.says(field) && form.says(r#"href="/signup?next=%2F%3Ftab%3D2""#), "{form:?}");

    let fields = "username=alice&password=correct%20horse%20battery&next=%2F%3Ftab%3D2";
    let unknown = starter.post("/login").form(fields).send();
    assert!(unknown.status == 401 && unknown.says(field), "{unknown:?}");
    for path in ["/signup", "/login"] {
        let signed_in = starter.post(path).form(fields).send();
        assert!(signed_in.goes_to("/?tab=2"), "{signed_in:?}");
        let again = starter.get(sent.header("location")).cookie(&signed_in.cookie().unwrap()).send();
        assert!(again.goes_to("/?tab=2"), "{again:?}");
    }
}

#[test]
fn a_refusal_is_a_page_for_a_browser_and_json_for_a_script() {
    let starter = Starter::new();
    starter.foreign_post("/login").user("alice").send().assert_refusal(403);
    let json = "Accept: application/json\r\nContent-Length: 0\r\n";
    let refused = starter.ask("POST", "/login", json);
    assert_eq!((refused.status, refused.header("content-type")), (403, "application/problem+json"));
    assert!(refused.says(r#""code":"cross_origin""#), "{refused:?}");
}

#[test]
fn the_forms_are_for_signed_out_users() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    for (path, title) in [("/signup", "<h1>Create your account</h1>"), ("/login", "<h1>Sign in</h1>")] {
        let form = starter.get(path).send();
        assert!(form.status == 200 && form.is_page() && form.says(title), "{form:?}");
        assert!(
            form.says(&format!(r#"<form method="post" action="{path}">"#))
                && form.all("set-cookie").is_empty()
        );
        let signed_in = starter.get(path).cookie(&cookie).send();
        assert!(signed_in.goes_to("/"), "{signed_in:?}");
    }
}

#[test]
fn fields_have_labels_and_attributes() {
    let starter = Starter::new();
    let (sign_up, sign_in) = (starter.get("/signup").send(), starter.get("/login").send());
    for (form, label, names, autocomplete) in [
        (&sign_up, "Username", "username", "new-password"),
        (&sign_in, "Username or e-mail", "username webauthn", "current-password"),
    ] {
        let (username, password) = (field(form, "username"), field(form, "password"));
        assert!(form.says(&format!(r#"<label for="username">{label}</label>"#)));
        assert!(form.says(r#"<label for="password">Password</label>"#));
        assert!(has(username, &[&format!(r#"autocomplete="{names}""#), " required"]), "{username}");
        assert!(has(password, &[r#"type="password""#, " required"]), "{password}");
        assert!(password.contains(&format!(r#"autocomplete="{autocomplete}""#)), "{password}");
    }
    assert!(has(field(&sign_up, "username"), &[r#"minlength="4""#, r#"maxlength="31""#]));
    assert!(field(&sign_up, "password").contains(r#"minlength="8""#));
    assert!(!sign_in.says("minlength") && !sign_in.says("maxlength"));
}

#[test]
fn an_error_is_linked_to_its_field() {
    let starter = Starter::new();
    let both = starter.post("/signup").credentials("abc", "1234567").send();
    for name in ["username", "password"] {
        let (input, error) = (field(&both, name), format!("{name}-error"));
        assert!(has(input, &[r#"aria-invalid="true""#, &error]), "{input}");
        assert!(both.says(&format!(r#"role="alert" id="{error}""#)), "{both:?}");
        assert_describers_exist(&both, input);
    }
    let wrong = starter.post("/login").user("nobody").send();
    assert!(wrong.says(r#"role="alert" id="form-error""#), "{wrong:?}");
    for name in ["username", "password"] {
        let input = field(&wrong, name);
        assert!(has(input, &[r#"aria-invalid="true""#, "form-error"]), "{input}");
        assert_describers_exist(&wrong, input);
    }
    assert!(both.says("<title>Error: Sign up") && wrong.says("<title>Error: Sign in"));
}

#[test]
fn signing_up_signs_in_and_shows_the_name_as_typed() {
    let starter = Starter::new();
    let reply = starter.post("/signup").user("AliCe").send();
    assert!(reply.goes_to("/") && reply.header("cache-control") == "no-store", "{reply:?}");
    let (token, attributes) = split_cookie(&reply);
    assert!(token.len() == 43, "{token}");
    assert_eq!(attributes, ["Max-Age=7776000", "Path=/", "HttpOnly", "SameSite=Lax"]);
    let profile = starter.get("/").cookie(&reply.cookie().unwrap()).send();
    assert!(profile.says("<dd><bdi>AliCe</bdi></dd>"), "{profile:?}");
    let rows = ["user", "user_key", "user_session"]
        .map(|it| starter.directory.number(&format!("SELECT count(*) FROM {it}")));
    assert_eq!(rows, [1, 1, 1]);
}

#[test]
fn names_and_passwords_have_limits_counted_in_characters() {
    let starter = Starter::new();
    let names = [(3, 422), (4, 303), (31, 303), (32, 422)];
    for (count, status) in names {
        for letter in ["a", "é", "字"] {
            let reply = starter.post("/signup").user(&letter.repeat(count)).send();
            assert_eq!(reply.status, status, "{count} times {letter}: {reply:?}");
            assert_eq!(reply.says("Please choose a username with 4 to 31 characters."), status == 422);
        }
    }
    let passwords = [(0, 422), (7, 422), (8, 303), (255, 303), (256, 422)];
    for (count, status) in passwords {
        for (letters, kind) in [("lantern oil ", "plain"), ("é", "accent"), (CRAB, "crabs")] {
            let name = format!("{kind} {count}");
            let password: String = letters.chars().cycle().take(count).collect();
            let reply = starter.post("/signup").credentials(&name, &password).send();
            assert_eq!(reply.status, status, "{name}: {reply:?}");
            assert_eq!(reply.says("Please choose a password with at "), status == 422, "{reply:?}");
        }
    }
    let longest = starter.post("/login").credentials("crabs 255", &CRAB.repeat(255)).send();
    assert!(longest.goes_to("/"), "{longest:?}");
}

#[test]
fn a_name_too_long_for_a_key_is_refused() {
    let starter = Starter::new();
    // Normalisation turns each of these into eighteen characters.
    let name = "\u{fdfa}".repeat(31);
    let reply = starter.post("/signup").user(&name).send();
    reply.assert_refusal(422);
    assert!(reply.says("This username cannot be used.") && reply.says(&name), "{reply:?}");
    starter.post("/login").user(&name).send().assert_refusal(401);
}

#[test]
fn the_same_name_in_another_case_is_taken() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    starter.sign_up("JOSÉ");
    for name in ["Alice", "alice", "ALICE", "ＡＬＩＣＥ", "jose\u{301}"] {
        let reply = starter.post("/signup").credentials(name, "a secret of its own").send();
        reply.assert_refusal(409);
        assert!(reply.says("This username is already taken."), "{reply:?}");
        assert!(reply.says(&format!(r#"value="{name}""#)), "{reply:?}");
        assert!(!reply.says("a secret") && !field(&reply, "password").contains("value"), "{reply:?}");
    }
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 2);
}

#[test]
fn every_refusal_keeps_the_name_and_never_the_password() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    for (path, name, password, status) in [
        ("/signup", "abc", "supersecret", 422),
        ("/signup", "Barbara", "secret!", 422),
        ("/signup", "alice", "supersecret", 409),
        ("/login", "alice", "supersecret", 401),
        ("/login", "nobody", "supersecret", 401),
        ("/login", "abc", "supersecret", 401),
        ("/login", "alice", &"secret".repeat(50), 401),
    ] {
        let reply = starter.post(path).credentials(name, password).send();
        reply.assert_refusal(status);
        assert!(reply.says(&format!(r#"value="{name}""#)) && !reply.says("secret"), "{reply:?}");
    }
}

#[test]
fn an_empty_field_is_an_error() {
    let starter = Starter::new();
    for (name, password, message) in [
        ("Alice", "", r#"<p class="error" role="alert" id="password-error">Please fill in this field."#),
        ("", "12345678", r#"<p class="error" role="alert" id="username-error">Please fill in this field."#),
        (
            " \t",
            "12345678",
            r#"<p class="error" role="alert" id="username-error">Please fill in this field."#,
        ),
    ] {
        let reply = starter.post("/login").credentials(name, password).send();
        reply.assert_refusal(422);
        assert!(reply.says(message), "{reply:?}");
    }
}

#[test]
fn sign_in_does_not_apply_the_rules_of_sign_up() {
    let starter = Starter::new();
    starter.sign_up("admin");
    // An adopted database has names and passwords that today's sign-up would refuse.
    starter.directory.execute("UPDATE user_key SET id = 'username:bob' WHERE id = 'username:admin'");
    for name in ["bob", " bob ", "BOB", "\u{3000}bob\t"] {
        let reply = starter.post("/login").user(name).send();
        assert!(reply.goes_to("/"), "{name:?}: {reply:?}");
    }
    for name in ["b", &"b".repeat(300), "b\u{0}b", "\u{fffd}"] {
        starter.post("/login").user(name).send().assert_refusal(401);
    }
    for password in ["1", &"1".repeat(3000), "\u{fffd}"] {
        starter.post("/login").credentials("bob", password).send().assert_refusal(401);
    }
}

#[test]
fn names_are_trimmed_on_both_sides() {
    let starter = Starter::new();
    let reply = starter.post("/signup").user(" \u{a0}Alice\t ").send();
    assert!(reply.goes_to("/"), "{reply:?}");
    assert!(starter.get("/").cookie(&reply.cookie().unwrap()).send().says("<dd><bdi>Alice</bdi></dd>"));
    assert!(starter.post("/login").user(" alice ").send().goes_to("/"));
    starter.post("/signup").user("  abc  ").send().assert_refusal(422);
    starter.post("/signup").user("alice ").send().assert_refusal(409);
}

#[test]
fn signing_out_ends_the_session_and_clears_the_cookie_as_it_was_set() {
    let starter = Starter::new();
    let signed_up = starter.post("/signup").user("Alice").send();
    let cookie = signed_up.cookie().unwrap();
    let signed_out = starter.post("/logout").cookie(&cookie).send();
    assert!(signed_out.goes_to("/login"), "{signed_out:?}");

    let ((_, mut set), (token, mut cleared)) = (split_cookie(&signed_up), split_cookie(&signed_out));
    assert_eq!((token, set.remove(0), cleared.remove(0)), ("", "Max-Age=7776000", "Max-Age=0"));
    assert_eq!(set, cleared);
    assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), 0);
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 1);
    assert!(!starter.knows(&cookie));

    for cookie in [cookie.as_str(), ""] {
        let again = starter.post("/logout").cookie(cookie).send();
        assert!(again.goes_to("/login") && again.set_cookie().is_empty(), "{again:?}");
    }
}

#[test]
fn every_loopback_name_works_in_a_browser() {
    let starter = Starter::new();
    let port = starter.address.port();
    for (number, host) in ["127.0.0.1", "localhost", "[::1]"].into_iter().enumerate() {
        let sign_up = starter.foreign_post("/signup").header("origin", format!("http://{host}:{port}"));
        let reply = sign_up.header("sec-fetch-site", "same-origin").user(&format!("user{number}")).send();
        assert!(reply.goes_to("/"), "{host}: {reply:?}");
    }
}

#[test]
fn rt_010_no_parameter_leads_to_another_site() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    let targets = ["//evil.example", "https://evil.example", "/%5Cevil.example", "%0d%0aSet-Cookie:%20a=b"];
    for target in targets {
        for name in ["next", "redirect", "returnTo", "callbackUrl"] {
            let query = format!("?{name}={target}");
            let form = starter.get(&format!("/login{query}")).send();
            assert!(form.status == 200 && !form.says("evil"), "{form:?}");
            let out = starter.get(&format!("/{query}")).send();
            assert!(out.status == 303 && out.header("location").starts_with("/login?next=%2F%3F"), "{out:?}");
        }
        let signed_in = starter.post(&format!("/login?next={target}")).user("Alice").send();
        assert!(signed_in.goes_to("/"), "{signed_in:?}");
        let fields = format!("username=Alice&password=correct%20horse%20battery&next={target}");
        let signed_in = starter.post("/login").form(fields).send();
        assert!(signed_in.goes_to("/"), "{signed_in:?}");
        let cookie = signed_in.cookie().unwrap();
        assert!(starter.get(&format!("/login?next={target}")).cookie(&cookie).send().goes_to("/"));
        let signed_out = starter.post(&format!("/logout?next={target}")).cookie(&cookie).send();
        assert!(signed_out.goes_to("/login"), "{signed_out:?}");
    }
}

#[test]
fn the_static_files_are_served() {
    let starter = Starter::new();
    for (path, content_type) in [
        ("/account/pages.css", "text/css; charset=utf-8"),
        ("/account/pages.js", "text/javascript; charset=utf-8"),
        ("/account/logo.svg", "image/svg+xml"),
    ] {
        let file = starter.get(path).send();
        assert_eq!((file.status, file.header("content-type")), (200, content_type));
        assert_eq!(file.header("cache-control"), "public, max-age=3600");
        assert!(!file.body.is_empty());
        // The address in the pages changes with the file, which can be kept.
        let page = starter.get("/login").send();
        let (_, rest) = page.body.split_once(&format!("{path}?v=")).unwrap();
        let versioned = format!("{path}?v={}", rest.split('"').next().unwrap());
        let cached = starter.get(&versioned).send();
        assert_eq!(cached.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(cached.body, file.body);
    }
}

/// Returns the tag of a field.
fn field<'a>(page: &'a Reply, name: &str) -> &'a str {
    let mut tags = page.body.split('<').filter(|it| it.starts_with("input "));
    let tag = tags.find(|it| it.contains(&format!(r#"id="{name}""#))).unwrap();
    tag.split('>').next().unwrap()
}

fn has(tag: &str, parts: &[&str]) -> bool {
    parts.iter().all(|it| tag.contains(it))
}

/// Checks that the page has the texts that a screen reader reads with the field.
fn assert_describers_exist(page: &Reply, input: &str) {
    let (_, rest) = input.split_once(r#"aria-describedby=""#).unwrap();
    for id in rest.split('"').next().unwrap().split_whitespace() {
        assert!(page.says(&format!(r#"id="{id}""#)), "{id}");
    }
}

/// Returns the value of the only cookie, and its attributes.
fn split_cookie(reply: &Reply) -> (&str, Vec<&str>) {
    let mut parts = reply.set_cookie().split("; ");
    let value =
        parts.next().unwrap().strip_prefix("lucerna_session_").and_then(|it| it.split_once('=')).unwrap().1;
    (value, parts.collect())
}
