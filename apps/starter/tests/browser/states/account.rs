//! The pages of a user who is signed in, up to the deletion of the account.

use super::{ADDRESS, ANNA, Part, State, WRONG};
use crate::actions::{FORBIDDEN, PASSWORD, UNPROCESSABLE};
use crate::chrome::wait;

pub(crate) const ACCOUNT: Part = Part { name: "account", variables: &[], states: STATES };

/// A name of the greatest length and width.
const LONGEST: &str = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";

const NEW: &str = "wrong donkey generator";

const STATES: &[State] = &[
    ("profile-longest", |it| it.sign_up(LONGEST)),
    ("confirm-longest", |it| it.go("/login/verify")),
    ("profile", |it| {
        it.become_another_browser();
        it.sign_up(ANNA);
    }),
    ("addresses-none", |it| it.go("/account/email")),
    ("password", |it| it.go("/account/password")),
    ("password-field-errors", |it| {
        let fields = [("current", WRONG), ("password", "short")];
        it.send_refused("/account/password", &fields, UNPROCESSABLE);
    }),
    ("password-wrong", |it| {
        let fields = [("current", WRONG), ("password", NEW)];
        it.send_refused("/account/password", &fields, UNPROCESSABLE);
    }),
    ("password-changed", |it| it.send(&[("current", PASSWORD), ("password", NEW)])),
    ("devices-one", |it| it.go("/account/devices")),
    ("devices", |it| {
        for _ in 0..2 {
            it.become_another_browser();
            it.sign_in(ANNA, NEW);
        }
        it.go("/account/devices");
    }),
    ("devices-one-ended", |it| it.click_button()),
    ("confirm", |it| {
        it.app.age_sign_ins();
        it.go("/account/devices");
        it.click_button();
    }),
    ("confirm-field-error", |it| {
        it.send_refused("/login/verify", &[("password", "")], UNPROCESSABLE);
    }),
    ("confirm-wrong", |it| {
        it.send_refused("/login/verify", &[("password", WRONG)], UNPROCESSABLE);
    }),
    ("devices-confirmed", |it| it.send(&[("password", NEW)])),
    ("devices-others-ended", |it| {
        let end_others = it.find("form[action$='/end-others'] button");
        it.follow(|| wait(end_others.click()));
    }),
    ("activity", |it| it.go("/account/activity")),
    ("data", |it| it.go("/account/data")),
    ("delete", |it| it.go("/account/delete")),
    ("delete-wrong", |it| {
        it.send_refused("/account/delete", &[("current", WRONG)], UNPROCESSABLE);
    }),
    ("deleted", |it| it.send(&[("current", NEW)])),
    ("restore", |it| {
        it.go("/login");
        it.type_in(&[("username", ANNA), ("password", NEW)]);
        it.enter_refused(FORBIDDEN);
    }),
    ("restore-link", |it| {
        it.sign_up_with_address("boris", ADDRESS);
        it.go("/account/delete");
        it.send(&[("current", PASSWORD)]);
        it.go("/login/email");
        it.send(&[("email", ADDRESS)]);
        it.open_link(ADDRESS, "/login/link");
    }),
];
