//! The writer of a kept database, which signs users up and in through `Auth`, as an application does.

use crate::attributes::row;
use crate::expected::{ExpectedDatabase, KeptKey, KeptSession, KeptUser, values};
use crate::planned_users::{PlannedSession, PlannedUser};
use lucerna::extend::{Random, RandomError};
use lucerna::{
    Argon2Cost, Auth, Clock, NewKey, NewUser, PasswordPool, Row, SameOrigin, SessionId, SessionOptions,
    Store, Timestamp, UserId, Verified,
};
use lucerna_testkit::TurnedClock;
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub(crate) struct DatabaseWriter {
    auth: Auth<Row, Row>,
    clock: TurnedClock,
    now: Timestamp,
}

/// A deterministic generator, so that all databases have the same ids and tokens. The seeds of users and sessions differ.
struct SeededRandom(AtomicU64);

/// Generates bytes with SplitMix64.
impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for chunk in bytes.chunks_mut(8) {
            let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(
                (mixed ^ (mixed >> 31)).to_le_bytes().get(..chunk.len()).unwrap_or_default(),
            );
        }
        Ok(())
    }
}

impl DatabaseWriter {
    fn new(store: impl Store, random: u64, expected: &ExpectedDatabase) -> Result<Self, Box<dyn Error>> {
        let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1)?).build()?;
        let (clock, now) = (TurnedClock::default(), Timestamp::from_unix_millis(expected.now));
        clock.set(now);
        let auth = Auth::builder(store, pool, "https://app.example".parse()?);
        let auth = auth.clock(clock.clone()).random(SeededRandom(AtomicU64::new(random))).build()?;
        Ok(Self { auth, clock, now })
    }

    fn turn_back(&self, by: Duration) -> Timestamp {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.clock.set(Timestamp::from_unix_millis(self.now.unix_millis() - by));
        self.clock.now()
    }
}

/// Signs up all users, and records them in `expected`.
pub(crate) async fn sign_up(
    store: impl Store,
    users: &[PlannedUser],
    expected: &mut ExpectedDatabase,
) -> Result<(), Box<dyn Error>> {
    let DatabaseWriter { auth, .. } = DatabaseWriter::new(store, 1, expected)?;
    expected.users.clear();
    for (number, planned) in users.iter().enumerate() {
        let mut attributes = row(&expected.user_columns, number);
        let name = planned.keys.first().map_or("nobody", |it| &it.typed);
        attributes = renamed(&attributes, name);
        let user = planned.id.map_or_else(NewUser::new, |it| NewUser::new().id(it));
        let user = auth.create_user(user, attributes.clone()).await?.user;
        for key in &planned.keys {
            add_key(&auth, &user.id, key).await?;
        }
        let id = user.id.as_str().to_owned();
        let (attributes, keys) = (values(&attributes)?, planned.keys.clone());
        expected.users.push(KeptUser { id, attributes, keys, sessions: Vec::new() });
    }
    Ok(())
}

/// Returns the attributes with a unique name.
fn renamed(row: &Row, name: &str) -> Row {
    let others = row.iter().filter(|(column, _)| *column != "username");
    let mut renamed = Row::new().with("username", &name.to_owned());
    others.for_each(|(column, value)| renamed.push(column.to_owned(), value.clone()));
    renamed
}

async fn add_key(auth: &Auth<Row, Row>, user: &UserId, key: &KeptKey) -> Result<(), Box<dyn Error>> {
    let id = key.id()?;
    let has_password = auth.user_keys(user).await?.iter().any(|it| it.has_password);
    let new = match key.former.as_ref().or(key.password.as_ref()) {
        Some(_) if has_password => NewKey::same_password(id.clone()),
        Some(first) => NewKey::with_password(id.clone(), first),
        None => NewKey::without_password(id.clone()),
    };
    auth.danger_create_key(user, new).await?;
    match (&key.former, &key.password) {
        (Some(_), Some(later)) => auth.danger_set_password(&id, later).await?,
        (Some(_), None) => auth.danger_remove_password(&id).await?,
        (None, _) => {}
    }
    Ok(())
}

/// Starts the sessions of all users, and records their present state in `expected`.
pub(crate) async fn start_sessions(
    store: impl Store,
    users: &[PlannedUser],
    expected: &mut ExpectedDatabase,
) -> Result<(), Box<dyn Error>> {
    let writer = DatabaseWriter::new(store, 2, expected)?;
    let mut number = 0;
    for (planned_user, user) in users.iter().zip(&mut expected.users) {
        user.sessions.clear();
        for planned in &planned_user.sessions {
            number += 1;
            let attributes = row(&expected.session_columns, number);
            user.sessions.push(start(&writer, user, planned, attributes).await?);
        }
    }
    Ok(())
}

async fn start(
    writer: &DatabaseWriter,
    user: &KeptUser,
    planned: &PlannedSession,
    attributes: Row,
) -> Result<KeptSession, Box<dyn Error>> {
    let at = writer.turn_back(planned.started);
    let kept_attributes = values(&attributes)?;
    let (header, id) = sign_in(writer, user, planned, attributes, at).await?;
    let policy = planned.policy.unwrap_or_default();
    let mut session = KeptSession {
        id: id.as_str().to_owned(),
        header,
        state: planned.state,
        attributes: kept_attributes,
        limits: None,
        active_period: policy.active.as_millis().try_into()?,
    };
    for used in &planned.used {
        writer.turn_back(*used);
        session.authenticate(&writer.auth).await?.ok_or("a session has expired before its last use")?;
    }
    if planned.is_ended {
        writer.auth.end_session_of(&user.id.as_str().into(), &session.id()?).await?;
    }
    writer.clock.set(writer.now);
    let found = writer.auth.find_session(&session.id()?).await?.map(|it| it.expiry);
    session.limits = found.map(|it| [it.active, it.idle, it.absolute].map(Timestamp::unix_millis));
    Ok(session)
}

/// Signs in, and returns the header for requests in the new session, and its id.
async fn sign_in(
    DatabaseWriter { auth, .. }: &DatabaseWriter,
    user: &KeptUser,
    planned: &PlannedSession,
    attributes: Row,
    at: Timestamp,
) -> Result<([String; 2], SessionId), Box<dyn Error>> {
    let known = user.keys.iter().find_map(|key| Some((key, key.password.as_ref()?)));
    let verified = match known {
        Some((key, password)) => auth.verify_password(&key.id()?, password).await?,
        None => Verified::danger_assume(user.id.as_str(), at),
    };
    let options = SessionOptions::new(attributes);
    let options = match planned.policy {
        Some(policy) => options.policy(policy),
        None => options,
    };
    let (name, value, token) = if planned.is_bearer {
        let token = auth.start_bearer_session(verified, options).await?.token;
        ("authorization", format!("Bearer {}", token.expose()), token.expose().to_owned())
    } else {
        let cookie = auth.start_session_with(verified, SameOrigin::danger_assume(), options).await?;
        let pair = cookie.header_value().split(';').next().unwrap_or_default().to_owned();
        let token = pair.split_once('=').map_or("", |(_, token)| token).to_owned();
        ("cookie", pair, token)
    };
    Ok(([name.to_owned(), value], SessionId::of_token(&token).ok_or("the token is invalid")?))
}
