//! The test application in memory: `Auth`, a clock that the test sets, and users who sign in.

use crate::kit::{DayClock, PASSWORD, TestHead, anonymous};
use lucerna::records::RecordTable;
use lucerna::{
    Argon2Cost, Attributes, Auth, AuthBuilder, KeyId, MemoryStore, NewKey, PasswordPool, SameOrigin, Schema,
    Session, SessionCookie, UserId, Verified,
};

/// Attributes whose username is also the key.
#[derive(Attributes, Clone, Debug, PartialEq)]
pub(crate) struct MemberProfile {
    #[column(unique, username)]
    pub(crate) username: String,
    #[column(unique)]
    pub(crate) email: Option<String>,
}

pub(crate) struct MemoryApp {
    pub(crate) auth: Auth<MemberProfile>,
    pub(crate) clock: DayClock,
}

pub(crate) fn memory_app() -> MemoryApp {
    memory_app_with([], |it| it)
}

pub(crate) fn memory_app_with(
    tables: impl IntoIterator<Item = RecordTable>,
    change: impl FnOnce(AuthBuilder<MemberProfile, ()>) -> AuthBuilder<MemberProfile, ()>,
) -> MemoryApp {
    let schema = Schema::of::<MemberProfile>().unwrap().with(tables).unwrap();
    let weak = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    let hasher = PasswordPool::builder().cost(weak).build().unwrap();
    let clock = DayClock::default();
    let builder = Auth::builder(MemoryStore::new(schema), hasher, "https://app.example".parse().unwrap());
    MemoryApp { auth: change(builder.clock(clock.clone())).build().unwrap(), clock }
}

/// Returns a `POST` from the application's own page.
pub(crate) fn post() -> TestHead {
    anonymous().method("POST").with("origin", "https://app.example")
}

/// Returns the same request with the cookies of a response.
pub(crate) fn post_with(cookie: &SessionCookie) -> TestHead {
    with_cookies(post(), cookie)
}

/// Returns a `GET` with the cookies of a response.
pub(crate) fn get_with(cookie: &SessionCookie) -> TestHead {
    with_cookies(anonymous(), cookie)
}

fn with_cookies(head: TestHead, cookie: &SessionCookie) -> TestHead {
    let pairs: Vec<_> = cookie.header_values().filter_map(|it| it.split(';').next()).collect();
    head.with("cookie", pairs.join("; "))
}

pub(crate) fn member(name: &str) -> MemberProfile {
    MemberProfile { username: name.to_owned(), email: None }
}

impl MemoryApp {
    /// Signs up a user with this name and the usual password.
    pub(crate) async fn user(&self, name: &str) -> UserId {
        self.auth.sign_up(member(name), PASSWORD).await.unwrap().user.id
    }

    pub(crate) async fn verify(&self, name: &str) -> Verified {
        self.auth.verify_password(&KeyId::username(name), PASSWORD).await.unwrap()
    }

    /// Signs the user in with a new browser.
    pub(crate) async fn sign_in(&self, name: &str) -> SessionCookie {
        let verified = self.verify(name).await;
        self.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap()
    }

    pub(crate) async fn session(&self, cookie: &SessionCookie) -> Option<Session<MemberProfile>> {
        self.auth.authenticate(&get_with(cookie)).await.unwrap()
    }

    pub(crate) async fn key(&self, user: &UserId, provider: &str, subject: &str) -> KeyId {
        let id = KeyId::new(provider, subject).unwrap();
        self.auth.danger_create_key(user, NewKey::without_password(id.clone())).await.unwrap();
        id
    }
}
