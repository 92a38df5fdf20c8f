//! axe-core checks every page in every state, in light and dark, wide and narrow, and from right to left. A picture of each is
//! saved. The structure for screen readers and the walk of the Tab key are checked on the way.

use crate::chrome::{Browser, JavaScript};
use crate::look::{LOOKS, Look};
use crate::states::{ACCOUNT, BEFORE_SIGN_IN, EMAIL_SIGN_UP, MAIL, Part};
use crate::test_app::TestApp;
use crate::visitor::Visitor;

/// Declares a test for each part of the tour and each language.
macro_rules! tours {
    ($($name:ident: $part:ident in $language:literal)*) => {
        $(#[test]
        #[ignore = "run by cargo xtask test"]
        fn $name() {
            expect_no_problems(&$part, $language);
        })*
    };
}

tours! {
    the_pages_before_the_sign_in_are_accessible: BEFORE_SIGN_IN in "en"
    the_pages_of_letters_are_accessible: MAIL in "en"
    the_pages_of_a_user_are_accessible: ACCOUNT in "en"
    the_pages_of_a_sign_up_by_address_are_accessible: EMAIL_SIGN_UP in "en"
    the_pages_before_the_sign_in_are_accessible_from_right_to_left: BEFORE_SIGN_IN in "ar"
    the_pages_of_letters_are_accessible_from_right_to_left: MAIL in "ar"
    the_pages_of_a_user_are_accessible_from_right_to_left: ACCOUNT in "ar"
    the_pages_of_a_sign_up_by_address_are_accessible_from_right_to_left: EMAIL_SIGN_UP in "ar"
}

fn expect_no_problems(part: &Part, language: &str) {
    let app = TestApp::with(part.variables);
    let visitor = Visitor::reading(language, &app);
    let mut problems = Vec::new();
    for (page, lead) in part.states {
        lead(&visitor);
        problems.extend(match language {
            "en" => inspect(&visitor, page, &LOOKS),
            // The direction is checked in both colours and both widths, but not in each combination.
            _ => inspect(&visitor, &format!("{page}-{language}"), &[LOOKS[0], LOOKS[3]]),
        });
    }
    assert!(problems.is_empty(), "{}: {} problems\n\n{}", part.name, problems.len(), problems.join("\n\n"));
}

/// Returns the problems of the open page in these looks.
fn inspect(browser: &Browser, page: &str, looks: &[Look]) -> Vec<String> {
    let structure = browser.structure_problems();
    let mut problems: Vec<_> = structure.iter().map(|it| format!("{page}: {it}")).collect();
    browser.load_axe();
    problems.extend(looks.iter().flat_map(|it| inspect_as(browser, page, *it)));
    browser.look(LOOKS[0]);
    let walk = browser.walk_problems();
    problems.extend(walk.iter().map(|it| format!("{page}: {it}")));
    problems
}

fn inspect_as(browser: &Browser, page: &str, look: Look) -> Vec<String> {
    browser.look(look);
    browser.keep_picture(page, look);
    let mut problems = browser.accessibility_problems();
    problems.extend(browser.is_too_wide().then(|| "wider than the window".to_owned()));
    problems.iter().map(|it| format!("{page}-{}: {it}", look.name)).collect()
}

#[test]
#[ignore = "run by cargo xtask test"]
fn a_page_with_accessibility_problems_is_found() {
    let browser = Browser::start(JavaScript::On);
    browser.open(
        "data:text/html,<!doctype html><html lang=en><title>x</title><main><h1>x</h1><h1>y</h1><h3>z</h3>\
         <p style='color:gray;background:silver'>pale</p><img src='data:,'><input aria-describedby=none></main>\
         <button style='outline:none'>a</button><button tabindex=1>b</button><button>c</button>",
    );
    let found = [browser.structure_problems(), browser.walk_problems()].concat().join("\n");
    for problem in [
        "2 h1",
        "h3 after h1",
        "no label: <input",
        "no element with the id none",
        "order",
        "no visible focus",
    ] {
        assert!(found.contains(problem), "{problem} is not in {found}");
    }
    browser.load_axe();
    let found = browser.accessibility_problems().concat();
    for rule in ["violation color-contrast:", "violation image-alt:", "violation label:"] {
        assert!(found.contains(rule), "{rule} is not in {found}");
    }
}
