//! Tests of finding, updating and deleting users.

use crate::kit::{PASSWORD, Profile, alice, app_with, builder, sqlite_app};
use lucerna::extend::{Random, RandomError};
use lucerna::{
    Attributes, Auth, Conflict, CreateUserError, KeyId, NewKey, NewUser, Schema, SqliteStore,
    UpdateUserError, UserId,
};
use tempfile::TempDir;

#[derive(Attributes, Clone, Debug, PartialEq)]
struct CountedUser {
    #[column(unique)]
    username: String,
    #[column(unique)]
    email: Option<String>,
    visits: i64,
}

fn counted_user(username: &str) -> CountedUser {
    CountedUser { username: username.to_owned(), email: None, visits: 0 }
}

#[tokio::test]
async fn a_user_is_found_by_id() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let user = app.auth.find_user(&app.alice().await).await.unwrap().unwrap();
    assert_eq!(user.username, "Alice");
    assert!(app.auth.find_user(&UserId::from("missing")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_user_can_have_an_id_of_the_application_and_no_key() {
    let app = sqlite_app();
    let (_, profile) = alice();
    let created = app.auth.create_user(NewUser::new().id("imported-17"), profile.clone()).await.unwrap();
    assert_eq!(created.user.id.as_str(), "imported-17");
    assert_eq!(app.auth.user_keys(&created.user.id).await.unwrap(), []);
    let again =
        app.auth.create_user(NewUser::new().id("imported-17"), crate::kit::Profile { username: "B".into() });
    assert!(matches!(again.await, Err(CreateUserError::Taken(Conflict::UserId))));
    for id in ["", "a\0b", &"x".repeat(256)] {
        let refused = app.auth.create_user(NewUser::new().id(id), profile.clone()).await;
        assert!(matches!(refused, Err(CreateUserError::InvalidUserId)), "{id}");
    }
}

#[tokio::test]
async fn ids_of_a_generator_are_checked_like_given_ids() {
    let built = |generate: fn(&dyn Random) -> Result<UserId, RandomError>| -> (TempDir, Auth<Profile>) {
        let directory = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap());
        let auth = builder(store.unwrap(), "https://app.example").user_ids(generate).build().unwrap();
        (directory, auth)
    };
    let (_directory, auth) = built(|random| {
        let mut id = [0; 8];
        random.fill(&mut id)?;
        Ok(format!("user-{:016x}", u64::from_ne_bytes(id)).into())
    });
    let first = auth.create_user(NewUser::new(), named("Alice")).await.unwrap().user.id;
    let second = auth.create_user(NewUser::new(), named("Bob")).await.unwrap().user.id;
    assert!(first.as_str().starts_with("user-") && first.as_str().len() == 21 && first != second);
    let own = auth.create_user(NewUser::new().id("imported-17"), named("Carol")).await.unwrap();
    assert_eq!(own.user.id.as_str(), "imported-17");

    let (_directory, auth) = built(|_| Ok("".into()));
    let refused = auth.create_user(NewUser::new(), named("Alice")).await;
    assert!(matches!(refused, Err(CreateUserError::InvalidUserId)));
    let (_directory, auth) = built(|_| Ok("1".into()));
    auth.create_user(NewUser::new(), named("Alice")).await.unwrap();
    let again = auth.create_user(NewUser::new(), named("Bob")).await;
    assert!(matches!(again, Err(CreateUserError::Taken(Conflict::UserId))));
    let (_directory, auth) = built(|_| Err(RandomError::new("dry")));
    let dry = auth.create_user(NewUser::new(), named("Alice")).await;
    assert!(matches!(dry, Err(CreateUserError::Failed(_))));
}

fn named(username: &str) -> Profile {
    Profile { username: username.to_owned() }
}

#[tokio::test]
async fn an_update_writes_only_changed_columns() {
    let app = app_with::<CountedUser, ()>(Schema::of::<CountedUser>().unwrap());
    let id = app
        .auth
        .create_user(NewKey::username("alice", PASSWORD), counted_user("Alice"))
        .await
        .unwrap()
        .user
        .id;
    // A concurrent update changes another column between the read and the write.
    let path = app.path.clone();
    let user = app.auth.update_user(&id, |it| {
        rusqlite::Connection::open(path).unwrap().execute("UPDATE user SET visits = 41", []).unwrap();
        it.email = Some("alice@example.com".to_owned());
    });
    assert_eq!(user.await.unwrap().unwrap().email.as_deref(), Some("alice@example.com"));
    let user = app.auth.find_user(&id).await.unwrap().unwrap();
    assert_eq!((user.visits, user.email.as_deref()), (41, Some("alice@example.com")));
}

#[tokio::test]
async fn an_update_to_a_taken_value_names_the_column_and_changes_nothing() {
    let app = app_with::<CountedUser, ()>(Schema::of::<CountedUser>().unwrap());
    let mut ids = Vec::new();
    for name in ["alice", "barbara"] {
        ids.push(
            app.auth.create_user(NewKey::username(name, PASSWORD), counted_user(name)).await.unwrap().user.id,
        );
    }
    let taken = app.auth.update_user(&ids[1], |it| it.username = "alice".to_owned()).await.unwrap_err();
    assert!(matches!(taken, UpdateUserError::Taken(Conflict::Column(it)) if it == "username"));
    assert_eq!(app.auth.find_user(&ids[1]).await.unwrap().unwrap().username, "barbara");
    assert!(app.auth.update_user(&UserId::from("missing"), |_| {}).await.unwrap().is_none());
}

#[tokio::test]
async fn a_deleted_user_has_no_keys_and_no_sessions() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let id = app.alice().await;
    assert!(app.auth.delete_user(&id).await.unwrap());
    assert!(app.session(&cookie).await.is_none());
    assert!(app.auth.find_key(&KeyId::username("alice")).await.unwrap().is_none());
    assert!(!app.auth.delete_user(&id).await.unwrap());
    let _cookie = app.sign_up().await;
}
