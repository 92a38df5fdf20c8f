//! The store's contract on a Galera cluster, with connections to any node.

use crate::interleave::{interleave, store_with_one_connection};
use crate::{load_balancer, test_database};
use lucerna_core::{
    Column, CredentialAction, CredentialChange, CredentialChanged, Expiry, KeyDeletion, KeyId, KeyProof,
    KeyRecord, LastKey, Lifetime, NewUserRecord, Page, PasswordHash, RecordStore, RecordTable, RecordsBy,
    Row, Schema, SessionDetails, SessionId, SessionRecord, SessionStart, SessionStore, Store, Timestamp,
    UserRecord, UserStore,
};
use lucerna_store_mysql::MySqlStore;
use std::path::Path;

/// Opens a store behind the load balancer, so that its connections go to all nodes.
async fn open(schema: Schema, directory: &Path) -> MySqlStore {
    create(directory).await;
    MySqlStore::open(&test_database::database(load_balancer::url(), directory), schema).await.unwrap()
}

/// Creates the database and returns its URL on each node. A node refuses the login until it has applied the creation.
async fn create(directory: impl AsRef<Path>) -> Vec<String> {
    let mut urls = Vec::new();
    for node in lucerna_servers::galera().unwrap() {
        urls.push(test_database::create(&node, &directory).await);
    }
    urls
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);

const ROUNDS: usize = 30;

const NOW: Timestamp = Timestamp::from_unix_millis(0);

/// Opens a store on each node, in a database of this name.
async fn nodes(name: &str) -> [MySqlStore; 3] {
    let name = format!("{name}_{}", std::process::id());
    let mut stores = Vec::new();
    for url in create(&name).await {
        stores.push(MySqlStore::open(&url, Schema::of::<()>().unwrap()).await.unwrap());
    }
    stores.try_into().unwrap()
}

fn key(name: &str) -> KeyRecord {
    KeyRecord { id: KeyId::username(name), user_id: "alice".into(), password_hash: Some(hash("first")) }
}

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text)
}

fn alice() -> NewUserRecord {
    let user = UserRecord { id: "alice".into(), attributes: Row::new() };
    NewUserRecord { user, key: Some(key("alice")) }
}

fn session(number: usize) -> SessionRecord {
    let at = Timestamp::from_unix_millis(100);
    SessionRecord {
        id: SessionId::of_token(&format!("{number:-<32}")).unwrap(),
        user_id: "alice".into(),
        expiry: Expiry { active: at, idle: at, absolute: at },
        periods: None,
        details: SessionDetails::default(),
        attributes: Row::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commits_of_one_node_are_visible_on_the_others_at_once() {
    let stores = nodes("acknowledged").await;
    stores[0].insert_user(alice()).await.unwrap();
    for round in 0..ROUNDS {
        let [one, two, three] = [0, 1, 2].map(|it| &stores[(round + it) % 3]);
        let session = session(round);
        one.insert_session(session.clone()).await.unwrap();
        assert!(two.find_session_and_user(&session.id, NOW).await.unwrap().is_some(), "{round}");
        assert!(two.delete_session(&session.id).await.unwrap(), "{round}");
        assert!(three.find_session(&session.id, NOW).await.unwrap().is_none(), "{round}");
        let (id, new) = (KeyId::username("alice"), hash(&format!("password {round}")));
        three.set_password(&"alice".into(), &[], Some(new.clone())).await.unwrap();
        let found = one.find_key(&id).await.unwrap().unwrap();
        assert_eq!(found.password_hash.unwrap().expose(), new.expose());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_concurrent_password_change_on_another_node_leaves_no_session() {
    let stores = nodes("passwords").await;
    stores[0].insert_user(alice()).await.unwrap();
    let id = KeyId::username("alice");
    for round in 0..ROUNDS {
        let [one, two, three] = [0, 1, 2].map(|it| &stores[(round + it) % 3]);
        one.set_password(&"alice".into(), &[], Some(hash("first"))).await.unwrap();
        let proof = Some(KeyProof { key: id.clone(), hash: Some(hash("first")) });
        let start = SessionStart { session: session(round), proof, replaces: None };
        let action = CredentialAction::SetPassword { hash: hash("second"), keys: Vec::new() };
        let change =
            CredentialChange { user_id: "alice".into(), proof: None, session: None, action, current: None };
        let (started, changed) = tokio::join!(one.start_session(start), two.change_credential(change));
        started.unwrap();
        assert!(matches!(changed.unwrap(), CredentialChanged::Changed { .. }), "{round}");
        assert!(three.find_user_sessions(&"alice".into(), NOW).await.unwrap().is_empty(), "{round}");
    }
}

#[tokio::test]
async fn a_committed_change_succeeds_even_if_other_sessions_cannot_be_ended() {
    let store = store_with_one_connection(&create(format!("untold_{}", std::process::id())).await[0]).await;
    store.insert_user(alice()).await.unwrap();
    store.insert_session(session(1)).await.unwrap();
    let refuse = "CREATE TRIGGER refuse BEFORE DELETE ON user_session FOR EACH ROW SIGNAL SQLSTATE '45000'";
    sqlx::raw_sql(refuse).execute(store.pool()).await.unwrap();
    let action = CredentialAction::SetPassword { hash: hash("second"), keys: Vec::new() };
    let current = Some((session(1).id, session(2).id));
    let change = CredentialChange { user_id: "alice".into(), proof: None, session: None, action, current };
    let late = format!(
        "INSERT INTO user_session (id, user_id, active_expires, idle_expires, absolute_expires)
         VALUES ('{}', 'alice', 100, 100, 100)",
        session(3).id.as_str()
    );
    let changed = interleave(&store, store.change_credential(change), async |connection| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(late)).execute(&mut **connection).await.unwrap();
    });
    assert_eq!(changed.await.unwrap(), CredentialChanged::Changed { ended: 0, kept: true });
    assert_eq!(
        store.find_user_sessions(&"alice".into(), NOW).await.unwrap().len(),
        2,
        "the other session remains"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_concurrent_copy_of_a_key_on_another_node_has_the_new_password() {
    let stores = nodes("copies").await;
    stores[0].insert_user(alice()).await.unwrap();
    for round in 0..ROUNDS {
        let [one, two, three] = [0, 1, 2].map(|it| &stores[(round + it) % 3]);
        let (id, copy) = (KeyId::username("alice"), KeyId::username(&format!("copy{round}")));
        let new = hash(&format!("password {round}"));
        let user = "alice".into();
        let change = two.set_password(&user, &[], Some(new.clone()));
        let (copied, changed) = tokio::join!(one.copy_key(&id, &copy), change);
        assert!(copied.unwrap() && changed.unwrap() > 0, "{round}");
        for key in three.find_user_keys(&user).await.unwrap() {
            assert_eq!(key.password_hash.unwrap().expose(), new.expose(), "{} in {round}", key.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_nodes_deleting_the_last_two_keys_is_refused() {
    let stores = nodes("keys").await;
    for round in 0..ROUNDS {
        let [one, two, three] = [0, 1, 2].map(|it| &stores[(round + it) % 3]);
        one.insert_user(alice()).await.unwrap();
        one.insert_key(key("alicia")).await.unwrap();
        let (alice, alicia) = (KeyId::username("alice"), KeyId::username("alicia"));
        let (first, second) =
            tokio::join!(one.delete_key(&alice, LastKey::Keep), two.delete_key(&alicia, LastKey::Keep));
        let mut answers = [first.unwrap(), second.unwrap()];
        answers.sort_by_key(|it| *it == KeyDeletion::Last);
        assert_eq!(answers, [KeyDeletion::Deleted, KeyDeletion::Last], "{round}");
        assert_eq!(three.find_user_keys(&"alice".into()).await.unwrap().len(), 1);
        assert!(three.delete_user(&"alice".into()).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_nodes_can_create_the_tables_concurrently() {
    let name = format!("tables_{}", std::process::id());
    let urls = create(&name).await;
    let note = |columns| RecordTable::new("note", Lifetime::Lasting, columns);
    let schema = |columns| Schema::of::<()>().unwrap().with([note(columns)]).unwrap();
    let open = |at: usize| MySqlStore::open(&urls[at], schema(Vec::new()));
    let (one, two, three) = tokio::join!(open(0), open(1), open(2));
    for store in [&one, &two, &three] {
        store.as_ref().unwrap();
    }
    // The next version of a feature also starts on all nodes at once.
    let later = || vec![Column::of::<Option<String>>("body"), Column::of::<Option<String>>("club").indexed()];
    let open = |at: usize| MySqlStore::open(&urls[at], schema(later()));
    let (fourth, fifth, sixth) = tokio::join!(open(0), open(1), open(2));
    for store in [fourth, fifth, sixth] {
        let found =
            store.unwrap().find_records(&note(later()), RecordsBy::All, &Page::first(1), NOW).await.unwrap();
        assert!(found.is_empty());
    }
    one.unwrap().insert_user(alice()).await.unwrap();
    assert!(two.unwrap().find_user(&"alice".into()).await.unwrap().is_some());
    assert!(three.unwrap().delete_user(&"alice".into()).await.unwrap());
}
