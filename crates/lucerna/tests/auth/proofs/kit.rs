//! A house in memory: the handle, a clock that is turned, and people who sign in.

use crate::kit::{Head, PASSWORD, TurnedClock, anonymous};
use lucerna::records::RecordTable;
use lucerna::{
    Argon2Cost, Attributes, Auth, AuthBuilder, KeyId, MemoryStore, NewKey, PasswordPool, SameOrigin, Schema,
    Session, SessionCookie, UserId, Verified,
};

/// A user whose name is given once.
#[derive(Attributes, Clone, Debug, PartialEq)]
pub(crate) struct Member {
    #[column(unique, username)]
    pub(crate) username: String,
    #[column(unique)]
    pub(crate) email: Option<String>,
}

pub(crate) struct Home {
    pub(crate) auth: Auth<Member>,
    pub(crate) clock: TurnedClock,
}

pub(crate) fn home() -> Home {
    home_with([], |it| it)
}

pub(crate) fn home_with(
    tables: impl IntoIterator<Item = RecordTable>,
    change: impl FnOnce(AuthBuilder<Member, ()>) -> AuthBuilder<Member, ()>,
) -> Home {
    let schema = Schema::of::<Member>().unwrap().with(tables).unwrap();
    let weak = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    let hasher = PasswordPool::builder().cost(weak).build().unwrap();
    let clock = TurnedClock::default();
    let builder = Auth::builder(MemoryStore::new(schema), hasher, "https://app.example".parse().unwrap());
    Home { auth: change(builder.clock(clock.clone())).build().unwrap(), clock }
}

/// A `POST` from our own page.
pub(crate) fn post() -> Head {
    anonymous().method("POST").with("origin", "https://app.example")
}

/// The same with the cookies of an answer.
pub(crate) fn post_with(cookie: &SessionCookie) -> Head {
    with_cookies(post(), cookie)
}

/// A `GET` with the cookies of an answer.
pub(crate) fn get_with(cookie: &SessionCookie) -> Head {
    with_cookies(anonymous(), cookie)
}

fn with_cookies(head: Head, cookie: &SessionCookie) -> Head {
    let pairs: Vec<_> = cookie.header_values().filter_map(|it| it.split(';').next()).collect();
    head.with("cookie", pairs.join("; "))
}

pub(crate) fn member(name: &str) -> Member {
    Member { username: name.to_owned(), email: None }
}

impl Home {
    /// A new user, with this name and the usual password.
    pub(crate) async fn user(&self, name: &str) -> UserId {
        self.auth.sign_up(member(name), PASSWORD).await.unwrap().user.id
    }

    pub(crate) async fn verify(&self, name: &str) -> Verified {
        self.auth.verify_password(&KeyId::username(name), PASSWORD).await.unwrap()
    }

    /// A browser in which this user signs in.
    pub(crate) async fn sign_in(&self, name: &str) -> SessionCookie {
        let verified = self.verify(name).await;
        self.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap()
    }

    pub(crate) async fn session(&self, cookie: &SessionCookie) -> Option<Session<Member>> {
        self.auth.authenticate(&get_with(cookie)).await.unwrap()
    }

    pub(crate) async fn key(&self, user: &UserId, provider: &str, subject: &str) -> KeyId {
        let id = KeyId::new(provider, subject).unwrap();
        self.auth.danger_create_key(user, NewKey::without_password(id.clone())).await.unwrap();
        id
    }
}
