//! The variables about the looks and texts of the pages, and about deletion.

use crate::kit::{AppDirectory, FORM, PASSWORD, ReplyExt, Starter, eventually};
use std::fs;
use std::sync::Arc;

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><title>Acme</title></svg>"#;
const CSS: &str = ":root { --accent: #0f766e }";

#[test]
fn logo_and_style_are_files_that_are_read_at_the_start() {
    let directory = Arc::new(AppDirectory::new());
    let [logo, style] = [("acme.svg", SVG), ("acme.css", CSS)].map(|(name, text)| {
        fs::write(directory.root().join(name), text).unwrap();
        format!("../{name}")
    });
    let mut command = directory.command();
    command.env("LOGO", logo).env("STYLE", style);
    let starter = Starter::run(&directory, command);
    fs::remove_file(directory.root().join("acme.svg")).unwrap();
    assert_eq!(starter.get("/account/logo.svg").send().body, SVG);
    assert!(starter.get("/account/pages.css").send().body.ends_with(CSS));
    let mut command = directory.command();
    command.env("LOGO", "../acme.css");
    let advice = "cannot be used: it must be the path of an SVG file of at most 64 KiB, such as logo.svg";
    assert_eq!(directory.fail(command), (2, format!("LOGO=\"../acme.css\" {advice}")));
}

#[test]
fn languages_are_those_of_the_variable() {
    let language = |starter: &Starter, accepted: &str| {
        starter.get("/login").header("accept-language", accepted).send().header("content-language").to_owned()
    };
    let all = Starter::new();
    let found = ["de", "es-MX", "ar", "fr"].map(|it| language(&all, it));
    assert_eq!(found, ["de", "es", "ar", "en"]);
    let some = Starter::with(&[("LANGUAGES", "de,en")]);
    let found = ["de", "en-GB", "ar", "fr"].map(|it| language(&some, it));
    assert_eq!(found, ["de", "en", "de", "de"]);
}

#[test]
fn errors_of_the_program_are_in_the_language_of_their_reader() {
    let starter = Starter::with(&[("REQUEST_TIMEOUT", "1")]);
    for (language, told) in [("de", "Die Anfrage hat zu lange gedauert"), ("ar", "استغرق الطلب وقتًا طويلًا")]
    {
        let late = starter.form_head("/login", &format!("Accept-Language: {language}\r\nContent-Length: 9"));
        let reply = starter.raw_reply(late.as_bytes());
        reply.assert_refusal(408);
        assert!(reply.says(&format!("<h1>{told}</h1>")), "{reply:?}");
    }
    let program = "Accept: application/json\r\nContent-Length: 9";
    let reply = starter.raw_reply(starter.form_head("/login", program).as_bytes());
    assert_eq!((reply.status, reply.header("content-type")), (408, "application/problem+json"), "{reply:?}");
    assert!(reply.says(r#""code":"request_timeout""#), "{reply:?}");
}

#[test]
fn deletion_waits_for_the_days_of_the_variable() {
    for (days, users) in [("", 1), ("30", 1), ("0", 0)] {
        let starter = Starter::with(&[("DELETION_DAYS", days)]);
        let cookie = starter.sign_up("Alice");
        let form = format!("current={PASSWORD}").replace(' ', "+");
        let deleted =
            starter.post("/account/delete").cookie(&cookie).without("content-length").body(FORM, form).send();
        assert!(deleted.status < 400 && !starter.knows(&cookie), "{deleted:?}");
        assert_eq!(starter.directory.number("SELECT count(*) FROM user"), users, "{days} days");
        let again = starter.post("/login").credentials("Alice", PASSWORD).send();
        assert_eq!(again.says("Keep your account?"), users == 1, "{again:?}");
    }
}

#[test]
fn an_account_whose_time_has_come_is_deleted_without_any_visit() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    starter.sign_up("Barbara");
    let form = format!("current={PASSWORD}").replace(' ', "+");
    starter.post("/account/delete").cookie(&cookie).form(form).send();
    starter.kill();
    starter.ended();
    let directory = &starter.directory;
    assert_eq!(directory.execute("UPDATE lucerna_pages_deletion SET due = 1"), 1);
    let _starter = Starter::at(directory);
    let users = || directory.number("SELECT count(*) FROM user");
    eventually("the account is deleted", || (users() == 1).then_some(()));
}
