//! Cases about escaping: a visitor's input is text on every page, never markup.

use super::visitor::PASSWORD;
use super::web_case::AppStarter;

/// Names that fit into the field, and that would be markup without escaping.
const NAMES: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=a()>",
    "'><b>O'Hara</b>",
    "</title><b>x",
    "<!--<svg onload=a()>",
];

pub(super) fn rt_210_a_name_is_escaped_on_every_page(start: &AppStarter) {
    let app = start.http();
    for name in NAMES {
        let cookie = app.sign_up(name);
        let profile = app.profile(&cookie);
        assert!(profile.status == 200 && !profile.says(name), "markup on the profile page: {profile:?}");
        let taken = app.post(&app.paths().sign_up).credentials(name, PASSWORD).send();
        assert!(taken.status == 409 && !taken.says(name), "markup on the sign-up page: {taken:?}");
        let wrong = app.try_sign_in(name, "wrong horse battery");
        assert!(wrong.status == 401 && !wrong.says(name), "markup on the sign-in page: {wrong:?}");
    }
}

pub(super) fn rt_210_no_page_repeats_markup_from_its_address(start: &AppStarter) {
    let app = start.http();
    let payload = "<script>alert(1)</script>";
    let encoded = super::request::percent_encoded(payload);
    for path in [&app.paths().profile, &app.paths().sign_up, &app.paths().sign_in, "/nothing"] {
        for target in [
            format!("{path}?error={encoded}&message={encoded}&username={encoded}&next={encoded}"),
            format!("{}/{encoded}", path.trim_end_matches('/')),
        ] {
            for request in [app.get(&target), app.post(&target), app.foreign_post(&target)] {
                let reply = request.header("referer", payload).header("user-agent", payload).send();
                assert!(!reply.says(payload), "{target}: {reply:?}");
            }
        }
    }
}

pub(super) fn a_name_is_not_evaluated_as_a_template(start: &AppStarter) {
    let app = start.http();
    for name in ["{{1337*7}}", "${1337*7}", "<%= 1337*7 %>", "{% raw %}x", "%s%n%x {0}"] {
        let profile = app.profile(&app.sign_up(name));
        assert!(profile.status == 200 && !profile.says("9359"), "{name}: {profile:?}");
    }
}
