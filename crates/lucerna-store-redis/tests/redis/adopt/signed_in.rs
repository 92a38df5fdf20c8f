//! Browsers and bearers that were signed in with Lucia.

use super::kit::{Everything, everywhere, past, schema, token};
use crate::place::HOUR;
use lucerna_core::{AdoptedCookie, Auth, NewUserRecord, RequestHead, Row, Split, UserRecord, UserStore};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::PlainHasher;

struct Browser(String);

impl RequestHead for Browser {
    fn method(&self) -> &str {
        "GET"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        (name == "cookie").then_some(self.0.as_bytes()).into_iter()
    }
}

#[tokio::test]
async fn whoever_was_signed_in_stays_so_unless_they_are_no_user() {
    for mut lucia in everywhere().await {
        for (user, name) in [("alice", "a"), ("nobody", "n")] {
            lucia.sign_in(user, &token(name), HOUR).await;
        }
        lucia.write("alice", &token("dead"), "", [1, past()]).await;
        assert_eq!(lucia.adopt().await.sessions, 2, "whether there is a user is not asked");

        let users = MemoryStore::new(schema());
        let alice = UserRecord { id: "alice".into(), attributes: Row::new() };
        users.insert_user(NewUserRecord { user: alice, key: None }).await.unwrap();
        let store = Split::new(users, lucia.open().await);
        let auth: Auth<(), Everything> =
            Auth::builder(store, PlainHasher::default(), "https://app.example".parse().unwrap())
                .build()
                .unwrap();
        let visit = async |name: &str| {
            let old = Browser(format!("auth_session={}", token(name)));
            let exchanged = auth.exchange_adopted(&AdoptedCookie::default(), &old).await.unwrap()?;
            auth.authenticate(&Browser(exchanged.request_cookie().to_owned())).await.unwrap()
        };
        let session = visit("a").await.unwrap();
        assert_eq!(session.user.id.as_str(), "alice");
        assert!(session.renewed, "it was idle");
        assert!(visit("n").await.is_none() && visit("dead").await.is_none());
        let _cookie = auth.end_session(&session.id).await.unwrap();
        assert!(visit("a").await.is_none());
        lucia.adopt().await;
        assert!(visit("a").await.is_none(), "what ended does not come back");
    }
}
