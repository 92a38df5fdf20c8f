//! Cases about schemas: any schema works, and columns of two tables are never mixed up.

use super::environment::Environment;
use super::fixtures::{START, at, session_id, text};
use super::store_under_test::{StoreUnderTest, shown};
use lucerna_core::{
    Attributes, Column, ColumnError, Expiry, KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, Schema,
    SessionDetails, SessionRecord, Store, Tables, UserRecord,
};

/// Inserts a user with a key and a session, finds and changes them, and deletes the user.
async fn insert_change_and_delete<S: Store>(store: &StoreUnderTest<S>, user: Row, session: Row) {
    let id = KeyId::username("alice");
    let key = KeyRecord { id, user_id: "alice".into(), password_hash: Some(PasswordHash::new("HASHED")) };
    let user = UserRecord { id: "alice".into(), attributes: user };
    let expiry = Expiry { active: at(1), idle: at(2), absolute: at(3) };
    let id = session_id("a1");
    let session = SessionRecord {
        id,
        user_id: "alice".into(),
        expiry,
        periods: None,
        details: SessionDetails::default(),
        attributes: session,
    };
    store.insert_user(NewUserRecord { user: user.clone(), key: Some(key.clone()) }).await.unwrap();
    store.insert_session(session.clone()).await.unwrap();
    assert_eq!(store.find_session_and_user(&id, START).await.unwrap(), Some((session.clone(), user.clone())));
    assert!(store.update_user(&"alice".into(), user.attributes.clone()).await.unwrap());
    assert!(store.update_session(&id, session.attributes.clone()).await.unwrap());
    assert_eq!(store.keys("alice").await, [shown(&key)]);
    assert_eq!(store.user("alice").await, Some(user.attributes));
    assert_eq!(store.sessions("alice").await, [session]);
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert!(store.session("a1").await.is_none() && store.owner("alice").await.is_none());
}

pub(super) async fn a_store_returns_the_schema_it_was_opened_with<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    assert_eq!(*store.schema(), super::fixtures::schema());
}

pub(super) async fn users_and_sessions_need_no_attributes<S: Store>(env: &Environment<S>) {
    let store = env.open(Schema::of::<()>().unwrap()).await;
    insert_change_and_delete(&store, Row::new(), Row::new()).await;
    let updated = store.update_user(&"alice".into(), text("username", "x")).await.unwrap();
    assert!(!updated);
}

/// Columns that a join could mix up.
struct SameNames;

impl Attributes for SameNames {
    fn columns() -> Vec<Column> {
        ["name", "hashed_password"].map(Column::of::<String>).to_vec()
    }

    fn to_row(&self) -> Row {
        text("name", "of the session").with("hashed_password", &"of the session".to_owned())
    }

    fn from_row(_: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self)
    }
}

pub(super) async fn columns_of_the_same_name_are_not_mixed_up<S: Store>(env: &Environment<S>) {
    let names = ["name", "user_id", "active_expires", "idle_expires", "hashed_password", "provider"];
    let schema = Schema::of_columns(names.map(Column::of::<String>).to_vec()).unwrap();
    let store = env.open(schema.with_sessions::<SameNames>().unwrap()).await;
    let user = names.iter().fold(Row::new(), |row, it| row.with(*it, &format!("{it} of the user")));
    insert_change_and_delete(&store, user, SameNames.to_row()).await;
}

pub(super) async fn names_may_be_sql_keywords<S: Store>(env: &Environment<S>) {
    let names = ["select", "order", "from", "where", "user", "key", "_1", "rowid", "value", "table"];
    let mut columns = names.map(Column::of::<String>).to_vec();
    columns.push(Column::of::<Option<i64>>("group").unique());
    let mut tables = Tables::default();
    for (table, name) in
        [(&mut tables.user, "group"), (&mut tables.key, "select"), (&mut tables.session, "order")]
    {
        name.clone_into(table);
    }
    let store = env.open(Schema::of_columns(columns).unwrap().with_tables(tables).unwrap()).await;
    let user = names.iter().fold(Row::new(), |row, it| row.with(*it, &format!("the {it}")));
    insert_change_and_delete(&store, user.with("group", &Some(7_i64)), Row::new()).await;
}

pub(super) async fn names_may_have_sixty_three_letters<S: Store>(env: &Environment<S>) {
    let name = "n".repeat(63);
    let mut tables = Tables::default();
    for (table, first) in [(&mut tables.user, 'u'), (&mut tables.key, 'k'), (&mut tables.session, 's')] {
        *table = format!("{first}{}", "_".repeat(62));
    }
    let column = Column::of::<String>(name.clone()).unique();
    let store = env.open(Schema::of_columns(vec![column]).unwrap().with_tables(tables).unwrap()).await;
    insert_change_and_delete(&store, Row::new().with(name, &"x".to_owned()), Row::new()).await;
}
