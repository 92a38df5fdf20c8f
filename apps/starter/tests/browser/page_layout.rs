//! The position of the card: near the middle of a desktop window, and at the top of a phone's.

use crate::chrome::{Browser, JavaScript};
use crate::look::LOOKS;
use crate::test_app::TestApp;

/// Returns the space above and below the contents, as parts of the window's height.
const SPACE: &str = "
const top = document.querySelector('header').getBoundingClientRect().top;
const bottom = document.querySelector('main').getBoundingClientRect().bottom;
return [top / innerHeight, (innerHeight - bottom) / innerHeight];";

#[test]
#[ignore = "run by cargo xtask test"]
fn the_card_is_near_the_middle_and_on_a_phone_at_the_top() {
    let app = TestApp::start();
    let browser = Browser::start(JavaScript::On);
    browser.open(&app.url("/forgot"));
    for look in LOOKS {
        browser.look(look);
        let (above, below): (f64, f64) = browser.script(SPACE);
        if look.name.ends_with("narrow") {
            assert!(above < 0.05, "{}: {above} above", look.name);
        } else {
            assert!(above > 0.15 && above < below && below < 2.0 * above, "{}: {above}, {below}", look.name);
        }
    }
}
