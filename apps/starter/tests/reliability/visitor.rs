//! A visitor, who signs up, out and in again, opens the profile and the devices, sometimes changes the password, and usually
//! signs out.

use crate::journal::AnswerKind;
use crate::kit::reply::RequestExt;
use crate::kit::{PASSWORD, Reply, ReplyExt, Request};
use crate::load::Load;
use std::time::Duration;

/// The limit of a reply: the stores' timeout, and the time to hash a password on a busy machine.
pub(crate) const LONGEST: Duration = Duration::from_secs(8);

const LOOKS: usize = 5;

const NEW_PASSWORD: &str = "lantern oil in march";

/// Runs one visit from sign-up to sign-out. An outage ends it early.
pub(crate) fn visit(load: &Load<'_>, number: usize) -> Option<()> {
    let name = format!("visitor {number}");
    let first = sign_up(load, &name)?;
    sign_out(load, &first)?;
    let second = sign_in(load, &name)?;
    for _ in 0..LOOKS {
        // An outage here does not end the visit.
        let _ = look(load, &name, &second);
    }
    look_back(load, number);
    see_devices(load, &second)?;
    let second = if number % 3 == 1 { change_password(load, &name, &second)? } else { second };
    if number.is_multiple_of(3) {
        load.journal().alive.push((name, second));
        return Some(());
    }
    sign_out(load, &second)
}

/// Signs up. The redirect acknowledges the account: to the home page, or without a session to the sign-in page.
fn sign_up(load: &Load<'_>, name: &str) -> Option<String> {
    let is_acknowledged = |it: &Reply| it.goes_to("/") || it.goes_to("/login");
    let (kind, reply) = ask(load, load.starter.post("/signup").user(name), is_acknowledged)?;
    let is_there = kind == AnswerKind::Good;
    let mut journal = load.journal();
    match is_there {
        true => drop(journal.users.insert(name.to_owned(), vec![PASSWORD])),
        false => journal.unsure.push(name.to_owned()),
    }
    if kind == AnswerKind::Good { reply.cookie() } else { None }
}

fn sign_in(load: &Load<'_>, name: &str) -> Option<String> {
    good(ask(load, load.starter.post("/login").user(name), |it| it.goes_to("/")))?.cookie()
}

/// Signs out, which sets the cookie `signed_out`.
fn sign_out(load: &Load<'_>, cookie: &str) -> Option<()> {
    let signed_out = |it: &Reply| {
        it.goes_to("/login") && it.all("set-cookie").iter().any(|it| it.starts_with("signed_out=1;"))
    };
    good(ask(load, load.starter.post("/logout").cookie(cookie), signed_out))?;
    load.journal().ended.push(cookie.to_owned());
    Some(())
}

pub(crate) fn look(load: &Load<'_>, name: &str, cookie: &str) -> Option<Reply> {
    let sees_profile = |it: &Reply| it.status == 200 && it.says(&format!("<dd><bdi>{name}</bdi></dd>"));
    good(ask(load, load.starter.get("/").cookie(cookie), sees_profile))
}

fn see_devices(load: &Load<'_>, cookie: &str) -> Option<Reply> {
    let sees_devices = |it: &Reply| it.status == 200 && it.says(r#"<span class="badge">This device</span>"#);
    good(ask(load, load.starter.get("/account/devices").cookie(cookie), sees_devices))
}

/// Changes the password, and returns the new cookie of the session. The old one is ended.
fn change_password(load: &Load<'_>, name: &str, cookie: &str) -> Option<String> {
    load.journal().users.insert(name.to_owned(), vec![PASSWORD, NEW_PASSWORD]);
    let fields = format!("current={PASSWORD}&password={NEW_PASSWORD}").replace(' ', "+");
    let form = load.starter.post("/account/password").cookie(cookie).form(fields);
    let changed = good(ask(load, form, |it| it.goes_to("/account/password?done=password")))?;
    let mut journal = load.journal();
    journal.users.insert(name.to_owned(), vec![NEW_PASSWORD]);
    journal.changes += 1;
    let new = changed.cookie()?;
    journal.ended.push(cookie.to_owned());
    Some(new)
}

/// Checks that an earlier visitor is still signed in, and that an ended session stays ended.
fn look_back(load: &Load<'_>, number: usize) {
    let of = |length: usize| number.checked_rem(length).unwrap_or_default();
    let journal = load.journal();
    let alive = journal.alive.get(of(journal.alive.len())).cloned();
    let ended = journal.ended.get(of(journal.ended.len())).cloned();
    drop(journal);
    if let Some((name, cookie)) = alive {
        look(load, &name, &cookie);
    }
    if let Some(cookie) = ended {
        ask(load, load.starter.get("/").cookie(&cookie), |it| it.goes_to("/login"));
    }
}

fn good(answer: Option<(AnswerKind, Reply)>) -> Option<Reply> {
    answer.and_then(|(kind, reply)| (kind == AnswerKind::Good).then_some(reply))
}

/// Sends a request and records the verdict; `None` for a violation.
fn ask(
    load: &Load<'_>,
    request: Request,
    is_good: impl FnOnce(&Reply) -> bool,
) -> Option<(AnswerKind, Reply)> {
    let (answer, took) = load.send(request);
    let kind = match &answer {
        _ if took > LONGEST => AnswerKind::Violation,
        Ok(reply) if is_good(reply) => AnswerKind::Good,
        Ok(reply) if is_outage(reply) => AnswerKind::Outage,
        _ => AnswerKind::Violation,
    };
    let mut journal = load.journal();
    journal.note(kind, took);
    if kind == AnswerKind::Violation {
        journal.violations.push(format!("after {took:?}: {answer:?}"));
        return None;
    }
    answer.ok().map(|it| (kind, it))
}

fn is_outage(reply: &Reply) -> bool {
    reply.status == 503 && reply.header("retry-after").parse::<u32>().is_ok()
}
