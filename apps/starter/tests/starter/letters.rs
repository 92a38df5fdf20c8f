//! Letters without a mail server: the page `/dev/mail`.

use crate::hostile::assert_hardened;
use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter, eventually};

#[test]
fn a_forgotten_password_is_replaced_by_a_letter() {
    let starter = Starter::new();
    let first = starter.sign_up_with("Alice", "alice@example.com");
    let confirmed = starter.link_to("/account/email/confirm");
    let page = starter.get(&format!("/account/email/confirm?link={confirmed}")).cookie(&first).send();
    assert!(page.status == 200 && page.is_page() && page.says("alice@example.com"), "{page:?}");
    let form = format!("link={confirmed}");
    let done = starter.post("/account/email/confirm").cookie(&first).form(&*form).send();
    assert!(done.goes_to("/account/email?done=address"), "{done:?}");

    let asked = starter.post("/forgot").form("email=alice%40example.com").send();
    assert_eq!(asked.status, 303, "{asked:?}");
    let link = starter.link_to("/reset");
    for _ in 0..2 {
        assert_eq!(starter.get(&format!("/reset?link={link}")).send().status, 200, "looking uses nothing");
    }
    let form = format!("link={link}&password=lantern+oil+in+march");
    let reset = starter.post("/reset").form(&*form).send();
    assert!(reset.status == 303 && starter.knows(&reset.cookie().unwrap()), "{reset:?}");
    assert!(!starter.knows(&first), "a new password ends every session");
    starter.post("/login").user("Alice").send().assert_refusal(401);
    let new = starter.post("/login").credentials("Alice", "lantern oil in march").send();
    assert!(new.goes_to("/"), "{new:?}");
    assert_eq!(starter.post("/reset").form(&*form).send().status, 410, "a link works once");
}

#[test]
fn the_letters_are_pages_without_scripts_newest_first() {
    let starter = Starter::with(&[("APP_NAME", "Tom & Jerry")]);
    let empty = starter.get("/dev/mail").send();
    assert!(empty.status == 200 && empty.says("No letters yet."), "{empty:?}");
    starter.sign_up_with("Alice", "alice@example.com");
    starter.link_to("/account/email/confirm");
    starter.sign_up_with("Barbara", "barbara@example.com");
    let list = eventually("both letters are there", || {
        let list = starter.get("/dev/mail").send();
        list.says("barbara@example.com").then_some(list)
    });
    let [newest, oldest] = ["barbara@example.com", "alice@example.com"].map(|it| list.body.find(it).unwrap());
    assert!(newest < oldest, "{list:?}");
    let paths = list.body.split("href=\"/dev/mail/").filter_map(|it| it.split('"').next());
    let path = paths.skip(1).find(|it| *it != "style.css").unwrap().to_owned();
    let letter = starter.get(&format!("/dev/mail/{path}")).send();
    let html = starter.get(&format!("/dev/mail/{path}/html")).send();
    for page in [&empty, &list, &letter] {
        assert_hardened(page);
        assert!(page.header("cache-control") == "no-store" && !page.says("<script"), "{page:?}");
    }
    assert!(letter.says("From no-reply@localhost to barbara@example.com"), "{letter:?}");
    let policy = html.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains("; sandbox "), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("script-src"), "{policy}");
    assert!(html.says("Tom &amp; Jerry") && html.header("x-frame-options") == "DENY", "{html:?}");
    for path in ["/dev/mail/nothing", "/dev/mail/nothing/html", "/dev/mail/"] {
        starter.get(path).send().assert_refusal(404);
    }
    starter.post("/dev/mail").send().assert_refusal(405);
}

#[test]
fn other_machines_see_no_letters() {
    let starter = Starter::new();
    let ask = |name: &str, value: &str| starter.get("/dev/mail").header(name, value).send();
    ask("x-forwarded-for", "127.0.0.1").assert_refusal(404);
    let rebound =
        starter.raw_reply(b"GET /dev/mail HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    rebound.assert_refusal(404);
    assert_eq!(ask("accept-language", "de").status, 200);
}

#[test]
fn a_public_origin_without_a_mail_server_has_no_letters_and_says_so() {
    let starter = Starter::with_origin("https://app.example");
    for path in ["/dev/mail", "/forgot", "/login/email", "/account/email", "/verify"] {
        starter.get(path).send().assert_refusal(404);
    }
    let sign_up = starter.get("/signup").send();
    assert!(sign_up.status == 200 && !sign_up.says(r#"name="email""#), "{sign_up:?}");
    let (out, err) = (starter.directory.out(), starter.directory.err());
    assert!(
        !out.contains("/dev/mail") && err.matches("set SMTP_URL and MAIL_FROM").count() == 1,
        "{out}{err}"
    );
    starter.sign_up("Alice");
}

#[test]
fn below_a_base_path_letters_and_links_are_there_too() {
    let starter = Starter::with(&[("BASE_PATH", "/notes")]);
    assert!(starter.directory.out().contains(&format!("mail: {}/notes/dev/mail)", starter.origin)));
    let fields = "username=Alice&password=correct+horse+battery&email=alice%40example.com";
    let signed_up = starter.post("/notes/signup").form(fields).send();
    assert!(signed_up.goes_to("/notes/account/email/confirm"), "{signed_up:?}");
    let letter = eventually("the letter is there", || {
        let list = starter.get("/notes/dev/mail").send().body;
        let mut paths = list.split("href=\"/notes/dev/mail/").skip(1).filter_map(|it| it.split('"').next());
        let path = paths.find(|it| *it != "style.css")?.to_owned();
        Some(starter.get(&format!("/notes/dev/mail/{path}")).send())
    });
    let link = format!("href=\"{}/notes/account/email/confirm?link=", starter.origin);
    assert!(letter.says(&link), "{letter:?}");
    assert_eq!(starter.get("/dev/mail").send().status, 404);
}

#[test]
fn settings_of_mail_that_cannot_work_are_start_errors() {
    let directory = AppDirectory::new();
    for (variables, line) in [
        (
            &[("SMTP_URL", "smtps://app:hush@mail.example")][..],
            "MAIL_FROM must be set together with SMTP_URL",
        ),
        (
            &[("SMTP_URL", "ftp://app:hush@mail.example"), ("MAIL_FROM", "a@acme.example")],
            "SMTP_URL must be ",
        ),
        (&[("MAIL_FROM", "Acme <no-reply>")], "MAIL_FROM=\"Acme <no-reply>\" cannot be used: it must be "),
        (
            &[("SIGN_UP", "email"), ("ORIGIN", "https://app.example")],
            "SIGN_UP=\"email\" cannot be used: it needs mail",
        ),
        (&[("SIGN_UP", "phone")], "SIGN_UP=\"phone\" cannot be used: it must be "),
    ] {
        let mut command = directory.command();
        command.envs(variables.iter().copied());
        let (code, told) = directory.fail(command);
        assert!(code == 2 && told.starts_with(line) && !told.contains("hush"), "{told}");
    }
    assert_eq!(directory.files(), [""; 0]);
}
