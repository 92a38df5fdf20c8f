//! The example of a transaction of the application's own, run.

#[path = "../../examples/transaction.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod example;

use example::Application;
use lucerna::{Conflict, CreateUserError, KeyId};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn a_user_and_their_shop_are_there_together_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let application = Application::open(&directory.path().join("shops.db")).await.unwrap();
    application.open_shop("alice", PASSWORD, "Apples").await.unwrap();

    let refused = application.open_shop("bob", PASSWORD, "Apples").await.unwrap_err();
    assert!(refused.to_string().contains("UNIQUE"), "{refused}");
    let bob = application.auth.find_key(&KeyId::username("bob")).await.unwrap();
    assert!(bob.is_none(), "the shop was refused, and so was its owner");

    let refused = application.open_shop("ALICE", PASSWORD, "Pears").await.unwrap_err();
    let refused = refused.downcast::<CreateUserError>().unwrap();
    assert!(matches!(*refused, CreateUserError::Taken(Conflict::Key)));
    application.open_shop("bob", PASSWORD, "Pears").await.unwrap();
}
