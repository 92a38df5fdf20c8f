//! The style, the script and the logo of the pages.

use bytes::Bytes;
use std::hash::{DefaultHasher, Hash, Hasher};

const STYLE: &str = include_str!("../assets/pages.css");
pub(crate) const SCRIPT: &str = include_str!("../assets/pages.js");
const LOGO: &str = include_str!("../assets/logo.svg");

/// The files, with the application's own style and logo.
pub(crate) struct Assets {
    style: Bytes,
    logo: Bytes,
    /// A part of the files' addresses that changes with their content.
    version: String,
}

impl Assets {
    /// Adds the application's style after that of the pages, and its logo in place of Lucerna's.
    pub(crate) fn new(own_style: &str, own_logo: Option<String>) -> Self {
        let style = format!("{STYLE}{own_style}");
        let logo = own_logo.unwrap_or_else(|| LOGO.to_owned());
        let mut hasher = DefaultHasher::new();
        (&style, &logo, SCRIPT).hash(&mut hasher);
        Self { version: format!("{:016x}", hasher.finish()), style: style.into(), logo: logo.into() }
    }

    pub(crate) fn style(&self) -> Bytes {
        self.style.clone()
    }

    pub(crate) fn logo(&self) -> Bytes {
        self.logo.clone()
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }
}
