//! Runs the example of an application's own transaction.

#[path = "../../examples/transaction.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod example;

use example::ShopDatabase;
use lucerna::{Conflict, CreateUserError, KeyId};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn a_user_and_their_shop_are_committed_or_rolled_back_together() {
    let directory = tempfile::tempdir().unwrap();
    let shops = ShopDatabase::open(&directory.path().join("shops.db")).await.unwrap();
    shops.open_shop("alice", PASSWORD, "Apples").await.unwrap();

    let refused = shops.open_shop("bob", PASSWORD, "Apples").await.unwrap_err();
    assert!(refused.to_string().contains("UNIQUE"), "{refused}");
    let bob = shops.auth.find_key(&KeyId::username("bob")).await.unwrap();
    assert!(bob.is_none(), "the user was rolled back with the shop");

    let refused = shops.open_shop("ALICE", PASSWORD, "Pears").await.unwrap_err();
    let refused = refused.downcast::<CreateUserError>().unwrap();
    assert!(matches!(*refused, CreateUserError::Taken(Conflict::Key)));
    shops.open_shop("bob", PASSWORD, "Pears").await.unwrap();
}
