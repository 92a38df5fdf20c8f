//! A transaction that creates a user and the application's own rows.

use lucerna::{Auth, Created, NewKey, PasswordPool, Schema, SqliteStore};
use std::error::Error;
use std::path::Path;

type AnyError = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let shops = ShopDatabase::open(Path::new("shops.db")).await?;
    let created = shops.open_shop("alice", "correct horse battery", "Alice's Apples").await?;
    println!("{} has a shop now", created.user.id);
    Ok(())
}

pub(crate) struct ShopDatabase {
    pub(crate) auth: Auth,
    store: SqliteStore,
}

impl ShopDatabase {
    pub(crate) async fn open(file: &Path) -> Result<Self, AnyError> {
        let store = SqliteStore::open(file, Schema::of::<()>()?)?;
        let origin = "http://127.0.0.1:3000".parse()?;
        let auth = Auth::builder(store.clone(), PasswordPool::default(), origin).build()?;
        let shops = r#"CREATE TABLE IF NOT EXISTS shop
                       (name TEXT NOT NULL UNIQUE, owner TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE)"#;
        store.transaction(move |it| -> Result<(), AnyError> { Ok(it.execute_batch(shops)?) }).await?;
        Ok(Self { auth, store })
    }

    /// Creates a user and their shop. If the name of the shop is taken, the user is rolled back.
    pub(crate) async fn open_shop(
        &self,
        user: &str,
        password: &str,
        shop: &str,
    ) -> Result<Created<()>, AnyError> {
        // The slow password hash is computed before the transaction begins.
        let prepared = self.auth.prepare_user(NewKey::username(user, password), ()).await?;
        let (store, shop) = (self.store.clone(), shop.to_owned());
        let within = move |connection: &rusqlite::Connection| -> Result<Created<()>, AnyError> {
            let created = store.create_user_in(connection, prepared)?;
            connection.execute("INSERT INTO shop VALUES (?, ?)", [&*shop, created.user.id.as_str()])?;
            Ok(created)
        };
        self.store.transaction(within).await
    }
}
