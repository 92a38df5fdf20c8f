//! Cases about methods: HEAD is GET without the body, and unsupported methods do nothing.

use super::visitor::{PASSWORD, name_and_token};
use super::web_case::AppStarter;

pub(super) fn head_is_get_without_the_body(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for path in [&app.paths().profile, &app.paths().sign_up, &app.paths().sign_in, &app.paths().sign_out] {
        for cookie in ["", &cookie] {
            let ask = |method| app.request(method, path).header("accept", "text/html").cookie(cookie).send();
            let (head, get) = (ask("HEAD"), ask("GET"));
            assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
            for name in ["location", "content-type", "cache-control"] {
                assert_eq!(head.header(name), get.header(name), "{path}: {name}");
            }
        }
    }
    assert!(app.knows(&cookie));
}

pub(super) fn an_unsupported_method_does_nothing(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for method in ["PUT", "PATCH", "DELETE", "BREW", "PROPFIND", "get"] {
        for path in [&app.paths().profile, &app.paths().sign_up, &app.paths().sign_in, &app.paths().sign_out]
        {
            let request = app.request(method, path).cookie(&cookie).header("origin", app.origin());
            let reply = request.credentials("Bobby", PASSWORD).send();
            reply.assert_no_method(&format!("{method} {path}"));
        }
    }
    app.post(&app.paths().profile).cookie(&cookie).send().assert_refused("POST of the profile");
    assert!(app.knows(&cookie) && !app.has_account("Bobby"));
}

pub(super) fn a_trace_does_not_show_the_cookie(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for method in ["TRACE", "OPTIONS"] {
        for path in [&app.paths().profile, &app.paths().sign_in] {
            let reply = app.request(method, path).cookie(&cookie).send();
            assert!(!reply.says(name_and_token(&cookie).1), "{method} {path}: {reply:?}");
        }
    }
    assert!(app.knows(&cookie));
}
