//! Cases about the session cookie: how it is set and cleared, and which of a client's cookies is accepted.

use super::visitor::{PASSWORD, name_and_token};
use super::web_case::AppStarter;
use super::{Application, Reply};

/// The longest time that browsers keep a cookie: 400 days, in seconds.
const MAX_AGE: i64 = 400 * 24 * 60 * 60;

fn signed_up(app: &Application) -> (Reply, String) {
    let reply = app.post(&app.paths().sign_up).credentials("Alice", PASSWORD).send();
    let cookie = reply.session_cookie().unwrap_or_else(|| panic!("no session cookie: {reply:?}"));
    (reply, cookie)
}

/// Returns the attributes of a `Set-Cookie`, in lower case and sorted, without `Max-Age` and `Expires`.
fn attributes(set: &str) -> Vec<String> {
    let mut attributes: Vec<_> = set.split(';').skip(1).map(|it| it.trim().to_ascii_lowercase()).collect();
    attributes.retain(|it| !it.starts_with("max-age=") && !it.starts_with("expires="));
    attributes.sort();
    attributes
}

/// Returns the `Max-Age` of a `Set-Cookie`.
fn max_age(set: &str) -> Option<i64> {
    let mut ages =
        set.split(';').filter_map(|it| it.trim().to_ascii_lowercase().strip_prefix("max-age=")?.parse().ok());
    ages.next()
}

pub(super) fn the_cookie_is_http_only_and_same_site(start: &AppStarter) {
    let app = start.http();
    let (reply, cookie) = signed_up(&app);
    let set = reply.set_cookie(name_and_token(&cookie).0);
    let attributes = attributes(set);
    let has = |it: &str| attributes.iter().any(|attribute| attribute == it);
    assert!(has("httponly") && has("path=/"), "{set}");
    assert!(has("samesite=lax") || has("samesite=strict"), "{set}");
    assert!(!attributes.iter().any(|it| it.starts_with("domain")), "{set}");
    assert!(max_age(set).is_none_or(|it| (1..=MAX_AGE).contains(&it)) && set.len() <= 4096, "{set}");
}

pub(super) fn rt_042_on_https_the_cookie_is_bound_to_the_host(start: &AppStarter) {
    let app = start.https();
    let (reply, cookie) = signed_up(&app);
    let (name, _) = name_and_token(&cookie);
    let set = reply.set_cookie(name);
    assert!(name.starts_with("__Host-"), "{set}");
    let attributes = attributes(set);
    for attribute in ["secure", "httponly", "path=/"] {
        assert!(attributes.iter().any(|it| it == attribute), "no {attribute}: {set}");
    }
    assert!(app.knows(&cookie));
    // Without the prefix, a neighbouring host could have planted the cookie.
    assert!(!app.knows(cookie.trim_start_matches("__Host-")));
}

pub(super) fn rt_027_a_forwarded_scheme_changes_nothing(start: &AppStarter) {
    for app in [start.http(), start.https()] {
        let (reply, cookie) = signed_up(&app);
        let (name, _) = name_and_token(&cookie);
        for scheme in ["http", "https"] {
            let sign_in = app.post(&app.paths().sign_in).header("x-forwarded-proto", scheme);
            let sign_in = sign_in.header("forwarded", format!("proto={scheme}"));
            let signed_in = sign_in.credentials("Alice", PASSWORD).send();
            assert_eq!(
                attributes(signed_in.set_cookie(name)),
                attributes(reply.set_cookie(name)),
                "{scheme}"
            );
        }
    }
}

pub(super) fn signing_out_clears_the_cookie_with_the_same_attributes(start: &AppStarter) {
    for app in [start.http(), start.https()] {
        let (reply, cookie) = signed_up(&app);
        let (name, token) = name_and_token(&cookie);
        let signed_out = app.sign_out(&cookie);
        let cleared = signed_out.set_cookie(name);
        assert!(cleared.starts_with(&format!("{name}=;")) && !cleared.contains(token), "{cleared}");
        assert!(max_age(cleared).is_some_and(|it| it <= 0) || cleared.contains("1970"), "{cleared}");
        assert_eq!(attributes(cleared), attributes(reply.set_cookie(name)));
    }
}

pub(super) fn an_answer_that_sets_the_cookie_has_no_store(start: &AppStarter) {
    let app = start.http();
    let (signed_up, cookie) = signed_up(&app);
    let signed_in = app.try_sign_in("Alice", PASSWORD);
    for reply in [signed_up, signed_in, app.sign_out(&cookie)] {
        assert!(reply.header("cache-control").contains("no-store"), "{reply:?}");
    }
}

pub(super) fn a_page_sets_no_cookie(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for path in [&app.paths().profile, &app.paths().sign_up, &app.paths().sign_in, "/nothing"] {
        for cookie in ["", &cookie] {
            let reply = app.get(path).cookie(cookie).send();
            assert!(reply.all("set-cookie").is_empty(), "{path}: {reply:?}");
        }
    }
}

pub(super) fn the_cookie_is_found_among_others(start: &AppStarter) {
    let app = start.http();
    let ours = app.sign_up("Alice");
    let many: String = (0..100).map(|it| format!("a{it}=b; ")).collect();
    for cookie in [format!("{many}{ours}"), format!("{ours}; {many}"), format!("a=; {ours};b=c")] {
        assert!(app.knows(&cookie), "{cookie}");
    }
}

pub(super) fn rt_187_a_cookie_with_a_similar_name_or_token_is_ignored(start: &AppStarter) {
    let app = start.http();
    let ours = app.sign_up("Alice");
    let (name, token) = name_and_token(&ours);
    let first = name.as_bytes().first().copied().unwrap_or_default();
    let encoded = format!("%{first:02X}{}", name.get(1..).unwrap_or_default());
    for cookie in [
        format!("{encoded}={token}"),
        format!("{}={token}", name.to_uppercase()),
        format!("__Host-{ours}"),
        format!("__Secure-{ours}"),
        format!("x{ours}"),
        format!("a={ours}"),
        format!("{name}={token}x"),
        format!("{name}=\"{token}\""),
        format!("{name} {token}"),
        name.to_owned(),
        token.to_owned(),
    ] {
        assert!(!app.knows(&cookie), "{cookie}");
    }
}

pub(super) fn rt_187_two_cookies_of_our_name_never_mix_two_users(start: &AppStarter) {
    let app = start.http();
    let (alice, bobby) = (app.sign_up("Alice"), app.sign_up("Bobby"));
    for cookie in [format!("{alice}; {bobby}"), format!("{bobby}; {alice}")] {
        assert!(!app.knows(&cookie), "one of two users is picked: {cookie}");
    }
    let twice = app.get(&app.paths().profile).cookie(&alice).cookie(&bobby).send();
    assert!(app.goes_to_sign_in(&twice), "one of two users is picked: {twice:?}");
    // A second cookie with a dead token may keep the visitor out, but must not sign in another user.
    let dead = format!("{}={}", name_and_token(&alice).0, "d".repeat(43));
    for cookie in [format!("{alice}; {dead}"), format!("{dead}; {alice}")] {
        let reply = app.profile(&cookie);
        assert!(app.goes_to_sign_in(&reply) || reply.says("Alice"), "{reply:?}");
        let fresh = app.post(&app.paths().sign_in).cookie(&cookie).credentials("Bobby", PASSWORD).send();
        let fresh = fresh
            .session_cookie()
            .unwrap_or_else(|| panic!("a second cookie prevents the sign-in: {fresh:?}"));
        assert!(app.profile(&fresh).says("Bobby"));
    }
}
