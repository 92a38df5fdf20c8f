//! "This was not me", with the link of a real notice.

use crate::app::{App, PASSWORD};
use crate::client::Client;
use crate::mail::{ADDRESS, NEW, sign_in, user_with_address};
use serde_json::json;
use std::time::{Duration, Instant};

/// The time limit of the wait for a letter.
const PATIENCE: Duration = Duration::from_secs(60);
const THIEF: &str = "wrong stapler horse";

/// Sends what waits until there is a letter with this subject, and returns the secret of its link. Events reach the notices by a
/// thread.
async fn link_of(app: &App, subject: &str) -> String {
    let start = Instant::now();
    loop {
        app.mail.deliver_due().await.unwrap();
        let letters = app.letters.letters();
        if let Some(letter) = letters.iter().rev().find(|it| it.subject() == subject) {
            return letter
                .text()
                .split_once("link=")
                .unwrap()
                .1
                .split_whitespace()
                .next()
                .unwrap()
                .to_owned();
        }
        let subjects: Vec<_> = letters.iter().map(lucerna_mail::Letter::subject).collect();
        assert!(start.elapsed() < PATIENCE, "{subject}: {subjects:?}");
        tokio::task::yield_now().await;
    }
}

/// Changes the password of a user with an address in another browser, and returns both browsers and the link of the notice.
async fn stolen(app: &App) -> (Client<'_>, Client<'_>, String) {
    let alice = user_with_address(app).await;
    app.clock.turn(Duration::from_secs(120));
    let mut thief = app.client().with("user-agent", "thief/1.0");
    thief.post("/login", &[("username", "Alice"), ("password", PASSWORD)]).await;
    app.mail.deliver_due().await.unwrap();
    app.clock.turn(Duration::from_secs(1));
    let changed = thief.post("/account/password", &[("current", PASSWORD), ("password", THIEF)]).await;
    assert!(changed.goes_to("/account/password?done=password"), "{changed:?}");
    let link = link_of(app, "Your password was changed").await;
    (alice, thief, link)
}

#[tokio::test]
async fn asvs_6_3_7_a_report_ends_sessions_and_the_password_and_starts_a_reset() {
    let app = App::with_notices();
    let (mut alice, mut thief, report) = stolen(&app).await;
    let mut owner = app.client();
    for method in ["GET", "HEAD"] {
        let request = http::Request::builder().method(method).uri(format!("/account/report?link={report}"));
        let page = owner.send(request, String::new()).await;
        assert!(page.status == 200 && page.all("set-cookie").is_empty(), "{page:?}");
        assert!(thief.is_signed_in().await, "a link does nothing before the button");
    }
    assert!(owner.get(&format!("/account/report?link={report}")).await.says("This was not me"));
    let reported = owner.post("/account/report", &[("link", report.as_str())]).await;
    assert!(reported.goes_to("/reset?done=reported"), "{reported:?}");
    assert!(!thief.is_signed_in().await && !alice.is_signed_in().await && !owner.is_signed_in().await);
    let page = owner.get("/reset?done=reported").await;
    assert!(page.says(ADDRESS) && page.says("role=\"status\""), "{page:?}");
    let reset = link_of(&app, "Choose a new password").await;
    for (name, password) in [("Alice", THIEF), (ADDRESS, THIEF), ("Alice", PASSWORD), (ADDRESS, PASSWORD)] {
        app.clock.turn(Duration::from_secs(60));
        assert_eq!(sign_in(&app, name, password).await.status, 401, "{name} {password}");
    }
    let done = owner.post("/reset", &[("link", &reset), ("password", NEW)]).await;
    assert!(done.goes_to("/") && owner.is_signed_in().await, "{done:?}");
    assert!(sign_in(&app, "Alice", NEW).await.goes_to("/"));
    let again = app.client().post("/account/report", &[("link", report.as_str())]).await;
    assert!(again.status == 410 && again.says("was used or replaced"), "{again:?}");
    assert!(owner.is_signed_in().await, "a report works once");
}

#[tokio::test]
async fn a_program_reports_with_the_link() {
    let app = App::with_notices();
    let (mut alice, _, report) = stolen(&app).await;
    let mut program = app.client();
    let open = program.get_json(&format!("/account/report?link={report}")).await;
    assert_eq!((open.status, &open.value()["kind"]), (200, &json!("report")));
    for wrong in ["", "x", "0.0"] {
        let refused = program.json("/account/report", &json!({ "link": wrong })).await;
        assert_eq!((refused.status, refused.code().as_str()), (410, "invalid_code"));
    }
    let reported = program.json("/account/report", &json!({ "link": report })).await;
    assert_eq!(reported.status, 200, "{reported:?}");
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn rt_079_a_link_works_on_the_page_of_its_purpose_only() {
    let app = App::with_notices();
    let (_, _, report) = stolen(&app).await;
    for path in ["/reset", "/login/link", "/verify", "/account/email/undo"] {
        let fields = [("link", report.as_str()), ("password", NEW)];
        assert_eq!(app.client().post(path, &fields).await.status, 410, "{path}");
        assert_eq!(app.client().get(&format!("{path}?link={report}")).await.status, 410, "{path}");
    }
    let reported = app.client().post("/account/report", &[("link", report.as_str())]).await;
    assert_eq!(reported.status, 303, "the tries elsewhere did not use it up");
}
