//! Start-up errors, as `fn main() -> Result<(), Box<dyn Error>>` prints them: `Error: {:?}`.

use crate::kit::Profile;
use lucerna::{
    Argon2Cost, Auth, Column, Error, ErrorKind, MemoryStore, Origin, PasswordPool, Schema, SqliteStore,
    StoreError, TrustedProxies,
};
use std::error::Error as StdError;
use std::io;

fn printed(error: impl StdError + 'static) -> String {
    let boxed: Box<dyn StdError> = Box::new(error);
    format!("Error: {boxed:?}")
}

#[test]
fn a_file_that_cannot_be_opened_is_a_sentence_with_its_cause() {
    let error = SqliteStore::open("/nowhere/app.db", Schema::of::<()>().unwrap()).unwrap_err();
    let printed = printed(error);
    assert!(printed.starts_with("Error: the database cannot be opened: "), "{printed}");
    assert!(printed.contains("/nowhere/app.db: No such file or directory"), "{printed}");
}

#[test]
fn tables_that_differ_are_sentences_with_advice() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    SqliteStore::open(&path, Schema::of::<()>().unwrap()).unwrap();
    let schema = Schema::of_columns(vec![Column::of::<i64>("points")]).unwrap();
    let printed = printed(SqliteStore::open(&path, schema).unwrap_err());
    assert!(printed.starts_with("Error: the tables differ from the needed ones: "), "{printed}");
    assert!(printed.contains("ALTER TABLE") || printed.contains("add "), "{printed}");
    assert!(!printed.contains("Tables(") && !printed.contains("[\""), "{printed}");
}

#[test]
fn a_wrong_configuration_is_a_sentence() {
    let origin = printed("https://app.example/login".parse::<Origin>().unwrap_err());
    assert_eq!(origin, "Error: not an origin: write scheme, host and port only, as in https://app.example");
    let store = MemoryStore::new(Schema::of::<Profile>().unwrap());
    let insecure = "http://app.example".parse().unwrap();
    let config =
        printed(Auth::<Profile>::builder(store, PasswordPool::default(), insecure).build().unwrap_err());
    assert!(config.starts_with("Error: the origin must be https"), "{config}");
    let proxies = printed("everywhere".parse::<TrustedProxies>().unwrap_err());
    assert!(proxies.starts_with("Error: ") && !proxies.contains("InvalidNetwork("), "{proxies}");
    let cost = printed(Argon2Cost::new(1, 1, 1).unwrap_err());
    assert!(cost.contains(' ') && !cost.contains("CostError"), "{cost}");
    let schema = printed(Schema::of_columns(vec![Column::of::<i64>("")]).unwrap_err());
    assert!(schema.contains(' ') && !schema.contains("SchemaError"), "{schema}");
}

#[test]
fn the_cause_follows_the_sentence() {
    let disk_full = || StoreError::Unavailable(io::Error::other("the disk is full").into());
    assert_eq!(printed(disk_full()), "Error: the database is not available: the disk is full");
    let error = Error::from(disk_full());
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(printed(error), "Error: the database is not available: the disk is full");
}
