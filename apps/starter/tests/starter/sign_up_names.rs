//! `SIGN_UP`: the names to sign up with.

use crate::kit::reply::RequestExt;
use crate::kit::{PASSWORD, ReplyExt, Starter};

#[test]
fn by_default_a_username_is_needed_and_an_address_is_optional() {
    for variables in [&[][..], &[("SIGN_UP", "username-and-optional-email")]] {
        let starter = Starter::with(variables);
        let form = starter.get("/signup").send();
        assert!(form.says(r#"name="username""#) && form.says(r#"name="email""#), "{form:?}");
        starter.sign_up("Alice");
        starter
            .post("/signup")
            .form(format!("email=b%40example.com&password={PASSWORD}"))
            .send()
            .assert_refusal(422);
    }
}

#[test]
fn a_username_and_an_address_are_both_needed() {
    let starter = Starter::with(&[("SIGN_UP", "username-and-email")]);
    let form = |fields: &str| {
        let fields = format!("{fields}&password={PASSWORD}").replace(' ', "+");
        starter.post("/signup").form(fields).send()
    };
    form("username=Alice&email=").assert_refusal(422);
    form("username=&email=alice%40example.com").assert_refusal(422);
    assert_eq!(form("username=Alice&email=alice%40example.com").status, 303);
}

#[test]
fn a_username_alone() {
    let starter = Starter::with(&[("SIGN_UP", "username")]);
    let form = starter.get("/signup").send();
    assert!(form.says(r#"name="username""#) && !form.says(r#"name="email""#), "{form:?}");
    let cookie = starter.sign_up("Alice");
    assert_eq!(starter.get("/account/email").cookie(&cookie).send().status, 200, "an address can follow");
}

#[test]
fn an_address_alone() {
    let starter = Starter::with(&[("SIGN_UP", "email")]);
    let form = starter.get("/signup").send();
    assert!(!form.says(r#"name="username""#) && form.says(r#"name="email""#), "{form:?}");
    for address in ["alice@example.com", "barbara@example.com"] {
        let fields = format!("email={address}&password={PASSWORD}").replace(' ', "+");
        let asked = starter.post("/signup").form(fields).send();
        assert!(asked.status == 303 && asked.set_cookie().is_empty(), "{asked:?}");
        let link = starter.link_of(address, "/verify");
        // In the browser that asked, the password stays.
        let set = asked.all("set-cookie");
        let browser =
            set.iter().find_map(|it| it.split(';').next().filter(|it| it.contains("_mail="))).unwrap();
        let verified = starter.post("/verify").cookie(browser).form(format!("link={link}")).send();
        assert_eq!(verified.status, 303, "{verified:?}");
        let profile = starter.get("/").cookie(&verified.cookie().unwrap()).send();
        assert!(profile.says(&format!("<dd><bdi>{address}</bdi></dd>")), "{profile:?}");
    }
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 2);
    let again = starter.post("/login").user("alice@example.com").send();
    assert!(again.goes_to("/") && starter.knows(&again.cookie().unwrap()), "{again:?}");
}
