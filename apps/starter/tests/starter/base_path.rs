//! The application below a base path, beside others on the same host.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter};

const BASE: &str = "/notes";

/// Returns the values of all attributes that name an address.
fn addresses(body: &str) -> Vec<&str> {
    let after = |name: &str| -> Vec<&str> {
        body.split(name).skip(1).map(|it| it.split('"').next().unwrap()).collect()
    };
    let mut all = [after("href=\""), after("src=\""), after("action=\"")].concat();
    all.retain(|it| !it.starts_with('#'));
    all
}

#[test]
fn every_link_form_and_redirect_is_below_the_base_path() {
    let starter = Starter::with(&[("BASE_PATH", BASE)]);
    let signed_out = starter.get("/notes/").send();
    assert!(signed_out.goes_to("/notes/login?next=%2Fnotes%2F"), "{signed_out:?}");
    let signed_up = starter.post("/notes/signup").user("Alice").send();
    assert!(signed_up.goes_to("/notes/"), "{signed_up:?}");
    let cookie = signed_up.cookie().unwrap();
    let name = format!("lucerna_session--notes_{}", starter.address.port());
    assert!(
        cookie.starts_with(&format!("{name}=")) && signed_up.set_cookie().contains("; Path=/;"),
        "{cookie}"
    );
    starter.post("/notes/login").user("Alice").send();

    let pages = [
        ("/notes/", &*cookie, 200),
        ("/notes", &cookie, 200),
        ("/notes/login", "", 200),
        ("/notes/signup?next=%2Fnotes%2F%3Fa", "", 200),
        ("/notes/nothing", &cookie, 404),
        ("/elsewhere", &cookie, 404),
    ];
    for (path, cookie, status) in pages {
        let page = starter.get(path).cookie(cookie).send();
        assert_eq!(page.status, status, "{path}: {page:?}");
        let addresses = addresses(&page.body);
        assert!(addresses.len() > 3, "{path}: {}", page.body);
        for address in addresses {
            assert!(address == BASE || address.starts_with("/notes/"), "{path}: {address}");
            let path = address.split('?').next().unwrap();
            if !path.starts_with("/notes/logout") {
                assert_ne!(starter.get(path).send().status, 404, "{path}");
            }
        }
    }
    for path in ["/", "/login", "/account/pages.css", "/health", "/notesy/login"] {
        assert_eq!(starter.get(path).send().status, 404, "{path}");
    }
    assert_eq!(starter.get("/notes/health").send().status, 200);

    let others = starter.post("/notes/account/devices/end-others").cookie(&cookie).send();
    assert!(others.goes_to("/notes/account/devices?done=devices"), "{others:?}");
    let back = starter
        .post("/notes/login")
        .form(format!("username=Alice&password={}&next=%2Fnotes%2F%3Fa", "correct+horse+battery"))
        .send();
    assert!(back.goes_to("/notes/?a"), "{back:?}");
    let out = starter.post("/notes/logout").cookie(&cookie).send();
    assert!(out.goes_to("/notes/login"), "{out:?}");
    assert!(starter.get("/notes/").cookie(&cookie).send().goes_to("/notes/login?next=%2Fnotes%2F"));
    assert_eq!(starter.foreign_post("/notes/login").user("Alice").send().status, 403);
}

#[test]
fn hostile_base_paths_are_refused_before_anything_is_opened() {
    for value in [
        "notes",
        "/notes/",
        "//evil.example",
        "/a//b",
        "/..",
        "/a/./b",
        "/\\evil.example",
        "/a%2f",
        "/a?b",
        "/a#b",
        "/{a}",
        "/{*a}",
        "/a;Domain=evil.example",
        "/\"><script>",
        "/a b",
        "/a\nb",
        "https://evil.example",
    ] {
        let directory = AppDirectory::new();
        let mut command = directory.command();
        command.env("BASE_PATH", value);
        let (code, line) = directory.fail(command);
        assert!(code == 2 && line.starts_with("BASE_PATH="), "{line}");
        assert_eq!(directory.files(), [""; 0]);
    }
}
