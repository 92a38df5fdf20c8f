//! Every page in every state, in the order of a tour. Each step leads from the page before it, in any language.

mod account;
mod before_sign_in;
mod email_sign_up;
mod mail;

use crate::visitor::Visitor;

pub(crate) use account::ACCOUNT;
pub(crate) use before_sign_in::BEFORE_SIGN_IN;
pub(crate) use email_sign_up::EMAIL_SIGN_UP;
pub(crate) use mail::MAIL;

/// A part of the tour, with a starter of its own.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) variables: &'static [(&'static str, &'static str)],
    pub(crate) states: &'static [State],
}

/// The name of a page in a state, and the steps to it.
pub(crate) type State = (&'static str, fn(&Visitor<'_>));

/// The name of a usual user.
pub(crate) const ANNA: &str = "Anna Karenina";
pub(crate) const ADDRESS: &str = "anna.karenina@example.com";
pub(crate) const NEW_ADDRESS: &str = "anna@example.org";
pub(crate) const WRONG: &str = "wrong horse battery";
