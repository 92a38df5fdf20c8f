//! The pages on which visitors ask for letters, and those that the letters open.

use super::{ADDRESS, ANNA, NEW_ADDRESS, Part, State};
use crate::actions::{GONE, PASSWORD, UNPROCESSABLE};
use crate::chrome::wait;
use crate::visitor::Visitor;

pub(crate) const MAIL: Part = Part { name: "mail", variables: &[], states: STATES };

const STATES: &[State] = &[
    ("letters-none", |it| it.go("/dev/mail")),
    ("address-confirm-code", |it| {
        it.go("/signup");
        it.send(&[("username", ANNA), ("email", ADDRESS), ("password", PASSWORD)]);
    }),
    ("address-confirm-code-wrong", |it| wrong_code(it, "/account/email/confirm")),
    ("address-confirm-link", |it| it.open_link(ADDRESS, "/account/email/confirm")),
    ("addresses-confirmed", |it| it.click_button()),
    ("address-confirm-link-dead", |it| it.go_refused("/account/email/confirm?link=x.y", GONE)),
    ("addresses-field-error", |it| {
        it.go("/account/email");
        it.send_refused("/account/email", &[("email", "anna at example")], UNPROCESSABLE);
    }),
    ("mail-sign-in", |it| {
        it.become_another_browser();
        it.go("/login/email");
    }),
    ("mail-sign-in-field-error", |it| {
        it.send_refused("/login/email", &[("email", "anna at example")], UNPROCESSABLE);
    }),
    ("mail-sign-in-code", |it| it.send(&[("email", ADDRESS)])),
    ("mail-sign-in-code-wrong", |it| wrong_code(it, "/login/link")),
    ("mail-sign-in-link", |it| it.open_link(ADDRESS, "/login/link")),
    ("mail-sign-in-link-dead", |it| it.go_refused("/login/link?link=x.y", GONE)),
    ("mail-sign-in-code-unknown-browser", |it| {
        it.become_another_browser();
        it.go("/login/link");
    }),
    ("forgot", |it| it.go("/forgot")),
    ("forgot-field-error", |it| {
        it.send_refused("/forgot", &[("email", "anna at example")], UNPROCESSABLE);
    }),
    ("reset-code", |it| it.send(&[("email", ADDRESS)])),
    ("reset-code-wrong", |it| {
        let fields = [("code", "0000 0000"), ("password", "wrong donkey generator")];
        it.send_refused("/reset", &fields, GONE);
    }),
    ("reset-link", |it| it.open_link(ADDRESS, "/reset")),
    ("reset-link-field-error", |it| {
        it.send_refused("/reset", &[("password", "short")], UNPROCESSABLE);
    }),
    ("reset-link-dead", |it| it.go_refused("/reset?link=x.y", GONE)),
    ("undo", |it| {
        it.sign_in(ANNA, PASSWORD);
        it.go("/account/email");
        it.send(&[("email", NEW_ADDRESS)]);
        it.type_code(NEW_ADDRESS, "/account/email/confirm");
        it.become_another_browser();
        it.open_link(ADDRESS, "/account/email/undo");
    }),
    ("undone", |it| it.click_button()),
    ("undo-dead", |it| it.go_refused("/account/email/undo?link=x.y", GONE)),
    ("report", |it| {
        it.become_another_browser();
        it.sign_up_with_address("carla", "carla@example.com");
        it.app.age_addresses();
        it.go("/account/password");
        it.send(&[("current", PASSWORD), ("password", "wrong donkey generator")]);
        it.open_link("carla@example.com", "/account/report");
    }),
    ("reported", |it| it.click_button()),
    ("report-dead", |it| it.go_refused("/account/report?link=x.y", GONE)),
    ("address-removed", |it| {
        it.sign_up_with_address("boris", "boris@example.com");
        it.click_button();
    }),
    ("letters", |it| it.go("/dev/mail")),
    ("letter", |it| {
        let link = it.find(".letters a");
        it.follow(|| wait(link.click()));
    }),
];

fn wrong_code(visitor: &Visitor<'_>, page: &str) {
    visitor.send_refused(page, &[("code", "0000 0000")], GONE);
}
