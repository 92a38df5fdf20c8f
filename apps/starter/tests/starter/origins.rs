//! The origin check: only pages at exactly the configured origin may send a request.

use crate::kit::reply::RequestExt;
use crate::kit::{Reply, ReplyExt, Starter};

const PATHS: [&str; 6] = ["/signup", "/login", "/logout", "/account/devices/end-others", "/", "/nothing"];

/// Sends a form with these values of `Sec-Fetch-Site` and `Origin`.
fn send(starter: &Starter, path: &str, cookie: &str, site: Option<&str>, origin: Option<&str>) -> Reply {
    let mut request = starter.foreign_post(path).cookie(cookie).user("Barbara");
    for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    request.send()
}

fn sites() -> [Option<&'static str>; 6] {
    [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site"), Some("junk")]
}

#[test]
fn rt_046_another_site_cannot_sign_a_user_in_up_or_out() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    starter.sign_up("Barbara");
    let foreign = [Some("https://evil.example"), Some("null")];
    for site in sites() {
        let ours = matches!(site, Some("same-origin" | "none"));
        let own = [None, Some(starter.origin.as_str())];
        let refused = own.into_iter().filter(|it| !(ours || site.is_none() && it.is_some())).chain(foreign);
        for origin in refused {
            for path in PATHS {
                for cookie in ["", &cookie] {
                    send(&starter, path, cookie, site, origin).assert_refusal(403);
                }
            }
        }
    }
    assert!(starter.knows(&cookie));
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 2);
    assert_eq!(starter.directory.number("SELECT count(*) FROM user_session"), 2);
}

#[test]
fn our_own_pages_can_send_requests() {
    let starter = Starter::new();
    starter.sign_up("Barbara");
    let own = Some(starter.origin.as_str());
    let proofs = [
        (None, own),
        (Some("same-origin"), None),
        (Some("none"), None),
        (Some("same-origin"), own),
        (Some("none"), own),
    ];
    for (site, origin) in proofs {
        let cookie = starter.sign_in("Barbara");
        let answers = [("/signup", 409), ("/", 405), ("/nothing", 404), ("/logout", 303), ("/login", 303)];
        for (path, status) in answers {
            assert_eq!(
                send(&starter, path, &cookie, site, origin).status,
                status,
                "{path} {site:?} {origin:?}"
            );
        }
        assert!(!starter.knows(&cookie));
    }
}

#[test]
fn rt_044_every_method_that_may_change_something_is_guarded() {
    let starter = Starter::new();
    for method in ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "BREW", "get", "post", "Head"] {
        for path in PATHS {
            starter.ask(method, path, "").assert_refusal(403);
        }
    }
}

#[test]
fn rt_038_on_https_the_cookie_is_bound_to_the_host_and_the_scheme_is_part_of_the_origin() {
    let starter = Starter::with_origin("https://app.example");
    assert_eq!(starter.origin, "https://app.example");
    for origin in [
        "http://app.example",
        "http://app.example:443",
        "https://app.example:8443",
        "https://www.app.example",
        "https://app.example.evil.example",
        "http://127.0.0.1",
        &format!("http://{}", starter.address),
    ] {
        for path in PATHS {
            let request = starter.foreign_post(path).header("origin", origin).user("Alice");
            let reply = request.send();
            reply.assert_refusal(403);
            assert_is_https(&reply);
        }
    }
    let signed_up = starter.post("/signup").user("Alice").send();
    assert_is_https(&signed_up);
    let cookie = signed_up.cookie().unwrap();
    let attributes = "; Max-Age=7776000; Path=/; HttpOnly; SameSite=Lax; Secure";
    assert_eq!(signed_up.set_cookie(), format!("{cookie}{attributes}"));
    assert!(cookie.starts_with("__Host-lucerna_session="));
    assert!(starter.knows(&cookie));
    // Without the prefix, another host of the domain could have set the cookie.
    assert!(!starter.knows(cookie.strip_prefix("__Host-").unwrap()));

    let signed_out = starter.post("/logout").cookie(&cookie).send();
    let cleared = "__Host-lucerna_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure";
    assert_eq!(signed_out.set_cookie(), cleared);
    let forget = "__Host-signed_out=1; Max-Age=1; Path=/; HttpOnly; SameSite=Lax; Secure";
    assert!(signed_out.all("set-cookie").contains(&forget), "{signed_out:?}");
    for path in ["/login", "/account/pages.css", "/nothing"] {
        assert_is_https(&starter.get(path).send());
    }
}

fn assert_is_https(reply: &Reply) {
    let transport = reply.header("strict-transport-security");
    assert_eq!(transport, "max-age=63072000");
}

#[test]
fn subdomains_need_https_only_if_that_is_asked_for() {
    let asked = Starter::with_public(&[("ORIGIN", "https://app.example"), ("HSTS_SUBDOMAINS", "on")]);
    let told = asked.get("/login").send();
    assert_eq!(told.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    let automatic = asked.raw_reply(b"GET / HTTP/9\r\n\r\n");
    assert_eq!(automatic.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    for origin in ["https://localhost:8443", "https://192.0.2.7", "https://[2001:db8::1]"] {
        let starter = Starter::with_public(&[("ORIGIN", origin), ("HSTS_SUBDOMAINS", "on")]);
        assert!(starter.get("/login").send().all("strict-transport-security").is_empty(), "{origin}");
    }
}

#[test]
fn an_ipv6_origin_is_compared_as_an_address() {
    let starter = Starter::with_origin("https://[2001:DB8:0:0:0:0:0:7]");
    assert_eq!(starter.origin, "https://[2001:db8::7]");
    let post = |origin: &str| starter.foreign_post("/logout").header("origin", origin).send().status;
    assert_eq!((post("https://[2001:db8::7]"), post("https://[2001:db8:0::7]")), (303, 303));
    assert_eq!(post("https://[2001:db8::8]"), 403);
}

#[test]
fn on_http_a_browser_is_not_told_to_use_https() {
    let starter = Starter::new();
    for path in ["/", "/login", "/account/pages.css", "/nothing"] {
        assert!(starter.get(path).send().all("strict-transport-security").is_empty());
    }
}
