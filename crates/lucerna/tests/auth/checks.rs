//! The check of the store, and what follows from the configured origin.

use lucerna::{
    Auth, ConfigError, CreateUserError, MemoryStore, NewKey, PasswordError, PasswordPolicy, Schema, Split,
    Weakness,
};
use lucerna_testkit::{SpyStore, quick_passwords};

fn spy() -> SpyStore<MemoryStore> {
    SpyStore::new(MemoryStore::new(Schema::of::<()>().unwrap()))
}

fn origin(text: &str) -> lucerna::Origin {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_check_of_the_store_is_one_call_and_fails_with_the_store() {
    let store = spy();
    let auth: Auth =
        Auth::builder(store.clone(), quick_passwords(), origin("https://app.example")).build().unwrap();
    let before = store.all_calls();
    assert!(auth.check_store().await.is_ok());
    assert_eq!(store.all_calls(), before + 1);
    store.fail();
    assert!(auth.check_store().await.is_err());
    store.recover();
    assert!(auth.check_store().await.is_ok());
}

#[tokio::test]
async fn a_check_of_a_split_store_asks_both() {
    let (users, sessions) = (spy(), spy());
    let split = Split::new(users.clone(), sessions.clone());
    let auth: Auth = Auth::builder(split, quick_passwords(), origin("https://app.example")).build().unwrap();
    assert!(auth.check_store().await.is_ok());
    for store in [users, sessions] {
        store.fail();
        assert!(auth.check_store().await.is_err());
        store.recover();
        assert!(auth.check_store().await.is_ok());
    }
}

#[tokio::test]
async fn names_of_the_application_are_no_passwords() {
    let mut policy = PasswordPolicy::default();
    policy.context = vec!["Lucerna".to_owned(), "My Shop".to_owned()];
    let builder = Auth::builder(spy(), quick_passwords(), origin("https://notes.bookshop.example:8443"));
    let auth: Auth = builder.password_policy(policy).build().unwrap();
    for password in [
        "lucerna-2026",
        "LUCERNA 2026!",
        "my-shop-2026",
        "myshop12",
        "bookshop2026",
        "bookshop.example",
        "notes.bookshop.example",
        "Notes-2026-Notes",
    ] {
        let refused = auth.create_user(NewKey::username("alice", password), ()).await;
        let is_context =
            matches!(refused, Err(CreateUserError::Password(PasswordError::Weak(Weakness::Context))));
        assert!(is_context, "{password}");
    }
    assert!(auth.create_user(NewKey::username("alice", "a lamp in lucerna 2026"), ()).await.is_ok());
}

#[test]
fn an_applications_own_origin_is_one_of_the_web() {
    for text in ["capacitor://localhost", "tauri://localhost", "chrome-extension://abcdefghijklmnop"] {
        let builder = Auth::<()>::builder(spy(), quick_passwords(), origin(text));
        assert_eq!(builder.danger_allow_plain_http().build().unwrap_err(), ConfigError::InsecureOrigin);
    }
}
