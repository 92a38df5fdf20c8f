//! Buttons that are clicked twice.

use crate::kit::{AppDirectory, PASSWORD, Reply, ReplyExt, Starter};
use std::sync::Arc;
use std::thread;

/// Opens the sign-up page and returns the id of its form.
fn form_id(starter: &Starter) -> String {
    let page = starter.get("/signup").send();
    let (_, rest) = page.body.split_once(r#"name="form_id" value=""#).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn sign_up(starter: &Starter, form: &str, username: &str, password: &str) -> Reply {
    let password = password.replace(' ', "+");
    starter.post("/signup").form(format!("username={username}&password={password}&form_id={form}")).send()
}

#[test]
fn a_sign_up_form_that_is_sent_twice_signs_in_twice() {
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::at(&directory);
    let form = form_id(&starter);
    thread::scope(|scope| {
        let clicks: Vec<_> =
            (0..4).map(|_| scope.spawn(|| sign_up(&starter, &form, "Alice", PASSWORD))).collect();
        for click in clicks {
            let reply = click.join().unwrap();
            assert!(reply.goes_to("/") && starter.knows(&reply.cookie().unwrap()), "{reply:?}");
        }
    });
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 1);
    starter.signal("TERM");
    starter.ended();
    // Another process knows the form as well.
    let starter = Starter::at(&directory);
    assert!(sign_up(&starter, &form, "ALICE", PASSWORD).goes_to("/"));
}

#[test]
fn a_taken_name_is_told_without_the_form_or_the_password_that_created_it() {
    let starter = Starter::new();
    let form = form_id(&starter);
    assert!(sign_up(&starter, &form, "Alice", PASSWORD).goes_to("/"));
    let id: String =
        starter.directory.database().query_row("SELECT id FROM user", [], |it| it.get(0)).unwrap();
    for (form, password) in [
        (&*form, "wrong horse battery"),
        ("", PASSWORD),
        (&*form_id(&starter), PASSWORD),
        (&*id, PASSWORD),
        (&*id.repeat(2), PASSWORD),
        (&*form.to_uppercase(), PASSWORD),
        ("%3Cscript%3E", PASSWORD),
    ] {
        let reply = sign_up(&starter, form, "Alice", password);
        reply.assert_refusal(409);
        assert!(reply.says("already taken") && !reply.body.contains("<script>"), "{reply:?}");
    }
    let log = starter.directory.err();
    assert_eq!(log.matches("password.refused").count(), 1, "only the form's own account is compared: {log}");
    // The page from the history creates another account.
    assert!(sign_up(&starter, &form, "Barbara", PASSWORD).goes_to("/"));
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 2);
    assert_ne!(form_id(&starter), form_id(&starter));
}

#[test]
fn signing_out_twice_leads_to_the_sign_in_page() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    for _ in 0..3 {
        assert!(starter.post("/logout").cookie(&cookie).send().goes_to("/login"));
        starter.post("/account/devices/end-others").cookie(&cookie).send().assert_refusal(401);
    }
    assert!(starter.post("/logout").send().goes_to("/login"));
    starter.post("/account/devices/end-others").send().assert_refusal(401);
}
