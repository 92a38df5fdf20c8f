//! The letters of a starter, as its page `/dev/mail` shows them.

use super::{PASSWORD, ReplyExt, Starter, eventually};

impl Starter {
    /// Signs up with an address, and returns the session's cookie. A letter to confirm the address is on its way.
    pub(crate) fn sign_up_with(&self, username: &str, address: &str) -> String {
        let fields = format!("username={username}&password={PASSWORD}&email={address}");
        let reply = self.post("/signup").form(fields.replace(' ', "+")).send();
        assert!(reply.goes_to("/account/email/confirm"), "{reply:?}");
        reply.cookie().unwrap()
    }

    /// Waits for a letter with a link to this page, and returns the value of the link's only field.
    pub(crate) fn link_to(&self, page: &str) -> String {
        self.link_of("", page)
    }

    /// Waits for a letter to this address with a link to this page, and returns the value of the link's only field.
    pub(crate) fn link_of(&self, address: &str, page: &str) -> String {
        let start = format!("href=\"{}{page}?link=", self.origin);
        eventually("the letter is there", || {
            let list = self.get("/dev/mail").send().body;
            let letters = list.split("href=\"/dev/mail/").skip(1).map(|it| it.split('"').next().unwrap());
            letters.filter(|it| *it != "style.css").find_map(|it| {
                let letter = self.get(&format!("/dev/mail/{it}")).send().body;
                let (_, rest) = letter.split_once(&start).filter(|_| letter.contains(address))?;
                Some(rest.split('"').next().unwrap().to_owned())
            })
        })
    }
}
