//! The pages that differ where an address is the name to sign in with, and those of a user without a password.

use super::{ADDRESS, Part, State};
use crate::actions::{GONE, PASSWORD, UNAUTHORIZED, UNPROCESSABLE};

pub(crate) const EMAIL_SIGN_UP: Part = Part {
    name: "e-mail sign-up",
    variables: &[("SIGN_UP", "email"), ("DELETION_DAYS", "0")],
    states: STATES,
};

const STATES: &[State] = &[
    ("email-sign-up", |it| it.go("/signup")),
    ("email-sign-up-field-errors", |it| {
        it.send_refused("/signup", &[("email", ""), ("password", "short")], UNPROCESSABLE);
    }),
    ("verify-code", |it| {
        it.go("/signup");
        it.send(&[("email", ADDRESS), ("password", PASSWORD)]);
    }),
    ("verify-code-wrong", |it| it.send_refused("/verify", &[("code", "0000 0000")], GONE)),
    ("verify-link", |it| it.open_link(ADDRESS, "/verify")),
    ("verify-link-dead", |it| it.go_refused("/verify?link=x.y", GONE)),
    ("email-sign-in", |it| it.go("/login")),
    ("email-sign-in-wrong", |it| {
        it.send_refused("/login", &[("username", "x@example.com"), ("password", PASSWORD)], UNAUTHORIZED);
    }),
    // In another browser, the link removes the password of the sign-up.
    ("password-none", |it| {
        it.become_another_browser();
        it.open_link(ADDRESS, "/verify");
        it.click_button();
    }),
    ("confirm-without-password", |it| it.go("/login/verify")),
    ("delete-without-password", |it| it.go("/account/delete")),
    ("deleted-at-once", |it| it.click_button()),
];
