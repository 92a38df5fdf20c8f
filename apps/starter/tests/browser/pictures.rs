//! The pictures of the pages that the documents show, in `docs/pictures`; `cargo xtask pictures` renews them.

use crate::actions::{NOT_FOUND, PASSWORD, UNAUTHORIZED, UNPROCESSABLE};
use crate::chrome::{Browser, JavaScript, until, wait};
use crate::test_app::TestApp;
use data_encoding::BASE64;
use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use thirtyfour::cdp::domains::emulation::{MediaFeature, SetEmulatedMedia};
use thirtyfour::cdp::domains::page::{CaptureScreenshot, ImageFormat};

const USERNAME: &str = "anna.karenina";

/// The size limit of a picture in bytes, so that a page with several loads quickly on a slow line.
const LARGEST: usize = 60_000;

/// The steps to a page from the page before it.
type Lead = fn(&Tour);

const PAGES: &[(&str, Lead)] = &[
    ("sign-up", |it| it.browser.open(&it.app.url("/signup"))),
    ("sign-up-error", Tour::choose_a_short_password),
    ("profile", Tour::sign_up),
    ("sign-in", Tour::sign_out),
    ("sign-in-error", Tour::enter_a_wrong_password),
    ("not-found", |it| it.browser.open_refused(&it.app.url("/no-such-page"), NOT_FOUND)),
];

/// The four pages of the picture in the README, in its order.
const OVERVIEW: [&str; 4] = ["sign-up", "sign-in-error", "profile", "not-found"];

struct Frame {
    name: &'static str,
    dark: bool,
    size: (u32, u32),
    mobile: bool,
}

const LIGHT: Frame = Frame { name: "light", dark: false, size: (800, 700), mobile: false };
const DARK: Frame = Frame { name: "dark", dark: true, ..LIGHT };
const PHONE: Frame = Frame { name: "phone", size: (360, 740), mobile: true, ..LIGHT };

/// The frame of a tile: four stand in a row, each at two thirds of its size.
const TILE: Frame = Frame { name: "light", size: (360, 640), ..PHONE };
const DARK_TILE: Frame = Frame { name: "dark", dark: true, ..TILE };
const ROW: (u32, u32) = (4 * 240 + 5 * 16, 427 + 2 * 16);

/// The style of the row. It is transparent between its tiles, to suit a page of any colour.
const STYLE: &str = "<style>
body { display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px; margin: 0; padding: 16px }
img { display: block; box-sizing: border-box; width: 100%; border: 1px solid #8c827580; border-radius: 12px }
</style>";

struct Tour {
    app: TestApp,
    browser: Browser,
}

impl Tour {
    fn choose_a_short_password(&self) {
        self.browser.open(&self.app.url("/signup"));
        let () = self.browser.script("document.forms[0].noValidate = true");
        self.browser.fill_in(USERNAME, "short");
        self.browser.enter_refused(UNPROCESSABLE);
    }

    fn sign_up(&self) {
        self.browser.open(&self.app.url("/signup"));
        self.browser.fill_in(USERNAME, PASSWORD);
        self.browser.enter();
    }

    fn sign_out(&self) {
        self.browser.tab_to("Sign out");
        self.browser.enter();
    }

    fn enter_a_wrong_password(&self) {
        self.browser.fill_in(USERNAME, "wrong horse battery");
        self.browser.enter_refused(UNAUTHORIZED);
    }
}

impl Browser {
    /// Takes a picture of the open page, in Base64.
    fn picture(&self, frame: &Frame, quality: u32) -> String {
        let cdp = self.driver.cdp();
        let scheme = if frame.dark { "dark" } else { "light" };
        let scheme = MediaFeature { name: "prefers-color-scheme".to_owned(), value: scheme.to_owned() };
        wait(cdp.send(SetEmulatedMedia { media: None, features: Some(vec![scheme]) }));
        let (width, height) = frame.size;
        wait(cdp.emulation().set_device_metrics_override(width, height, 2.0, frame.mobile));
        let format = Some(ImageFormat::Webp);
        let capture = CaptureScreenshot { format, quality: Some(quality), ..CaptureScreenshot::default() };
        wait(cdp.send(capture)).data
    }

    /// Returns one picture of several tiles in a row.
    fn overview(&self, tiles: &[String], frame: &Frame) -> String {
        self.open("about:blank");
        let images: String =
            tiles.iter().map(|it| format!("<img src='data:image/webp;base64,{it}'>")).collect();
        let html = format!("{STYLE}{images}");
        let () = wait(self.driver.execute("document.body.innerHTML = arguments[0]", vec![html.into()]))
            .convert()
            .unwrap();
        let shown = "return [...document.images].every(it => it.complete && it.naturalWidth > 0)";
        until("the tiles", || self.script::<bool>(shown).then_some(()));
        let clear = HashMap::from([("color", HashMap::from([("r", 0), ("g", 0), ("b", 0), ("a", 0)]))]);
        wait(self.driver.cdp().send_raw("Emulation.setDefaultBackgroundColorOverride", clear));
        self.picture(&Frame { size: ROW, mobile: false, ..*frame }, 75)
    }
}

#[test]
#[ignore = "run by cargo xtask test"]
fn the_documents_have_a_small_picture_of_every_page() {
    let directory = directory();
    fs::remove_dir_all(&directory).ok();
    fs::create_dir_all(&directory).unwrap();
    take_all(&directory);
    assert_eq!(names(&directory), names(&documents()), "run `cargo xtask pictures`");
    let large = names(&directory).into_iter().filter(|it| size(&directory.join(it)) > LARGEST);
    assert_eq!(large.collect::<Vec<_>>(), [""; 0]);
}

fn take_all(directory: &Path) {
    let tour = Tour { app: TestApp::start(), browser: Browser::start(JavaScript::On) };
    let keep = |name: &str, frame: &Frame, picture: &str| {
        let path = directory.join(format!("{name}-{}.webp", frame.name));
        fs::write(path, BASE64.decode(picture.as_bytes()).unwrap()).unwrap();
    };
    let mut tiles = HashMap::new();
    for (page, lead) in PAGES {
        lead(&tour);
        for frame in [LIGHT, DARK, PHONE] {
            keep(page, &frame, &tour.browser.picture(&frame, 85));
        }
        for frame in [TILE, DARK_TILE] {
            tiles.insert((*page, frame.name), tour.browser.picture(&frame, 95));
        }
    }
    for frame in [TILE, DARK_TILE] {
        let row = OVERVIEW.map(|page| tiles.remove(&(page, frame.name)).unwrap());
        keep("pages", &frame, &tour.browser.overview(&row, &frame));
    }
}

fn size(path: &Path) -> usize {
    fs::read(path).unwrap().len()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap().map(|it| it.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|it| it.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn directory() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/browser/pictures");
    env::var_os("BROWSER_PICTURES").map_or_else(usual, PathBuf::from)
}

fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures")
}
