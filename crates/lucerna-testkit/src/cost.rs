//! What the calls of a store cost.

use crate::PlainHasher;
use lucerna_core::{
    Auth, Column, Expiry, KeyId, KeyRecord, LastKey, NewKey, NewUserRecord, Origin, PasswordHash,
    PasswordProof, RequestHead, Row, Schema, SessionId, SessionRecord, SessionStart, Store, Timestamp,
    UserRecord,
};
use std::future::Future;

/// What each call of a store, a sign-in in the place of an older session, and recognising who signed in cost, in whatever
/// is counted, such as round trips to a server. Everything is done once before, so that statements are prepared.
///
/// The store has to be empty.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::costs;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let trips = || 0; // such as those that a proxy in front of the server has seen
/// let costs = costs(async |schema| MemoryStore::new(schema), trips).await;
/// assert!(costs.contains(&("find_session_and_user", 0)) && costs.contains(&("signing in", 0)));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics
/// If a call fails.
pub async fn costs<S: Store + Clone>(
    open: impl AsyncFnOnce(Schema) -> S,
    count: impl Fn() -> u64,
) -> Vec<(&'static str, u64)> {
    let store = open(Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap()).await;
    of_calls(&store, &count).await;
    let mut costs = of_calls(&store, &count).await;
    costs.extend(of_signing_in(store, &count).await);
    costs
}

const NOW: Timestamp = Timestamp::from_unix_millis(4_102_444_800_000);

async fn of_calls(store: &impl Store, count: &impl Fn() -> u64) -> Vec<(&'static str, u64)> {
    let (alice, user) = ("alice".into(), UserRecord { id: "alice".into(), attributes: named("alice") });
    let KeyRecord { id: username, password_hash, .. } = key("alice");
    let proof = password_hash.map(|hash| PasswordProof { key: username.clone(), hash });
    let start = SessionStart { session: session("b"), proof, replaces: Some(id("a")) };
    let expiry = session("b").expiry;
    let cost = Cost(count);
    vec![
        cost.of("insert_user", store.insert_user(NewUserRecord { user, key: Some(key("alice")) })).await,
        cost.of("find_user", store.find_user(&alice)).await,
        cost.of("update_user", store.update_user(&alice, named("Alice"))).await,
        cost.of("insert_key", store.insert_key(key("b"))).await,
        cost.of("find_key", store.find_key(&username)).await,
        cost.of("find_user_keys", store.find_user_keys(&alice)).await,
        cost.of("insert_session", store.insert_session(session("a"))).await,
        cost.of("start_session", store.start_session(start)).await,
        cost.of("find_session_and_user", store.find_session_and_user(&id("b"), NOW)).await,
        cost.of("find_session", store.find_session(&id("b"), NOW)).await,
        cost.of("find_user_sessions", store.find_user_sessions(&alice, NOW)).await,
        cost.of("renew_session", store.renew_session(&id("b"), expiry)).await,
        cost.of("rename_session", store.rename_session(&id("b"), &id("c"))).await,
        cost.of("delete_session", store.delete_session(&id("c"))).await,
        cost.of("delete_user_sessions", store.delete_user_sessions(&alice, None)).await,
        cost.of("delete_dead_sessions", store.delete_dead_sessions(NOW)).await,
        cost.of("set_password_hash", store.set_password_hash(&username, None)).await,
        cost.of("delete_key", store.delete_key(&username, LastKey::Keep)).await,
        cost.of("delete_user", store.delete_user(&alice)).await,
    ]
}

/// The last of three: the first has no older session, and the second prepares what ends it.
async fn of_signing_in(store: impl Store, count: &impl Fn() -> u64) -> [(&'static str, u64); 2] {
    let origin: Origin = "https://example.com".parse().unwrap();
    let auth: Auth<Row> = Auth::builder(store, PlainHasher, origin).build().unwrap();
    auth.create_user(NewKey::username("alice", PASSWORD), named("alice")).await.unwrap();
    let mut request = Head(String::new());
    let mut costs = [("signing in", 0), ("authenticating", 0)];
    for _ in 0..3 {
        let before = count();
        let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
        let set = auth.start_session(verified, auth.check_origin(&request).unwrap()).await.unwrap();
        let signed_in = count();
        request = Head(set.header_value().split(';').next().unwrap_or_default().to_owned());
        assert!(auth.authenticate(&request).await.unwrap().is_some());
        [costs[0].1, costs[1].1] = [signed_in - before, count() - signed_in];
    }
    costs
}

const PASSWORD: &str = "correct horse battery";

struct Cost<'a, C>(&'a C);

impl<C: Fn() -> u64> Cost<'_, C> {
    async fn of<T, E: std::fmt::Debug>(
        &self,
        name: &'static str,
        call: impl Future<Output = Result<T, E>>,
    ) -> (&'static str, u64) {
        let before = self.0();
        call.await.unwrap();
        (name, self.0() - before)
    }
}

fn named(name: &str) -> Row {
    Row::new().with("username", &name.to_owned())
}

fn key(name: &str) -> KeyRecord {
    let password_hash = Some(PasswordHash::new(format!("hash of {name}")));
    KeyRecord { id: KeyId::username(name), user_id: "alice".into(), password_hash }
}

fn id(token: &str) -> SessionId {
    SessionId::of_token(&format!("{token:-<32}")).unwrap()
}

fn session(token: &str) -> SessionRecord {
    let [active, idle, absolute] =
        [1, 2, 3].map(|it| Timestamp::from_unix_millis(NOW.unix_millis() + it * 1_000));
    let expiry = Expiry { active, idle, absolute };
    SessionRecord { id: id(token), user_id: "alice".into(), expiry, periods: None, attributes: Row::new() }
}

struct Head(String);

impl RequestHead for Head {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let value = match name {
            "origin" => "https://example.com",
            "cookie" => &self.0,
            _ => "",
        };
        Some(value.as_bytes()).filter(|it| !it.is_empty()).into_iter()
    }
}
