//! The error of building the pages.

use lucerna_core::MissingTable;
use std::error::Error as StdError;
use std::fmt;

/// The error of [`PagesBuilder::build`](crate::PagesBuilder::build). Its text says what to change.
///
/// ```
/// use lucerna_pages::PagesError;
///
/// assert_eq!(PagesError::BasePath.to_string(), "the base path must be a path such as /notes, without a slash at its end");
/// ```
#[non_exhaustive]
pub enum PagesError {
    /// The base path is not a path.
    BasePath,
    /// The `Auth` redirects to another path than that of the pages.
    Path {
        /// The method of `AuthBuilder` that sets the path.
        method: &'static str,
        /// The path of the page.
        expected: String,
    },
    /// The links of letters lead elsewhere than to the pages.
    Links {
        /// The base path of the pages.
        base: String,
    },
    /// The sign-up asks for addresses, and the pages have no mail.
    Mail,
    /// The store was opened without the [`tables`](crate::tables).
    Table(MissingTable),
    /// The name of a field of the sign-up is not plain, or is in use.
    Field(&'static str),
    /// The logo is not the text of an SVG file.
    Logo,
    /// A template cannot be parsed, or is not right.
    Template(String),
    /// A text or a language tag cannot be read, or no page shows it.
    Texts(String),
}

lucerna_core::debug_as_display!(PagesError);

impl fmt::Display for PagesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BasePath => {
                f.write_str("the base path must be a path such as /notes, without a slash at its end")
            }
            Self::Path { method, expected } => {
                write!(f, "the pages are elsewhere: write Auth::builder(…).{method}({expected:?})")
            }
            Self::Links { base } => write!(
                f,
                "the links of letters lead elsewhere: write MailBuilder::pages(MailPages::below({base:?}))"
            ),
            Self::Mail => f.write_str("a sign-up with addresses needs mail: write PagesBuilder::mail(mail)"),
            Self::Table(error) => error.fmt(f),
            Self::Field(name) => {
                write!(
                    f,
                    "the field {name:?} needs another name, of small letters, digits and _, that the sign-up does not have"
                )
            }
            Self::Logo => {
                f.write_str("the logo must be the text of an SVG file, which begins with <svg or <?xml")
            }
            Self::Template(error) => write!(f, "a template cannot be used: {error}"),
            Self::Texts(error) => write!(f, "the texts cannot be used: {error}"),
        }
    }
}

impl StdError for PagesError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Table(error) => error.source(),
            _ => None,
        }
    }
}

impl From<MissingTable> for PagesError {
    fn from(error: MissingTable) -> Self {
        Self::Table(error)
    }
}
