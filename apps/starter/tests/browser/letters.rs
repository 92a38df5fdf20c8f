//! The letters at `/dev/mail`.

use crate::chrome::until;
use crate::test_app::TestApp;
use lucerna_testkit::web::Request;

/// A letter with a link, and in some letters a code.
#[derive(Debug)]
pub(crate) struct Letter {
    /// The path of the link, with its query.
    pub(crate) link: String,
    pub(crate) code: String,
}

impl TestApp {
    /// Waits for a letter whose link opens this page, and returns the newest.
    pub(crate) fn letter(&self, to: &str, page: &str) -> Letter {
        let start = self.url(&format!("{page}?link="));
        until(&format!("a letter to {to} with {page}"), || {
            let list = self.read("/dev/mail");
            let rows = list.split("<li>").skip(1).filter(|it| it.contains(&format!("To {to},")));
            rows.map(|it| self.read(between(it, "href=\"", "\""))).find_map(|it| {
                let (_, secret) = it.split_once(&format!("href=\"{start}"))?;
                let link = format!("{page}?link={}", secret.split('"').next()?);
                let is_code = |it: &&str| {
                    it.replace(' ', "").len() == 8 && it.chars().all(|it| it == ' ' || it.is_ascii_digit())
                };
                let code = it.lines().map(str::trim).find(is_code).unwrap_or_default().to_owned();
                Some(Letter { link, code })
            })
        })
    }

    fn read(&self, path: &str) -> String {
        let reply = Request::new(self.address(), "GET", path).send();
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        reply.body
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split(end).next().unwrap()
}
