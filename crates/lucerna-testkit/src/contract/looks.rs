//! Cases about names that look alike, through an `Auth` over the store.

use super::concurrency::race;
use super::environment::Environment;
use super::fixtures::{START, key, user};
use crate::{SpyStore, TurnedClock, quick_passwords};
use lucerna_core::{
    Auth, Conflict, CreateKeyError, CreateUserError, KeyId, KeyRecord, LastKey, NewKey, NewUser,
    NewUserRecord, Page, PasswordHasher, Record, RecordStore, RecordsBy, Row, Schema, Store, UpdateUserError,
    UserStore, Value,
};
use std::time::Duration;

/// A name in ASCII, and the same look in Cyrillic letters.
const PAYPAL: [&str; 2] = ["paypal", "раураӏ"];

const PASSWORD: &str = "correct horse battery";

/// The time for which a name may be reserved before its key exists.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The id of the row for the look of the address `mike@x.example`: the SHA-256 of its provider and its skeleton, in
/// which an `m` is an `rn`.
const LOOK_OF_MIKE: &str = "663af350ad1b16fd34335dce9a414f5fb5fdbfc502d218fb75d3f0b03033fab1";

/// The number of concurrent sign-ups.
const CROWD: usize = 100;

struct SignUps<S> {
    auth: Auth<Row>,
    store: SpyStore<S>,
    clock: TurnedClock,
}

impl<S: Store> SignUps<S> {
    async fn empty(env: &Environment<S>) -> Self {
        Self::over(env.spied(Schema::of_columns(Vec::new()).unwrap()).await)
    }

    fn over(store: SpyStore<S>) -> Self {
        let clock = TurnedClock::default();
        clock.set(START);
        let origin = "https://app.example".parse().unwrap();
        let auth = Auth::builder(store.clone(), quick_passwords(), origin);
        Self { auth: auth.clock(clock.clone()).build().unwrap(), store, clock }
    }

    async fn create(&self, key: KeyId) -> Result<(), Conflict> {
        match self.auth.create_user(NewKey::without_password(key), Row::new()).await {
            Ok(_) => Ok(()),
            Err(CreateUserError::Taken(conflict)) => Err(conflict),
            Err(error) => panic!("expected a conflict, got {error}"),
        }
    }

    async fn sign_up(&self, name: &str) -> Result<(), Conflict> {
        self.create(KeyId::username(name)).await
    }

    /// Deletes the user with this name.
    async fn delete(&self, name: &str) {
        let key = self.auth.find_key(&KeyId::username(name)).await.unwrap().unwrap();
        assert!(self.auth.delete_user(&key.user_id).await.unwrap());
    }

    /// Inserts a user as earlier versions did.
    async fn insert_old(&self, id: &str, key: KeyRecord) {
        let mut old = NewUserRecord { key: Some(KeyRecord { user_id: id.into(), ..key }), ..user(id) };
        old.user.attributes = Row::new();
        self.store.insert_user(old).await.unwrap();
    }
}

pub(super) async fn rt_113_look_alikes_are_refused_both_ways<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    for (first, second) in
        [("paypal", "раураӏ"), ("ѕсоре", "scope"), ("mike", "mıke"), ("вера", "βερα"), ("bob", "вов")]
    {
        assert_eq!(names.sign_up(first).await, Ok(()), "{first}");
        assert_eq!(names.sign_up(second).await, Err(Conflict::LooksAlike), "{second}");
        assert_eq!(names.sign_up(first).await, Err(Conflict::Key), "{first}");
        assert!(names.auth.find_key(&KeyId::username(second)).await.unwrap().is_none());
    }
    assert_eq!(names.create(KeyId::email("paypal@example.com")).await, Ok(()));
}

pub(super) async fn rt_113_a_look_alike_keeps_no_address_from_its_owner<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    // An earlier version reserved this look, for a Cyrillic address that exists.
    let stranger = KeyId::email("mike@х.example");
    let old = KeyRecord { id: stranger.clone(), ..key("old", "old") };
    names.insert_old("old", old).await;
    let table = names.store.schema().record_table("lucerna_name").unwrap().clone();
    let row = Row::new().with("holders", &stranger.to_string()).with("reserved", &START);
    names.store.insert_record(&table, Record::new(LOOK_OF_MIKE, row), START).await.unwrap();
    for address in ["mike@x.example", "ѕсоре@example.com", "scope@example.com", "jose@bücher.example"] {
        assert_eq!(names.create(KeyId::email(address)).await, Ok(()), "{address}");
        assert_eq!(names.create(KeyId::email(address)).await, Err(Conflict::Key), "{address}");
    }
    assert_eq!(names.create(KeyId::email("jose@xn--bcher-kva.example")).await, Ok(()));
    // The row of the earlier version goes with the account that it names.
    assert!(names.auth.delete_user(&"old".into()).await.unwrap());
    let by = RecordsBy::Id(LOOK_OF_MIKE);
    assert!(names.store.find_records(&table, by, &Page::first(1), START).await.unwrap().is_empty());
}

pub(super) async fn rt_113_a_look_alike_is_no_second_name_either<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    let [plain, other] = PAYPAL.map(KeyId::username);
    assert_eq!(names.create(plain.clone()).await, Ok(()));
    let created = names.auth.create_user(NewKey::username("mallory", PASSWORD), Row::new()).await.unwrap();
    let added = names.auth.create_key(&created.verified, NewKey::same_password(other.clone())).await;
    assert!(matches!(added, Err(CreateKeyError::Taken(Conflict::LooksAlike))), "{added:?}");
    let renamed = names.auth.rename_key(&created.verified, &KeyId::username("mallory"), &other).await;
    assert!(matches!(renamed, Err(UpdateUserError::Taken(Conflict::LooksAlike))), "{renamed:?}");
    assert!(names.auth.find_key(&other).await.unwrap().is_none());
}

pub(super) async fn plain_names_that_look_alike_are_all_created<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    for name in ["paypal", "paypa1", "paypa|", "modern", "rnodern", "jose", "josé"] {
        assert_eq!(names.sign_up(name).await, Ok(()), "{name}");
        assert_eq!(names.sign_up(name).await, Err(Conflict::Key), "{name}");
    }
    assert_eq!(names.sign_up("раураӏ").await, Err(Conflict::LooksAlike));
}

pub(super) async fn rt_113_of_many_look_alikes_one_kind_is_created<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    for round in 0..4 {
        let spelled = ["paypal", "раураӏ", "paypa1", "раураӏ"].map(|it| format!("{it}{round}"));
        let answers = race(CROWD, |at| {
            let (auth, key) = (names.auth.clone(), KeyId::username(&spelled[at % 4]));
            async move { auth.create_user(NewKey::without_password(key), Row::new()).await.map(drop) }
        });
        let answers = answers.await;
        let created = |at: usize| answers.iter().skip(at).step_by(4).filter(|it| it.is_ok()).count();
        let (plain, other) = ([created(0), created(2)], created(1) + created(3));
        assert!((plain, other) == ([1, 1], 0) || (plain, other) == ([0, 0], 1), "{plain:?} {other}");
        let refused = |it: &Result<(), _>| {
            matches!(it, Ok(()) | Err(CreateUserError::Taken(Conflict::Key | Conflict::LooksAlike)))
        };
        assert!(answers.iter().all(refused), "{answers:?}");
    }
}

pub(super) async fn a_deletion_frees_the_look<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    let [plain, other] = PAYPAL;
    for (name, next) in [(plain, other), (other, "paypa1"), ("paypa1", other), (other, plain)] {
        if names.auth.find_key(&KeyId::username(name)).await.unwrap().is_none() {
            assert_eq!(names.sign_up(name).await, Ok(()));
        }
        names.clock.turn(HOUR);
        assert_eq!(names.sign_up(next).await, Err(Conflict::LooksAlike), "{next}");
        names.delete(name).await;
        assert_eq!(names.sign_up(next).await, Ok(()), "{next}");
        assert_eq!(names.sign_up(name).await, Err(Conflict::LooksAlike), "{name}");
    }
}

pub(super) async fn rt_113_no_row_names_a_deleted_user<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    let key = |name: &str| NewKey::without_password(KeyId::username(name));
    let created = names.auth.create_user(key("paypal"), Row::new()).await.unwrap();
    names.auth.danger_create_key(&created.user.id, key("josé")).await.unwrap();
    names.auth.danger_create_key(&created.user.id, key("alice")).await.unwrap();
    let [old, new] = ["josé", "zoë"].map(KeyId::username);
    names.auth.rename_key(&created.verified, &old, &new).await.unwrap();
    names.sign_up("paypa1").await.unwrap();
    names.auth.danger_delete_key(&KeyId::username("alice"), LastKey::Keep).await.unwrap();
    assert!(names.auth.delete_user(&created.user.id).await.unwrap());
    let table = names.store.schema().record_table("lucerna_name").unwrap().clone();
    let rows = names.store.find_records(&table, RecordsBy::All, &Page::first(100), START).await.unwrap();
    let mut named: Vec<_> = rows.iter().filter_map(|it| it.value.value("holders")).collect();
    named.retain(|it| **it != Value::Text("complete".to_owned()));
    assert_eq!(named, [&Value::Text("username:paypa1".to_owned())]);
}

pub(super) async fn a_look_is_reserved_until_the_key_exists<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    let new = || NewUser::from(NewKey::without_password(KeyId::username("paypal")));
    let prepared = names.auth.prepare_user(new(), Row::new()).await.unwrap();
    assert_eq!(names.sign_up("раураӏ").await, Err(Conflict::LooksAlike));
    names.store.insert_user(prepared.record().clone()).await.unwrap();
    names.clock.turn(HOUR);
    assert_eq!(names.sign_up("раураӏ").await, Err(Conflict::LooksAlike));
    names.auth.danger_delete_key(&KeyId::username("paypal"), LastKey::Delete).await.unwrap();
    // A reservation that is renewed holds again.
    let _ = names.auth.prepare_user(new(), Row::new()).await.unwrap();
    assert_eq!(names.sign_up("раураӏ").await, Err(Conflict::LooksAlike));
    names.clock.turn(HOUR);
    assert_eq!(names.sign_up("раураӏ").await, Ok(()));
}

pub(super) async fn names_of_earlier_versions_sign_in_and_keep_their_looks<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    let hash = quick_passwords().hash(lucerna_core::Password::new(PASSWORD).unwrap()).await.unwrap();
    let old = ["paypal", "ѕсоре", "admin\u{200d}user", "\u{3164}", "\u{430}dmin"];
    for (at, name) in old.into_iter().enumerate() {
        let key = KeyRecord { password_hash: Some(hash.clone()), ..key(name, "old") };
        names.insert_old(&format!("old{at}"), key).await;
    }
    assert_eq!(names.sign_up("раураӏ").await, Err(Conflict::LooksAlike));
    assert_eq!(names.sign_up("scope").await, Err(Conflict::LooksAlike));
    for name in old {
        let verified = names.auth.verify_password(&KeyId::username(name), PASSWORD).await;
        assert!(verified.is_ok(), "{name:?}");
    }
    let verified = names.auth.verify_password(&KeyId::username(old[2]), PASSWORD).await.unwrap();
    let [before, after] = [old[2], "adminuser2"].map(KeyId::username);
    names.auth.rename_key(&verified, &before, &after).await.unwrap();
    assert!(names.auth.verify_password(&after, PASSWORD).await.is_ok());
}

pub(super) async fn names_of_many_earlier_users_are_indexed<S: Store>(env: &Environment<S>) {
    let names = SignUps::empty(env).await;
    for at in 0..230 {
        names.insert_old(&format!("u{at:03}"), key(&format!("scope{at}"), "old")).await;
    }
    // A plain name does not wait for the whole index, and another one does.
    for name in ["alice", "\u{430}лиса"] {
        assert_eq!(names.sign_up(name).await, Ok(()), "{name}");
    }
    for at in [0, 99, 100, 229] {
        assert_eq!(names.sign_up(&format!("ѕсоре{at}")).await, Err(Conflict::LooksAlike), "{at}");
    }
    // What another program wrote later is known after the index is made again.
    names.insert_old("later", key("paypal", "old")).await;
    names.auth.index_names().await.unwrap();
    assert_eq!(names.sign_up("раураӏ").await, Err(Conflict::LooksAlike));
}
