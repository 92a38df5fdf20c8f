//! Cases about WebSockets. A browser opens them from any page and sends the cookie, so an upgrade needs proof of its
//! origin as a form does.

use super::web_case::AppStarter;
use super::{Application, Request};

fn upgrade(app: &Application, cookie: &str) -> Request {
    let request = app.request("GET", &app.paths().profile).without("connection").cookie(cookie);
    request
        .header("connection", "close, Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

pub(super) fn an_upgrade_from_another_site_is_refused(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let evil = |it: Request| it.header("origin", "https://evil.example");
    for request in [
        evil(upgrade(&app, &cookie)),
        evil(upgrade(&app, &cookie).without("upgrade").header("upgrade", "WebSocket")),
        evil(upgrade(&app, &cookie).without("upgrade").header("upgrade", "h2c, websocket")),
        upgrade(&app, &cookie).header("origin", "null"),
        upgrade(&app, &cookie).header("sec-fetch-site", "cross-site"),
        upgrade(&app, &cookie).header("sec-fetch-site", "same-site"),
    ] {
        let what = request.to_string();
        request.send().assert_refused_with(403, &what);
    }
    assert!(app.knows(&cookie));
}

pub(super) fn an_upgrade_without_proof_is_refused(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    upgrade(&app, &cookie)
        .send()
        .assert_refused_with(403, "an upgrade that does not say where it comes from");
    assert!(app.knows(&cookie));
}

pub(super) fn an_upgrade_from_the_own_origin_is_accepted(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let reply = upgrade(&app, &cookie).header("origin", app.origin()).send();
    assert!(matches!(reply.status, 101 | 200 | 426), "{reply:?}");
}
