//! `APP_NAME`: the product's name on every page.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, ReplyExt, Starter};

#[test]
fn every_page_has_the_name_of_the_product_as_text() {
    let starter = Starter::with(&[("APP_NAME", "Tom & <b>Jerry</b>")]);
    let cookie = starter.sign_up("Alice");
    for (page, title) in [
        (starter.get("/login").send(), "Sign in"),
        (starter.get("/signup").send(), "Sign up"),
        (starter.get("/").cookie(&cookie).send(), "Profile"),
        (starter.post("/login").user("nobody").send(), "Error: Sign in"),
        (starter.post("/signup").user("Alice").send(), "Error: Sign up"),
        (starter.get("/nothing").send(), "Page not found"),
        (starter.foreign_post("/login").send(), "Request blocked"),
    ] {
        let escaped = "Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;";
        assert!(page.is_page() && !page.says("<b>") && !page.says("Lucerna"), "{page:?}");
        assert!(page.says(&format!("<title>{title} · {escaped}</title>")), "{page:?}");
        assert!(page.says(&format!("<span>{escaped}</span></a>")), "{page:?}");
    }
    assert!(starter.directory.out().starts_with("Tom & <b>Jerry</b> is running at http://"));
}

#[test]
fn by_default_the_name_is_lucerna() {
    for blank in ["", " ", "\r\n"] {
        let starter = Starter::with(&[("APP_NAME", blank)]);
        assert!(starter.get("/login").send().says("<title>Sign in · Lucerna</title>"));
    }
}

#[test]
fn a_name_with_control_characters_is_refused() {
    let directory = AppDirectory::new();
    for name in ["My\nShop", "My\u{1b}[31mShop"] {
        let mut command = directory.command();
        command.env("APP_NAME", name);
        let advice = "cannot be used: it must be a name on one line, such as My Shop";
        assert_eq!(directory.fail(command), (2, format!("APP_NAME={name:?} {advice}")));
    }
}
