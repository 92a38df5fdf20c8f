//! The looks of a page, light and dark, wide and narrow, and a picture of each.

use crate::chrome::{Browser, wait};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use thirtyfour::cdp::domains::emulation::{MediaFeature, SetEmulatedMedia};

/// A colour scheme and a width of the window.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) name: &'static str,
    scheme: &'static str,
    narrow: bool,
}

pub(crate) const LOOKS: [Look; 4] = [
    Look { name: "light", scheme: "light", narrow: false },
    Look { name: "dark", scheme: "dark", narrow: false },
    Look { name: "light-narrow", scheme: "light", narrow: true },
    Look { name: "dark-narrow", scheme: "dark", narrow: true },
];

/// The window of a small phone, held upright.
const NARROW: (u32, u32) = (360, 740);

impl Browser {
    pub(crate) fn look(&self, look: Look) {
        self.prefer(look.scheme);
        let cdp = self.driver.cdp();
        let (width, height) = NARROW;
        if look.narrow {
            wait(cdp.emulation().set_device_metrics_override(width, height, 2.0, true));
        } else {
            wait(cdp.emulation().clear_device_metrics_override());
        }
    }

    /// Sets the preferred colours. Transitions are off, since a picture in the middle of one has colours that no user reads.
    pub(crate) fn prefer(&self, scheme: &str) {
        let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
        let feature = |(name, value): (&str, &str)| MediaFeature { name: name.into(), value: value.into() };
        let features = Some(features.map(feature).into());
        wait(self.driver.cdp().send(SetEmulatedMedia { media: None, features }));
    }

    /// Returns true if the page is wider than the window.
    pub(crate) fn is_too_wide(&self) -> bool {
        self.script("return document.documentElement.scrollWidth > window.innerWidth")
    }

    /// Saves a picture of the window.
    pub(crate) fn keep_picture(&self, page: &str, look: Look) {
        let directory = artifacts();
        fs::create_dir_all(&directory).unwrap();
        wait(self.driver.screenshot(&directory.join(format!("{page}-{}.png", look.name))));
    }
}

fn artifacts() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/browser/artifacts");
    env::var_os("BROWSER_ARTIFACTS").map_or_else(usual, PathBuf::from)
}
