//! The fields of the sign-up form, for the application.

use crate::fields::FormFields;
use std::fmt;

/// The fields of the sign-up form, as a visitor typed them. The application makes the attributes of the new user from it.
///
/// ```
/// use lucerna_core::{Attributes, Column, ColumnError, Row};
/// use lucerna_pages::NewAccount;
/// use lucerna_web::Problem;
///
/// # struct Profile { username: String, city: Option<String> }
/// fn profile(new: &NewAccount<'_>) -> Result<Profile, Problem> {
///     // The field `city` is one of the application's own template.
///     Ok(Profile { username: new.username().to_owned(), city: new.field("city").map(str::to_owned) })
/// }
/// ```
pub struct NewAccount<'a>(&'a FormFields);

impl<'a> NewAccount<'a> {
    pub(crate) fn new(fields: &'a FormFields) -> Self {
        Self(fields)
    }

    /// Returns the name as it was typed, without spaces around it.
    #[must_use]
    pub fn username(&self) -> &'a str {
        self.0.trimmed("username")
    }

    /// Returns the address as it was typed, without spaces around it. It is empty unless the sign-up asks for one. Do not treat
    /// it as the user's: the mailbox is not proven yet.
    #[must_use]
    pub fn email(&self) -> &'a str {
        self.0.trimmed("email")
    }

    /// Returns a field that the application's own template has, such as one of [`PagesBuilder::field`](crate::PagesBuilder::field), and `None` for an empty one. There is none for the password.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'a str> {
        Some(self.0.trimmed(name)).filter(|it| !it.is_empty() && name != "password")
    }
}

/// `Debug` shows only the name.
impl fmt::Debug for NewAccount<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccount").field("username", &self.username()).finish_non_exhaustive()
    }
}
