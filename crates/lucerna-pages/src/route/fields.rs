//! The fields of forms and queries.

/// A field of a form, and a member of its JSON twin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormField {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) about: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Password,
    Flag,
}

pub(crate) const fn field(name: &'static str, kind: Kind, about: &'static str) -> FormField {
    FormField { name, kind, required: true, about }
}

pub(crate) const fn optional(name: &'static str, kind: Kind, about: &'static str) -> FormField {
    FormField { name, kind, required: false, about }
}

pub(crate) const USERNAME: FormField = field("username", Kind::Text, "The name to sign in with.");
pub(crate) const PASSWORD: FormField = field("password", Kind::Password, "The password.");
pub(crate) const NEW_PASSWORD: FormField = field("password", Kind::Password, "The new password.");
pub(crate) const CURRENT: FormField =
    optional("current", Kind::Password, "The current password, if the account has one.");
pub(crate) const NEXT: FormField = optional("next", Kind::Text, "A path of this site to go to afterwards.");
pub(crate) const REMEMBER: FormField =
    optional("remember", Kind::Flag, "Keeps the session after the browser is closed.");
pub(crate) const RESTORE: FormField =
    optional("restore", Kind::Flag, "Keeps an account that is due for deletion.");
pub(crate) const CARRIER: FormField =
    optional("carrier", Kind::Text, "`bearer` for a token in the answer. The default is a cookie.");
pub(crate) const PROGRAM: FormField = optional(
    "carrier",
    Kind::Text,
    "`bearer` for a program, which names no origin. The default is a browser.",
);
pub(crate) const SESSION: FormField = field("session", Kind::Text, "The id of the session to end.");
pub(crate) const FORM: FormField = optional(
    "form_id",
    Kind::Text,
    "The value that the form had, so that sending it twice creates one account.",
);

pub(crate) const EMAIL: FormField = field("email", Kind::Text, "An e-mail address.");
pub(crate) const OPTIONAL_EMAIL: FormField =
    optional("email", Kind::Text, "An e-mail address, if the application asks for one.");
pub(crate) const LINK: FormField =
    optional("link", Kind::Text, "The query field `link` of a message's link.");
pub(crate) const CODE: FormField =
    optional("code", Kind::Text, "The code of the message, with `email`, in the browser that asked.");
pub(crate) const CODE_EMAIL: FormField =
    optional("email", Kind::Text, "The address of the message, with `code`.");

pub(crate) const QUERY_LINK: FormField =
    optional("link", Kind::Text, "The link of a message has this field.");
pub(crate) const NEEDED_LINK: FormField = field("link", Kind::Text, "The link of a message has this field.");
pub(crate) const AFTER: FormField =
    optional("after", Kind::Text, "The member `next` of the page before this one.");

pub(crate) const NOTHING: &[FormField] = &[];
