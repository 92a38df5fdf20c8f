//! The English texts of notices.

use crate::Link;
use crate::notice::Notice;
use crate::texts::LetterParts;
use crate::texts::moment::moment;

/// Returns the letter that tells the address `to` of a change of its account at `app`.
pub(super) fn letter<'a>(
    notice: Notice,
    provider: Option<&str>,
    report: Option<&'a Link>,
    (to, app): (&str, &str),
) -> LetterParts<'a> {
    let letter = LetterParts::new("en", subject(notice)).paragraph(sentence(notice, provider, (to, app)));
    match report {
        Some(link) => letter
            .paragraph("If this was you, you do not need to do anything.")
            .button("This was not me", link)
            .note("The page behind the link signs out all devices, removes the password and sends you a message to choose a new one.")
            .note(format!("The link can be used once, until {}.", moment(link.until))),
        None => letter.note(format!("If you did not do this, please contact the people at {app}.")),
    }
}

fn subject(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "Your password was changed",
        Notice::PasswordRemoved => "Your password was removed",
        Notice::KeyCreated => "A way to sign in was added",
        Notice::KeyDeleted => "A way to sign in was removed",
        Notice::NameChanged => "Your sign-in name was changed",
        Notice::AddressRemoved => "Your e-mail address was removed",
        Notice::NewDevice => "New sign-in to your account",
    }
}

fn sentence(notice: Notice, provider: Option<&str>, (to, app): (&str, &str)) -> String {
    let way = match provider {
        Some("email") => "An e-mail address".to_owned(),
        Some("username") => "A username".to_owned(),
        Some(provider) => format!("A way to sign in ({provider})"),
        None => "A way to sign in".to_owned(),
    };
    match notice {
        Notice::PasswordChanged => format!("The password of your {app} account {to} was changed."),
        Notice::PasswordRemoved => format!("The password of your {app} account {to} was removed."),
        Notice::KeyCreated => format!("{way} was added to your {app} account {to}."),
        Notice::KeyDeleted => format!("{way} was removed from your {app} account {to}."),
        Notice::NameChanged => format!("A name to sign in to your {app} account {to} was changed."),
        Notice::AddressRemoved => format!("The address {to} was removed from your {app} account."),
        Notice::NewDevice => format!("A new device signed in to your {app} account {to}."),
    }
}
