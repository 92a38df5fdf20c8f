//! The changes of an account of which its user is told.

use lucerna_core::{Event, Outcome};
use lucerna_derive::Scalar;

/// A change of an account of which its user is told by mail.
///
/// ```
/// use lucerna_mail::Notice;
///
/// fn subject(notice: Notice) -> &'static str {
///     match notice {
///         Notice::NewDevice => "New sign-in to your account",
///         _ => "Your account was changed",
///     }
/// }
/// ```
#[derive(Scalar, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[scalar(crate = lucerna_core)]
#[non_exhaustive]
pub enum Notice {
    /// The password was changed.
    PasswordChanged,
    /// The password was removed.
    PasswordRemoved,
    /// A way to sign in was added: a name, an address or an account of another provider.
    KeyCreated,
    /// A way to sign in was removed.
    KeyDeleted,
    /// A name to sign in with was changed.
    NameChanged,
    /// The address to which the message goes was removed from the account. The message has no link.
    AddressRemoved,
    /// A session started in a browser that is no known device of the user.
    NewDevice,
}

/// The events of which users are told. The events of a further feature belong here, such as those of its second factors.
const TOLD: [(&str, Notice); 7] = [
    ("device.new", Notice::NewDevice),
    ("key.created", Notice::KeyCreated),
    ("key.deleted", Notice::KeyDeleted),
    ("key.renamed", Notice::NameChanged),
    ("password.changed", Notice::PasswordChanged),
    ("password.removed", Notice::PasswordRemoved),
    ("user.renamed", Notice::NameChanged),
];

impl Notice {
    /// Returns the notice of an event, or `None` if users are not told of it.
    pub(crate) fn of(event: &Event) -> Option<Self> {
        let told = TOLD.iter().find(|(name, _)| *name == event.name).map(|(_, notice)| *notice);
        told.filter(|_| event.outcome == Outcome::Succeeded && event.user_id.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::UserId;

    #[test]
    fn users_are_told_of_what_succeeded_and_has_a_user() {
        let user = UserId::from("u1");
        let event = |name, outcome| Event::new(name, outcome).user(&user);
        assert_eq!(Notice::of(&event("password.changed", Outcome::Succeeded)), Some(Notice::PasswordChanged));
        assert_eq!(Notice::of(&event("password.changed", Outcome::Failed)), None);
        assert_eq!(Notice::of(&event("session.started", Outcome::Succeeded)), None);
        assert_eq!(Notice::of(&Event::new("device.new", Outcome::Succeeded)), None);
    }
}
