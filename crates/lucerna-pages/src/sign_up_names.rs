//! The names that visitors sign up with.

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

    pub(crate) fn needs_email(self) -> bool {
        matches!(self, Self::UsernameAndEmail | Self::Email)
    }
}
