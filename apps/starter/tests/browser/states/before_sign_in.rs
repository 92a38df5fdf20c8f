//! The pages of visitors who have no account or are signed out, and the error pages.

use super::{ANNA, Part, State, WRONG};
use crate::actions::{
    CONFLICT, FORBIDDEN, METHOD_NOT_ALLOWED, NOT_FOUND, PASSWORD, TOO_MANY, UNAUTHORIZED, UNPROCESSABLE,
};
use crate::attacker_site::AttackerSite;
use crate::chrome::wait;
use crate::visitor::Visitor;

pub(crate) const BEFORE_SIGN_IN: Part = Part { name: "before sign-in", variables: &[], states: STATES };

const STATES: &[State] = &[
    ("sign-up", |it| it.go("/signup")),
    ("sign-up-field-errors", |it| {
        it.go("/signup");
        let fields = [("username", "ann"), ("email", "anna at example"), ("password", "short")];
        it.send_refused("/signup", &fields, UNPROCESSABLE);
    }),
    ("sign-up-common-password", |it| {
        it.go("/signup");
        let fields = [("username", ANNA), ("password", "password123")];
        it.send_refused("/signup", &fields, UNPROCESSABLE);
    }),
    ("sign-up-password-advice", |it| {
        it.go("/signup");
        it.type_in(&[("username", ANNA), ("password", PASSWORD)]);
        wait(it.find(".show").click());
    }),
    ("sign-in", |it| it.go("/login")),
    ("sign-in-field-errors", |it| {
        it.go("/login");
        it.send_refused("/login", &[("username", ""), ("password", "")], UNPROCESSABLE);
    }),
    ("sign-in-wrong", |it| {
        it.go("/login");
        it.send_refused("/login", &[("username", ANNA), ("password", WRONG)], UNAUTHORIZED);
    }),
    ("sign-in-password-shown", |it| {
        it.go("/login");
        it.type_in(&[("username", ANNA), ("password", PASSWORD)]);
        wait(it.find(".show").click());
    }),
    ("sign-in-delayed", be_delayed),
    ("sign-up-taken", |it| {
        it.sign_up(ANNA);
        it.become_another_browser();
        it.go("/signup");
        it.send_refused("/signup", &[("username", ANNA), ("password", PASSWORD)], CONFLICT);
    }),
    ("error-not-found", |it| it.go_refused("/no-such-page", NOT_FOUND)),
    ("error-wrong-method", |it| it.go_refused("/logout", METHOD_NOT_ALLOWED)),
    ("error-cross-origin", |it| {
        let attacker = AttackerSite::start(it.app.url(""));
        it.be_sent_by(&attacker.cross_site_url("/login"));
        it.expect_refusal(&it.app.url("/login"), FORBIDDEN);
    }),
];

/// Enters wrong passwords until the account has a delay.
fn be_delayed(visitor: &Visitor<'_>) {
    visitor.go("/login");
    for _ in 0..5 {
        visitor.send_refused("/login", &[("username", "boris"), ("password", WRONG)], UNAUTHORIZED);
    }
    visitor.send_refused("/login", &[("username", "boris"), ("password", WRONG)], TOO_MANY);
}
