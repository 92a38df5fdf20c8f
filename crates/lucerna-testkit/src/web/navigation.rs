//! Cases about signed-out requests: a browser gets a page, and a script gets a status.
//!
//! A browser that navigates is redirected to the sign-in page. A script gets the status 401, since it would follow a
//! redirect and take the sign-in page for its answer.

use super::web_case::AppStarter;
use super::{Application, Reply};

/// Requests the profile with these headers while signed out.
fn ask(app: &Application, headers: &[(&str, &str)]) -> Reply {
    let request = app.request("GET", &app.paths().profile);
    headers.iter().fold(request, |it, (name, value)| it.header(name, value)).send()
}

#[track_caller]
fn assert_page(app: &Application, headers: &[(&str, &str)]) {
    let reply = ask(app, headers);
    assert!(app.goes_to_sign_in(&reply), "{headers:?} is a browser that navigates: {reply:?}");
}

#[track_caller]
fn assert_status(app: &Application, headers: &[(&str, &str)]) {
    let reply = ask(app, headers);
    assert!(reply.status == 401, "{headers:?} is a script: {reply:?}");
    assert!(reply.all("location").is_empty(), "{headers:?}: {reply:?}");
}

pub(super) fn a_browser_that_navigates_is_sent_to_the_sign_in_page(start: &AppStarter) {
    let app = start.http();
    for accept in ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "image/png"] {
        for site in ["none", "same-origin", "cross-site"] {
            assert_page(
                &app,
                &[
                    ("accept", accept),
                    ("sec-fetch-site", site),
                    ("sec-fetch-mode", "navigate"),
                    ("sec-fetch-dest", "document"),
                ],
            );
        }
    }
}

pub(super) fn a_script_is_answered_with_a_status(start: &AppStarter) {
    let app = start.http();
    for accept in ["text/html", "*/*", "application/json"] {
        for mode in ["cors", "same-origin", "no-cors"] {
            assert_status(
                &app,
                &[
                    ("accept", accept),
                    ("sec-fetch-site", "same-origin"),
                    ("sec-fetch-mode", mode),
                    ("sec-fetch-dest", "empty"),
                ],
            );
        }
    }
}

pub(super) fn htmx_gets_an_hx_redirect(start: &AppStarter) {
    let app = start.http();
    for more in [&[][..], &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")]] {
        let headers = [&[("hx-request", "true"), ("accept", "text/html")], more].concat();
        let reply = ask(&app, &headers);
        let target = reply.header("hx-redirect").split('?').next().unwrap_or_default();
        assert_eq!(target, app.paths().sign_in, "{reply:?}");
        // The browser would follow a redirect before htmx sees the header.
        assert!(!(300..400).contains(&reply.status), "{reply:?}");
    }
}

pub(super) fn without_fetch_metadata_the_accept_header_decides(start: &AppStarter) {
    let app = start.http();
    assert_page(&app, &[("accept", "text/html")]);
    assert_page(&app, &[("accept", "*/*")]);
    assert_page(&app, &[]);
    assert_status(&app, &[("accept", "application/json")]);
}
