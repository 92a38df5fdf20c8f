//! A wrong `ORIGIN`: a line in the log, and on this machine a hint on the page.

use crate::kit::{Reply, ReplyExt, Starter};

fn send(starter: &Starter, origin: Option<&str>, site: Option<&str>) -> Reply {
    let mut request = starter.foreign_post("/login");
    for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let reply = request.send();
    reply.assert_refusal(403);
    assert!(!reply.body.to_lowercase().contains("another site"), "{}", reply.body);
    reply
}

fn warnings(starter: &Starter) -> Vec<String> {
    let log = starter.directory.err();
    log.lines().filter(|it| it.contains("origin.refused")).map(str::to_owned).collect()
}

#[test]
fn a_wrong_origin_is_one_warning_with_what_came_and_what_was_expected() {
    let starter = Starter::with_origin("https://app.example");
    let tunnel = "https://quiet-river.tunnel.example";
    for _ in 0..20 {
        let page = send(&starter, Some(tunnel), Some("same-origin")).body;
        assert!(!page.contains("tunnel.example") && !page.contains("app.example"), "{page}");
    }
    let [warning] = &*warnings(&starter) else { panic!("{:?}", warnings(&starter)) };
    assert!(warning.contains(" WARN lucerna: origin.refused"), "{warning}");
    for told in
        [&format!("origin={tunnel:?}"), "sec_fetch_site=\"same-origin\"", "expected=https://app.example"]
    {
        assert!(warning.contains(told), "{told}: {warning}");
    }
    send(&starter, None, None);
    send(&starter, Some("null"), None);
    assert_eq!(warnings(&starter).len(), 3);
}

#[test]
fn a_flood_of_origins_is_a_bounded_number_of_short_lines() {
    let starter = Starter::with_origin("https://app.example");
    for at in 0..300 {
        send(&starter, Some(&format!("https://{at}.{}", "x".repeat(2000))), None);
    }
    let warnings = warnings(&starter);
    assert_eq!(warnings.len(), 32);
    assert!(warnings.iter().all(|it| it.len() < 400), "{warnings:?}");
}

#[test]
fn on_this_machine_the_page_says_what_to_check() {
    let starter = Starter::new();
    let tunnel = "https://quiet-river.tunnel.example";
    let page = send(&starter, Some(tunnel), Some("same-origin")).body;
    assert!(page.contains(tunnel) && page.contains(&starter.origin) && page.contains("ORIGIN"), "{page}");
    let page = send(&starter, None, None).body;
    assert!(page.contains("neither of the headers Origin and Sec-Fetch-Site"), "{page}");
    let page = send(&starter, Some("null"), None).body;
    assert!(page.contains("Referrer-Policy: no-referrer"), "{page}");
    let page = send(&starter, Some("https://a\"><script>alert(1)</script>"), None).body;
    assert!(!page.contains("<script>"), "{page}");
}
