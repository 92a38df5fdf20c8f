//! Cases about CSRF: only pages of the application's exact origin may send forms.

use super::visitor::PASSWORD;
use super::web_case::{AppStarter, HTTPS};
use super::{Application, Reply, Request};

const EVIL: &str = "https://evil.example";

fn paths(app: &Application) -> [&str; 3] {
    let paths = app.paths();
    [&paths.sign_up, &paths.sign_in, &paths.sign_out]
}

/// Sends each form with the changed headers, and checks that it is refused.
#[track_caller]
fn assert_refused(app: &Application, what: &str, change: &dyn Fn(Request) -> Request) {
    for path in paths(app) {
        let form = app.foreign_post(path).credentials("Mallory", PASSWORD);
        change(form).send().assert_refused_with(403, &format!("{path}, {what}"));
    }
}

/// Adds the headers with which a browser names the origin of a request.
fn from(request: Request, site: Option<&str>, origin: Option<&str>) -> Request {
    let request = site.into_iter().fold(request, |it, site| it.header("sec-fetch-site", site));
    origin.into_iter().fold(request, |it, origin| it.header("origin", origin))
}

pub(super) fn rt_046_another_site_cannot_sign_a_visitor_in_up_or_out(start: &AppStarter) {
    let app = start.http();
    let (cookie, own) = (app.sign_up("Alice"), app.origin().to_owned());
    let foreign = [Some(EVIL), Some("null")];
    for site in [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site"), Some("junk")]
    {
        let ours = matches!(site, Some("same-origin" | "none"));
        let unproven = [None, Some(own.as_str())];
        let unproven = unproven.into_iter().filter(|it| !(ours || site.is_none() && it.is_some()));
        for origin in unproven.chain(foreign) {
            for cookie in ["", &cookie] {
                assert_refused(&app, &format!("{site:?} {origin:?}"), &|it| {
                    from(it.cookie(cookie), site, origin)
                });
            }
        }
    }
    assert!(app.knows(&cookie) && !app.has_account("Mallory"));
}

pub(super) fn rt_046_login_csrf_is_refused(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Mallory");
    let reply = app.foreign_post(&app.paths().sign_in).credentials("Mallory", PASSWORD);
    reply.header("origin", EVIL).send().assert_refused_with(403, "signing in from another site");
}

pub(super) fn a_form_from_the_own_origin_is_accepted(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    let own = Some(app.origin());
    for (site, origin) in
        [(None, own), (Some("same-origin"), own), (Some("same-origin"), None), (Some("none"), None)]
    {
        let sign_in = app.foreign_post(&app.paths().sign_in).credentials("Alice", PASSWORD);
        let signed_in = from(sign_in, site, origin).send();
        let cookie =
            signed_in.session_cookie().unwrap_or_else(|| panic!("{site:?} {origin:?}: {signed_in:?}"));
        let signed_out = from(app.foreign_post(&app.paths().sign_out), site, origin).cookie(&cookie).send();
        assert!(app.goes_to_sign_in(&signed_out) && !app.knows(&cookie), "{signed_out:?}");
    }
}

pub(super) fn a_link_from_another_site_opens_a_page(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for site in ["cross-site", "same-site", "none"] {
        let reply = app.get(&app.paths().profile).cookie(&cookie).header("sec-fetch-site", site).send();
        assert!(reply.status == 200 && reply.says("Alice"), "{site}: {reply:?}");
    }
}

pub(super) fn rt_039_a_malformed_or_similar_origin_is_refused(start: &AppStarter) {
    let app = start.http();
    let (own, address) = (app.origin(), app.address());
    let (host, port) = (address.ip(), address.port());
    for origin in [
        String::new(),
        "junk".to_owned(),
        "%%%".to_owned(),
        "*".to_owned(),
        format!("{own}/"),
        format!("{own}/login"),
        format!("{own}?"),
        format!("{own}.evil.example"),
        format!("{own}@evil.example"),
        format!("{own} {EVIL}"),
        format!("{own}, {own}"),
        format!("https://{host}:{port}"),
        format!("http://{host}:{}", port ^ 1),
        format!("http://user@{host}:{port}"),
        format!("http://localhost.evil.example:{port}"),
        format!("//{host}:{port}"),
        format!("http://{host}:99999"),
        "http://".to_owned(),
        "x".repeat(5000),
    ] {
        assert_refused(&app, &origin, &|it| from(it, Some("same-origin"), Some(&origin)));
    }
    assert!(!app.has_account("Mallory"));
}

pub(super) fn rt_039_a_repeated_or_unreadable_header_is_refused(start: &AppStarter) {
    let app = start.http();
    let own = app.origin();
    assert_refused(&app, "origin twice", &|it| it.header("origin", own).header("origin", own));
    assert_refused(&app, "a second origin", &|it| it.header("origin", own).header("origin", EVIL));
    assert_refused(&app, "a first origin", &|it| it.header("origin", EVIL).header("origin", own));
    for second in ["same-origin", "cross-site"] {
        assert_refused(&app, "site twice", &|it| {
            it.header("sec-fetch-site", "same-origin").header("sec-fetch-site", second)
        });
    }
    for bytes in [&b"\xff\xfe"[..], b"http://\xc3\xa9.example"] {
        assert_refused(&app, "an unreadable origin", &|it| {
            it.header("sec-fetch-site", "same-origin").header("origin", bytes)
        });
        assert_refused(&app, "an unreadable site", &|it| it.header("sec-fetch-site", bytes));
    }
    assert!(!app.has_account("Mallory"));
}

pub(super) fn rt_039_dns_rebinding_is_refused(start: &AppStarter) {
    let app = start.http();
    let host = format!("evil.example:{}", app.address().port());
    assert_refused(&app, "DNS rebinding", &|it| {
        from(it.without("host").header("host", &host), Some("same-origin"), Some(&format!("http://{host}")))
    });
    for name in ["x-forwarded-host", "forwarded", "x-forwarded-proto"] {
        assert_refused(&app, name, &|it| it.header(name, "evil.example").header("origin", EVIL));
    }
    assert!(!app.has_account("Mallory"));
}

pub(super) fn rt_038_the_scheme_is_part_of_the_origin(start: &AppStarter) {
    let app = start.https();
    let host = HTTPS.trim_start_matches("https://");
    for origin in [
        format!("http://{host}"),
        format!("http://{host}:443"),
        format!("https://{host}:8443"),
        format!("https://www.{host}"),
        format!("https://{host}.evil.example"),
        format!("http://{}", app.address()),
    ] {
        assert_refused(&app, &origin, &|it| it.header("origin", &origin));
    }
    assert!(app.knows(&app.sign_up("Alice")) && !app.has_account("Mallory"));
}

pub(super) fn rt_044_every_method_that_may_change_something_is_guarded(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for method in ["POST", "PUT", "PATCH", "DELETE", "BREW", "get", "post", "Head"] {
        for path in paths(&app) {
            let request = app.request(method, path).cookie(&cookie).credentials("Mallory", PASSWORD);
            let reply: Reply = request.header("origin", EVIL).send();
            reply.assert_no_method(&format!("{method} {path}"));
        }
    }
    assert!(app.knows(&cookie) && !app.has_account("Mallory"));
}
