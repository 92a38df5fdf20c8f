//! The names that visitors sign up with.

use crate::own_fields::OwnFields;
use crate::route::{FormField, Route, RouteAction};

/// The names that visitors sign up with.
///
/// An e-mail address always has to be confirmed: with the link or the code of a message. So the sign-up does not say whether an
/// account has the address.
///
/// ```
/// use lucerna_pages::SignUpNames;
///
/// assert_eq!(SignUpNames::default(), SignUpNames::Username);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignUpNames {
    /// A username.
    #[default]
    Username,
    /// A username, and an address for those who want one.
    UsernameAndOptionalEmail,
    /// A username and an address.
    UsernameAndEmail,
    /// An address. The account is signed in after the address was confirmed.
    Email,
}

impl SignUpNames {
    pub(crate) fn has_username(self) -> bool {
        self != Self::Email
    }

    pub(crate) fn has_email(self) -> bool {
        self != Self::Username
    }

    /// Returns the fields of a route, of which the sign-up has those of the names and the application's own.
    pub(crate) fn fields_of(self, route: &Route, own: &OwnFields) -> Vec<FormField> {
        let names = (route.action == RouteAction::SignUp).then_some(self);
        let fields = route.fields.iter().filter_map(|it| names.map_or(Some(*it), |names| names.asked(it)));
        fields.chain(own.of(route)).collect()
    }

    fn asked(self, field: &FormField) -> Option<FormField> {
        match field.name {
            "username" => self.has_username().then_some(*field),
            "email" => self.has_email().then(|| FormField { required: self.needs_email(), ..*field }),
            _ => Some(*field),
        }
    }

    pub(crate) fn needs_email(self) -> bool {
        matches!(self, Self::UsernameAndEmail | Self::Email)
    }
}
