//! The pages to which links lead.

use crate::Purpose;

/// The paths of the pages to which the links of messages lead. Each link has the query field `link`.
///
/// ```
/// use lucerna_mail::{MailPages, Purpose};
///
/// let pages = MailPages::default().reset("/forgot/new");
/// assert_eq!(pages.path(Purpose::Reset), "/forgot/new");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailPages {
    verify: String,
    reset: String,
    sign_in: String,
    address: String,
    undo: String,
    report: String,
}

impl Default for MailPages {
    fn default() -> Self {
        Self {
            verify: "/verify".to_owned(),
            reset: "/reset".to_owned(),
            sign_in: "/login/link".to_owned(),
            address: "/account/email/confirm".to_owned(),
            undo: "/account/email/undo".to_owned(),
            report: "/account/report".to_owned(),
        }
    }
}

impl MailPages {
    /// Returns the default pages below a base path, such as `/notes`. An empty path changes nothing.
    ///
    /// ```
    /// use lucerna_mail::{MailPages, Purpose};
    ///
    /// assert_eq!(MailPages::below("/notes").path(Purpose::Reset), "/notes/reset");
    /// assert_eq!(MailPages::below(""), MailPages::default());
    /// ```
    #[must_use]
    pub fn below(base: &str) -> Self {
        let own = Self::default();
        let of = |path: &str| absolute(&format!("{}{path}", base.trim_end_matches('/')));
        Self {
            verify: of(&own.verify),
            reset: of(&own.reset),
            sign_in: of(&own.sign_in),
            address: of(&own.address),
            undo: of(&own.undo),
            report: of(&own.report),
        }
    }

    /// Sets the page that verifies an address. Default: `/verify`.
    #[must_use]
    pub fn verify(self, path: &str) -> Self {
        Self { verify: absolute(path), ..self }
    }

    /// Sets the page that asks for a new password. Default: `/reset`.
    #[must_use]
    pub fn reset(self, path: &str) -> Self {
        Self { reset: absolute(path), ..self }
    }

    /// Sets the page that signs in. Default: `/login/link`.
    #[must_use]
    pub fn sign_in(self, path: &str) -> Self {
        Self { sign_in: absolute(path), ..self }
    }

    /// Sets the page that confirms a new address. Default: `/account/email/confirm`.
    #[must_use]
    pub fn address(self, path: &str) -> Self {
        Self { address: absolute(path), ..self }
    }

    /// Sets the page that undoes a change of address. Default: `/account/email/undo`.
    #[must_use]
    pub fn undo(self, path: &str) -> Self {
        Self { undo: absolute(path), ..self }
    }

    /// Sets the page on which users say that a change or a sign-in was not theirs. Default: `/account/report`.
    #[must_use]
    pub fn report(self, path: &str) -> Self {
        Self { report: absolute(path), ..self }
    }

    /// Returns the path of the page for this purpose.
    #[must_use]
    pub fn path(&self, purpose: Purpose) -> &str {
        match purpose {
            Purpose::Verify => &self.verify,
            Purpose::Reset => &self.reset,
            Purpose::SignIn => &self.sign_in,
            Purpose::Address => &self.address,
            Purpose::Undo => &self.undo,
            Purpose::Report => &self.report,
        }
    }
}

fn absolute(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}
