//! A user and the application's own rows, created together or not at all.

use lucerna::{Auth, Created, NewKey, PasswordPool, Schema, SqliteStore};
use rusqlite::{Connection, TransactionBehavior};
use std::error::Error;
use std::path::{Path, PathBuf};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let application = Application::open(Path::new("shops.db"))?;
    let created = application.open_shop("alice", "correct horse battery", "Alice's Apples").await?;
    println!("{} has a shop now", created.user.id);
    Ok(())
}

pub(crate) struct Application {
    pub(crate) auth: Auth,
    store: SqliteStore,
    file: PathBuf,
}

impl Application {
    pub(crate) fn open(file: &Path) -> Result<Self, Box<dyn Error>> {
        let store = SqliteStore::open(file, Schema::of::<()>()?)?;
        let auth = Auth::builder(store.clone(), PasswordPool::default(), "http://127.0.0.1:3000".parse()?)
            .build()?;
        let shops = r#"CREATE TABLE IF NOT EXISTS shop
                       (name TEXT NOT NULL UNIQUE, owner TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE)"#;
        Connection::open(file)?.execute_batch(shops)?;
        Ok(Self { auth, store, file: file.to_owned() })
    }

    /// Where the name of the shop is taken, there is no user either.
    pub(crate) async fn open_shop(
        &self,
        user: &str,
        password: &str,
        shop: &str,
    ) -> Result<Created<()>, Box<dyn Error>> {
        // Hashing the password takes a while: it is done before the transaction begins.
        let prepared = self.auth.prepare_user(NewKey::username(user, password), ()).await?;
        let mut connection = Connection::open(&self.file)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let created = self.store.create_user_in(&transaction, prepared)?;
        transaction.execute("INSERT INTO shop VALUES (?, ?)", [shop, created.user.id.as_str()])?;
        transaction.commit()?;
        Ok(created)
    }
}
