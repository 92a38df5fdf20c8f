//! The costs of the calls of a store.

use crate::quick_passwords;
use lucerna_core::{
    Auth, Column, CredentialAction, CredentialChange, Expiry, KeyId, KeyProof, KeyRecord, LastKey, Lifetime,
    NewKey, NewUserRecord, Origin, Page, PasswordHash, Record, RecordTable, RecordWrite, RecordsBy,
    RequestHead, Row, Schema, SessionDetails, SessionId, SessionRecord, SessionStart, Store, Timestamp,
    UserRecord, Value,
};
use std::future::Future;
use std::slice;

/// Measures what each call of a store costs, and what a sign-in that replaces an older session and an authentication
/// cost. `count` counts anything, for instance round trips to a server. Every call runs once before, so that
/// statements are prepared.
///
/// The store has to be empty.
///
/// ```
/// use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::costs;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let trips = || 0; // for instance those that a proxy in front of the server counted
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
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    let store = open(schema.with([records(Lifetime::Lasting), records(Lifetime::Passing)]).unwrap()).await;
    costs_of_calls(&store, &count).await;
    costs_of_records(&store, &count).await;
    let mut costs = costs_of_calls(&store, &count).await;
    costs.extend(costs_of_records(&store, &count).await);
    costs.extend(costs_of_signing_in(store, &count).await);
    costs
}

const NOW: Timestamp = Timestamp::from_unix_millis(4_102_444_800_000);

async fn costs_of_calls(store: &impl Store, count: &impl Fn() -> u64) -> Vec<(&'static str, u64)> {
    let (alice, user) = ("alice".into(), UserRecord { id: "alice".into(), attributes: named("alice") });
    let KeyRecord { id: username, password_hash, .. } = key("alice");
    let proof = Some(KeyProof { key: username.clone(), hash: password_hash.clone() });
    let start = SessionStart { session: session("b"), proof, replaces: Some(id("a")) };
    let expiry = session("b").expiry;
    let change = CredentialChange {
        user_id: "alice".into(),
        proof: start.proof.clone(),
        session: None,
        action: CredentialAction::SetPassword { hash: PasswordHash::new("new"), keys: Vec::new() },
        current: Some((id("c"), id("d"))),
    };
    let name = Value::Text("Alice".to_owned());
    let cost = CallCost(count);
    vec![
        cost.of("insert_user", store.insert_user(NewUserRecord { user, key: Some(key("alice")) })).await,
        cost.of("find_user", store.find_user(&alice)).await,
        cost.of("update_user", store.update_user(&alice, named("Alice"))).await,
        cost.of("find_user_by", store.find_user_by("username", &name)).await,
        cost.of("list_users", store.list_users(&Page::first(10))).await,
        cost.of("count_users", store.count_users()).await,
        cost.of("insert_key", store.insert_key(key("b"))).await,
        cost.of("copy_key", store.copy_key(&username, &KeyId::username("c"))).await,
        cost.of("find_key", store.find_key(&username)).await,
        cost.of("find_user_keys", store.find_user_keys(&alice)).await,
        cost.of("insert_session", store.insert_session(session("a"))).await,
        cost.of("start_session", store.start_session(start)).await,
        cost.of("find_session_and_user", store.find_session_and_user(&id("b"), NOW)).await,
        cost.of("find_session", store.find_session(&id("b"), NOW)).await,
        cost.of("find_user_sessions", store.find_user_sessions(&alice, NOW)).await,
        cost.of("renew_session", store.renew_session(&id("b"), expiry)).await,
        cost.of("rename_session", store.rename_session(&id("b"), &id("c"), None)).await,
        cost.of("change_credential", store.change_credential(change)).await,
        cost.of("delete_session", store.delete_session(&id("d"))).await,
        cost.of("delete_user_sessions", store.delete_user_sessions(&alice, None)).await,
        cost.of("delete_dead_sessions", store.delete_dead_sessions(NOW)).await,
        cost.of("set_password", store.set_password(&alice, slice::from_ref(&username), None)).await,
        cost.of("rename_key", store.rename_key(&username, &KeyId::username("d"), named("dora"))).await,
        cost.of("delete_key", store.delete_key(&KeyId::username("d"), LastKey::Keep)).await,
        cost.of("delete_user", store.delete_user(&alice)).await,
    ]
}

/// Measures calls about records, for both lifetimes, since these may be in two databases.
async fn costs_of_records(store: &impl Store, count: &impl Fn() -> u64) -> Vec<(&'static str, u64)> {
    let (lasting, passing) = (records(Lifetime::Lasting), records(Lifetime::Passing));
    let (row, still, set) = (counted(1), counted(2), counted(3));
    let fresh = |id: &str| Record::new(id, row.clone()).until(session("a").expiry.absolute);
    let page = Page::first(10);
    let writes = vec![RecordWrite::Insert(&lasting, fresh("b")), RecordWrite::Delete(&lasting, "a")];
    let cost = CallCost(count);
    vec![
        cost.of("insert_record", store.insert_record(&lasting, fresh("a"), NOW)).await,
        cost.of("find_records", store.find_records(&lasting, RecordsBy::Id("a"), &page, NOW)).await,
        cost.of("write_records", store.write_records(writes, NOW)).await,
        cost.of("delete_records", store.delete_records(&lasting, RecordsBy::Id("b"))).await,
        cost.of("insert_record, passing", store.insert_record(&passing, fresh("a"), NOW)).await,
        cost.of("find_records, passing", store.find_records(&passing, RecordsBy::Id("a"), &page, NOW)).await,
        cost.of("add_to_record, passing", store.add_to_record(&passing, fresh("a"), "count", 1, NOW)).await,
        cost.of("update_record, passing", store.update_record(&passing, "a", &still, &set, NOW)).await,
        cost.of("take_record, passing", store.take_record(&passing, "a", &Row::new(), NOW)).await,
        cost.of("delete_records, passing", store.delete_records(&passing, RecordsBy::Id("a"))).await,
        cost.of("delete_expired_records", store.delete_expired_records(NOW)).await,
    ]
}

/// Measures the third of three sign-ins. The first replaces no session and makes the browser a known device, and the
/// second prepares the statements that end a session.
async fn costs_of_signing_in(store: impl Store, count: &impl Fn() -> u64) -> [(&'static str, u64); 2] {
    let origin: Origin = "https://example.com".parse().unwrap();
    let auth: Auth<Row> = Auth::builder(store, quick_passwords(), origin).build().unwrap();
    auth.create_user(NewKey::username("alice", PASSWORD), named("alice")).await.unwrap();
    let mut request = RequestWithCookies(Vec::new(), String::new());
    let mut costs = [("signing in", 0), ("authenticating", 0)];
    for _ in 0..3 {
        let before = count();
        let auth = auth.on_behalf_of(&request);
        let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
        let set = auth.start_session(verified, auth.prove_origin(&request).unwrap()).await.unwrap();
        let signed_in = count();
        request.take(set.header_values());
        assert!(auth.authenticate(&request).await.unwrap().is_some());
        [costs[0].1, costs[1].1] = [signed_in - before, count() - signed_in];
    }
    costs
}

const PASSWORD: &str = "correct horse battery";

struct CallCost<'a, C>(&'a C);

impl<C: Fn() -> u64> CallCost<'_, C> {
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

fn records(lifetime: Lifetime) -> RecordTable {
    let name = if lifetime == Lifetime::Lasting { "lasting" } else { "passing" };
    RecordTable::new(name, lifetime, vec![Column::of::<i64>("count")])
}

fn counted(count: i64) -> Row {
    Row::new().with("count", &count)
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
    let details = SessionDetails::default();
    SessionRecord {
        id: id(token),
        user_id: "alice".into(),
        expiry,
        periods: None,
        details,
        attributes: Row::new(),
    }
}

/// A request of a browser with these cookies, also as the text of the header.
struct RequestWithCookies(Vec<(String, String)>, String);

impl RequestWithCookies {
    /// Takes over the cookies of an answer, as browsers do.
    fn take<'a>(&mut self, set: impl Iterator<Item = &'a str>) {
        let pairs = set.filter_map(|it| it.split(';').next()?.split_once('='));
        for (name, value) in pairs {
            self.0.retain(|it| it.0 != name);
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self.1 = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    }
}

impl RequestHead for RequestWithCookies {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let value = match name {
            "origin" => "https://example.com",
            "cookie" => &self.1,
            _ => "",
        };
        Some(value.as_bytes()).filter(|it| !it.is_empty()).into_iter()
    }
}
