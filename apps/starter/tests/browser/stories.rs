//! The stories of users, each with JavaScript and without.

/// Declares two tests for each story.
macro_rules! with_and_without_javascript {
    ($($story:ident)*) => {
        mod with_javascript {
            $(#[test]
            #[ignore = "run by cargo xtask test"]
            fn $story() {
                super::$story(crate::chrome::JavaScript::On);
            })*
        }

        mod without_javascript {
            $(#[test]
            #[ignore = "run by cargo xtask test"]
            fn $story() {
                super::$story(crate::chrome::JavaScript::Off);
            })*
        }
    };
}

mod addresses;
mod data;
mod devices;
mod mail;
mod passwords;
mod sign_up;
