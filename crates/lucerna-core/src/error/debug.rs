//! `Debug` for errors that end a program: `fn main() -> Result<(), Box<dyn Error>>`.

use std::error::Error;
use std::fmt;

/// Implements `Debug` with the text of `Display` and its causes, so that an error that ends a program is readable.
#[doc(hidden)]
#[macro_export]
macro_rules! debug_as_display {
    ($($error:ty),+) => {
        $(impl ::core::fmt::Debug for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::write_with_causes(self, f)
            }
        })+
    };
}

/// Writes an error and its causes. A cause that repeats earlier text is left out.
#[doc(hidden)]
pub fn write_with_causes(error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut written = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !written.contains(&text) {
            written = format!("{written}: {text}");
        }
        cause = error.source();
    }
    f.write_str(&written)
}
