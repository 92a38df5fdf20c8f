//! The account pages of Lucerna as one handler: sign up, sign in, sign out, confirm, profile, password, devices, data and deletion.
//!
//! [`Pages`] is a value with one method: [`handle`](Pages::handle) takes an `http::Request<Bytes>` and returns an
//! `http::Response<Bytes>`. Each page works without JavaScript, and each route also speaks JSON. Applications find the crate as the
//! module `pages` of the crate `lucerna`. With axum, `lucerna::axum::AccountPages` mounts it in one line, and with the feature
//! `tower` [`Pages`] is a tower service.
//!
//! # Set up
//!
//! Open the store with the [`tables`], and build the pages from your `Auth`. The closure makes the attributes of a new user:
//!
//! ```
//! use lucerna_core::{Auth, Schema};
//! use lucerna_pages::Pages;
//! # use lucerna_store_memory::MemoryStore as Store;
//! # use lucerna_testkit::quick_passwords as passwords;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let schema = Schema::of::<()>()?.with(lucerna_pages::tables())?;
//! let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?).build()?;
//! let pages = Pages::builder(&auth, |_new| Ok(())).name("My Shop").build()?;
//! # Ok(())
//! # }
//! ```
//!
//! | path | page |
//! |---|---|
//! | `/signup`, `/login`, `/logout` | sign up, sign in, sign out |
//! | `/login/verify` | confirm that it is you, for actions that need a recent sign-in |
//! | `/account`, and `/` unless your application has a page there | profile |
//! | `/account/password`, `/account/devices` | change the password; see and sign out devices |
//! | `/account/data`, `/account/data.json`, `/account/delete` | download the data, delete the account |
//! | `/account/activity` | recent activity, with [`PagesBuilder::activity`] |
//! | `/forgot`, `/reset`, `/login/email`, `/login/link`, `/verify` | a forgotten password, signing in by link or code, with [`PagesBuilder::mail`] |
//! | `/account/email` and pages below it, `/account/report` | addresses, undoing a change, "this was not me", with mail |
//! | `/account/openapi.json` | the OpenAPI document of all routes, which [`Route::all`] lists |
//! | `/.well-known/change-password` | the redirect that password managers look for |
//!
//! # JSON
//!
//! A request with a JSON body, with a bearer token, or that accepts JSON and not HTML, is answered in JSON. A refusal is
//! `application/problem+json` with a `code`, and with an `errors` list that names fields. A browser's script uses the cookie. A
//! program sends `"carrier": "bearer"` to `/login` or `/signup`, and gets a `token` for the header `Authorization`.
//!
//! ```sh
//! curl -H 'Content-Type: application/json' https://app.example/login \
//!   -d '{"username": "alice", "password": "…", "carrier": "bearer"}'
//! ```
//!
//! # Looks
//!
//! [`PagesBuilder::style`] sets the variables of the style:
//!
//! | variable | meaning |
//! |---|---|
//! | `--accent`, `--on-accent` | buttons and links, and the text on buttons |
//! | `--back`, `--card`, `--text`, `--soft`, `--line`, `--edge` | surfaces, texts and lines |
//! | `--error`, `--on-error`, `--good` | errors and what succeeded |
//! | `--radius`, `--font`, `--shadow` | corners, the font and the shadow of cards |
//!
//! Set them for dark mode as well, inside `@media (prefers-color-scheme: dark)`. The pages have a strict Content Security Policy:
//! styles, scripts, images and fonts come from your own origin.
//!
//! # Templates
//!
//! [`PagesBuilder::template`] replaces one of `layout.html`, `field.html`, `password_field.html`, `icon.html`, `sign_up.html`,
//! `sign_in.html`, `restore.html`, `confirm.html`, `profile.html`, `password.html`, `devices.html`, `data.html`, `delete.html`,
//! `deleted.html`, `ask.html`, `link.html`, `link_form.html`, `addresses.html`, `activity.html` and `error.html`, in the language of [MiniJinja](https://docs.rs/minijinja). All values are escaped. A template
//! has these functions:
//!
//! | function | result |
//! |---|---|
//! | `t("sign-in")`, `t("device-started", ago=…)` | a text in the reader's language |
//! | `date(time)`, `ago(time)`, `seen(time)` | a time in words |
//! | `back_to(path, next)` | the path of a page that leads on to `next` |
//!
//! These blocks can be replaced. Each page has `title` and those of its layout:
//!
//! | template | blocks |
//! |---|---|
//! | `layout.html` | `title`, `head` (the end of the head), `menu` (entries after those of the account), `footer` |
//! | a page with the menu | `account` (the content) |
//! | a page without it, such as `sign_in.html` | `main` (the card), `after` (below the card) |
//! | `sign_up.html` | `fields` |
//! | `profile.html`, `data.html` | `profile`, `data` (cards after those of the page) |
//!
//! Every page has these values. What is missing is none, so `{% if user %}` is right on each page:
//!
//! | value | meaning |
//! |---|---|
//! | `app.name`, `app.base` | the name of the product, and the path below which browsers find the pages |
//! | `user.name`, `user.id` | the user who is signed in, on pages with the menu |
//! | `section` | the part of the account, such as `profile`, on pages with the menu |
//! | `errors.form`, `errors.username` | the sentence about the whole form, and about the field with this name |
//! | `lang`, `dir` | the tag of the language, and `ltr` or `rtl` |
//! | `features.mail`, `features.activity`, `features.username`, `features.email` | the parts that the pages have, and the names that a sign-up asks for |
//! | `paths.sign_in`, `paths.verify` | the pages to sign in, and to confirm the user |
//! | `limits.password_min`, `limits.username_max`, … | the limits of fields |
//! | `values.username`, `values.next`, …, and `action` | the values of a form's fields, and the path that it is sent to |
//!
//! A user's own attributes are no value of the account pages: those are the same for every application. Pass what a page of your
//! own shows to [`Pages::render`].
//!
//! Three templates are parts, which you include with `{% with … %}`:
//!
//! | part | values |
//! |---|---|
//! | `field.html` | `name`, `label`, `value`, `autocomplete`; and if you like `type`, `optional`, `min` with `max`, `hint`, `inputmode`, `focus` |
//! | `password_field.html` | `name`, `label`; and if you like `new` (for a password that is chosen), `focus` |
//! | `icon.html` | `icon`: `user`, `key`, `mail`, `computer`, `phone`, `tablet`, `program`, `activity`, `data`, `out`, `done` or `warn` |
//!
//! An entry of the menu has an icon and a `span`, which aligns it with the others:
//!
//! ```
//! # use lucerna_core::Attributes;
//! # use lucerna_pages::PagesBuilder;
//! const MENU: &str = r#"{% extends "lucerna/layout.html" %}
//! {% block menu %}<li><a href="/notes"{% if section == "notes" %} aria-current="page"{% endif %}>
//! {% with icon="program" %}{% include "icon.html" %}{% endwith %}<span>{{ t("notes") }}</span></a></li>{% endblock %}"#;
//!
//! # fn example<U: Attributes>(builder: PagesBuilder<U>) -> PagesBuilder<U> {
//! builder.template("layout.html", MENU).text("en", "notes = Notes")
//! # }
//! ```
//!
//! [`PagesBuilder::page`] adds the template of a page of your own, which [`Pages::render`] shows with the same layout.
//!
//! # Languages
//!
//! English, German, Spanish and Arabic are built in, and `Accept-Language` chooses. [`PagesBuilder::text`] replaces single texts and adds
//! languages, [`PagesBuilder::languages`] limits them, and [`PagesBuilder::choose_language`] lets the application choose.
//!
//! # Mail
//!
//! [`PagesBuilder::mail`] adds the pages of `lucerna-mail`. [`PagesBuilder::names`] says whether a sign-up asks for an address. An
//! address is always confirmed by a message, so no page says whether an account has it. [`TranslatedLetters`] writes the letters in the languages of the pages.
//!
//! With [`SignUpNames::Email`] a new account is signed in after its mailbox was proven. The message of the sign-up proves it, and so do
//! those to sign in and to choose a new password. Before, its password is refused like a wrong one: with the same text, time and count. Otherwise
//! a stranger could sign up with an address, and learn from the sign-in whether it was free. The first proof drops the password, unless
//! the browser that signed up gives it. So a stranger who signs up with your address first gets nothing. An account without a
//! proof is deleted after 30 days.
//!
//! A user who was created elsewhere, such as one from Lucia, signs in with an address that was never proven.
//!
//! If your users have a further unique column, a sign-up with an address that uses one of its values again is answered like a taken
//! address. The visitor then gets no message. Ask for such values on a page after the sign-up.
//!
//! # Devices
//!
//! The pages keep the user agent of each session that they start, and show browser and system. A session that started in a handler
//! of your own is listed as unknown until its browser opens the page.
//!
//! # Deletion
//!
//! A user who deletes the account is signed out everywhere at once. For seven days, signing in asks whether to keep the account. After
//! that it counts as deleted, and the next sweep deletes it: [`PagesBuilder::deletion_after`], [`Pages::delete_due_accounts`]. To sweep
//! once an hour without any request, spawn [`Pages::run`].
//!
//! If handlers of your own start sessions, call [`Pages::check_sign_in`] before. It refuses accounts that are due for deletion.
//!
//! # Events
//!
//! | name | when |
//! |---|---|
//! | `account.deletion_asked`, `account.kept`, `account.deleted` | a user asked for the deletion, kept the account, or it was deleted |
//! | `account.deletion_waits` | an account is due for deletion, and a session that your own handler started lives |
//! | `account.unproven_deleted` | the address of a new account was not proven in 30 days |
//! | `account.exported` | a user downloaded the data |
//! | `account.sweep_failed`, `device.not_listed` | the store failed, and the request succeeded |

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod asked_addresses;
mod assets;
mod attributes_json;
mod audience;
mod builder;
mod deletions;
mod devices;
mod fields;
mod form_id;
mod format;
mod handlers;
mod inner;
mod letters;
mod mail_errors;
mod new_account;
mod openapi;
mod own_fields;
mod own_handlers;
mod own_pages;
mod pages;
mod pages_error;
mod prepared;
mod problems;
mod refusal;
mod route;
#[cfg(feature = "tower")]
mod service;
mod sign_up_names;
mod stop;
mod templates;
mod texts;
mod times;
mod unproven_sign_ups;
mod user_agent;
mod visit;
mod writing;

use lucerna_core::RecordTable;

pub use builder::PagesBuilder;
pub use letters::TranslatedLetters;
pub use new_account::NewAccount;
pub use pages::Pages;
pub use pages_error::PagesError;
pub use route::{Access, Route};
pub use sign_up_names::SignUpNames;

/// Returns the tables of the pages, and of the parts that they use: mail and the audit trail. Open the store with them.
///
/// ```
/// use lucerna_core::Schema;
///
/// # fn main() -> Result<(), lucerna_core::SchemaError> {
/// let schema = Schema::of::<()>()?.with(lucerna_pages::tables())?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn tables() -> Vec<RecordTable> {
    let own = [asked_addresses::table(), deletions::table(), devices::table()];
    let of_sign_ups = [form_id::table(), unproven_sign_ups::table()];
    own.into_iter().chain(of_sign_ups).chain(lucerna_mail::tables()).chain(lucerna_audit::tables()).collect()
}
