//! The pictures of the pages that the documents show, in `docs/pictures`; `cargo xtask pictures` renews them. The tests of
//! `accessibility` take pictures of every page in every state and look.

use crate::actions::{NOT_FOUND, PASSWORD, UNAUTHORIZED, UNPROCESSABLE};
use crate::chrome::{Browser, JavaScript, until, wait};
use crate::test_app::TestApp;
use crate::visitor::Visitor;
use data_encoding::BASE64;
use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use thirtyfour::cdp::domains::page::{CaptureScreenshot, ImageFormat};

const USERNAME: &str = "anna.karenina";
const ADDRESS: &str = "anna@example.com";

/// The size limit of a picture in bytes, so that a page with several loads quickly on a slow line.
const LARGEST: usize = 60_000;

/// The steps to a page from the page before it.
type Lead = fn(&Visitor<'_>);

const PAGES: &[(&str, Lead)] = &[
    ("sign-up", |it| it.go("/signup")),
    ("sign-up-error", |it| {
        it.send_refused("/signup", &[("username", USERNAME), ("password", "short")], UNPROCESSABLE);
    }),
    ("confirm-address", |it| {
        it.go("/signup");
        it.send(&[("username", USERNAME), ("email", ADDRESS), ("password", PASSWORD)]);
    }),
    ("addresses", |it| it.type_code(ADDRESS, "/account/email/confirm")),
    ("profile", |it| it.go("/account")),
    ("devices", |it| {
        it.become_another_browser();
        it.sign_in(USERNAME, PASSWORD);
        it.go("/account/devices");
    }),
    ("activity", |it| it.go("/account/activity")),
    ("delete", |it| it.go("/account/delete")),
    ("sign-in", |it| {
        it.become_another_browser();
        it.go("/login");
    }),
    ("sign-in-error", |it| {
        it.send_refused(
            "/login",
            &[("username", USERNAME), ("password", "wrong horse battery")],
            UNAUTHORIZED,
        );
    }),
    ("reset", |it| {
        it.go("/forgot");
        it.send(&[("email", ADDRESS)]);
        it.open_link(ADDRESS, "/reset");
    }),
    ("not-found", |it| it.go_refused("/no-such-page", NOT_FOUND)),
];

/// The pages of the picture in the README, in its order.
const OVERVIEW: [&str; 4] = ["sign-in", "profile", "devices", "not-found"];

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

impl Browser {
    /// Takes a picture of the open page, in Base64.
    fn picture(&self, frame: &Frame, quality: u32) -> String {
        let cdp = self.driver.cdp();
        self.prefer(if frame.dark { "dark" } else { "light" });
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
        self.picture(&Frame { size: ROW, mobile: false, ..*frame }, 55)
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
    let app = TestApp::start();
    let visitor = Visitor::new(&app, JavaScript::On);
    let keep = |name: &str, frame: &Frame, picture: &str| {
        let path = directory.join(format!("{name}-{}.webp", frame.name));
        fs::write(path, BASE64.decode(picture.as_bytes()).unwrap()).unwrap();
    };
    let mut tiles = HashMap::new();
    for (page, lead) in PAGES {
        lead(&visitor);
        for frame in [LIGHT, DARK, PHONE] {
            keep(page, &frame, &visitor.picture(&frame, 75));
        }
        for frame in [TILE, DARK_TILE] {
            tiles.insert((*page, frame.name), visitor.picture(&frame, 95));
        }
    }
    for frame in [TILE, DARK_TILE] {
        let row = OVERVIEW.map(|page| tiles.remove(&(page, frame.name)).unwrap());
        keep("pages", &frame, &visitor.overview(&row, &frame));
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
