//! Cases about redirects: for every input of a client, they lead only to the application's own pages.

use super::visitor::PASSWORD;
use super::web_case::AppStarter;

/// Addresses that a weak check mistakes for a path of the application.
const TARGETS: [&str; 12] = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\/\\/evil.example",
    "/%2f/evil.example",
    "/\tevil.example",
    "https:evil.example",
    "///evil.example",
    "/.//evil.example",
    "@evil.example",
    "javascript:alert(1)",
    "/\r\nSet-Cookie: a=b",
];

const FIELDS: [&str; 6] = ["next", "redirect", "redirect_to", "return_to", "returnTo", "callbackUrl"];

/// Returns all fields with one target, as a query or a form.
fn redirect_fields(target: &str) -> String {
    let target = super::request::percent_encoded(target);
    FIELDS.map(|field| format!("{field}={target}")).join("&")
}

pub(super) fn rt_001_no_parameter_is_an_open_redirect(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    let (sign_in, sign_out) = (&app.paths().sign_in, &app.paths().sign_out);
    for target in TARGETS {
        let redirect_fields = redirect_fields(target);
        let credentials = format!("username=Alice&password=correct+horse+battery&{redirect_fields}");
        let signed_in = app.post(&format!("{sign_in}?{redirect_fields}")).form(credentials).send();
        assert!(app.goes_to_profile(&signed_in), "{target}: {signed_in:?}");
        let cookie = signed_in.session_cookie().unwrap_or_default();
        let away = app.get(&format!("{sign_in}?{redirect_fields}")).cookie(&cookie).send();
        assert!(app.goes_to_profile(&away), "{target}: {away:?}");
        let signed_out =
            app.post(&format!("{sign_out}?{redirect_fields}")).cookie(&cookie).form(redirect_fields).send();
        assert!(app.goes_to_sign_in(&signed_out), "{target}: {signed_out:?}");
        assert!(signed_out.all("a").is_empty() && signed_in.all("a").is_empty());
    }
}

pub(super) fn rt_012_a_path_with_two_slashes_is_no_open_redirect(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let paths = app.paths();
    for prefix in ["/", "/evil.example/..", "//evil.example", "/.", "/%2e", "/%2f", "/%5c"] {
        for path in [&paths.profile, &paths.sign_in, "/", "/evil.example"] {
            for cookie in ["", &cookie] {
                let reply = app.get(&format!("{prefix}{path}")).cookie(cookie).send();
                reply.assert_no_error(prefix);
                app.assert_stays(&reply);
            }
            // The profile needs a session under every spelling of its path.
            let anonymous = app.get(&format!("{prefix}{path}")).send();
            assert!(!anonymous.says("Alice"), "{prefix}{path}: {anonymous:?}");
        }
    }
}

pub(super) fn rt_020_no_header_decides_where_a_redirect_leads(start: &AppStarter) {
    let app = start.http();
    app.sign_up("Alice");
    for name in
        ["x-forwarded-host", "x-forwarded-proto", "x-original-url", "x-rewrite-url", "referer", "forwarded"]
    {
        for value in ["evil.example", "https://evil.example/", "host=evil.example"] {
            let signed_out = app.get(&app.paths().profile).header(name, value).send();
            assert!(app.goes_to_sign_in(&signed_out), "{name}: {signed_out:?}");
            assert!(!signed_out.header("location").contains("evil"), "{name}: {signed_out:?}");
        }
    }
    let sign_in = app.post(&app.paths().sign_in).header("x-forwarded-host", "evil.example");
    let signed_in =
        sign_in.without("host").header("host", "evil.example").credentials("Alice", PASSWORD).send();
    app.assert_stays(&signed_in);
    assert!(!signed_in.headers.iter().any(|(_, value)| value.contains("evil")), "{signed_in:?}");
}

pub(super) fn rt_006_a_form_with_a_dead_session_is_not_sent_to_its_referer(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    app.sign_out(&cookie);
    let form = app.post(&app.paths().sign_out).cookie(&cookie).header("referer", "https://evil.example/");
    let reply = form.send();
    assert!(reply.status == 401 || app.goes_to_sign_in(&reply), "{reply:?}");
    assert!(!reply.header("location").contains("evil"), "{reply:?}");
}

pub(super) fn signing_in_and_up_lead_to_the_page_that_was_asked_for(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let asked = format!("{}?tab=2", app.paths().profile);
    let sent_to_sign_in = app.get(&asked).send();
    assert!(app.goes_to_sign_in(&sent_to_sign_in), "{sent_to_sign_in:?}");
    let form = app.target(&sent_to_sign_in).unwrap_or_default();
    let query = form.split_once('?').unwrap_or_default().1;
    assert!(app.leads_to(&app.get(form).cookie(&cookie).send(), &asked), "{form}");
    for (path, name) in [(&app.paths().sign_in, "Alice"), (&app.paths().sign_up, "Bobby")] {
        // A form sends the field, or posts to its own address with the query.
        let fields = format!("username={name}&password=correct+horse+battery&{query}");
        let signed_in = app.post(&format!("{path}?{query}")).form(fields).send();
        assert!(app.leads_to(&signed_in, &asked), "{path}: {signed_in:?}");
    }
}
