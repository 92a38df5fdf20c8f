//! Proof that a visitor is a user.

mod method;

pub use method::{Method, Methods};

use crate::{KeyId, KeyRecord, PasswordHash, SecretHash, SessionId, Timestamp, UserId};
use std::time::Duration;

/// The most by which the clocks of servers with one store may differ.
pub(crate) const SKEW: Duration = Duration::from_secs(60);

/// Proof that a visitor is a user, with the methods and the time of the verification.
///
/// Starting a session and changing a credential require it. Lucerna creates it at sign-up and for passwords. Feature
/// crates create it with [`danger_verified_by`](Verified::danger_verified_by). A string cannot start a session:
///
/// ```compile_fail
/// use lucerna_core::{Method, Verified};
///
/// let verified = Verified { user_id: "alice".into(), methods: Method::PASSWORD.into() };
/// ```
///
/// A proof expires after [ten minutes](Verified::FRESH). It is void if its key or session was deleted or the password
/// was changed.
#[derive(Debug)]
#[must_use = "the user is signed in only when a session starts"]
pub struct Verified {
    user_id: UserId,
    methods: Methods,
    at: Timestamp,
    proof: Option<KeyProof>,
    session: Option<SessionId>,
    /// The known device of the user from which the password came.
    device: Option<SecretHash>,
}

/// The key of a proof, and the hash that a password matched. Comparing both with the current key shows if the
/// credential was changed since the proof.
///
/// ```
/// use lucerna_core::{KeyId, KeyProof, KeyRecord, PasswordHash};
///
/// let (id, old) = (KeyId::username("alice"), PasswordHash::new("old"));
/// let proof = KeyProof { key: id.clone(), hash: Some(old) };
/// let now = KeyRecord { id, user_id: "u1".into(), password_hash: Some(PasswordHash::new("new")) };
/// assert!(!proof.still_holds(Some(&now), &"u1".into()) && !proof.still_holds(None, &"u1".into()));
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores must compare every field")]
pub struct KeyProof {
    /// The key, which must still exist.
    pub key: KeyId,
    /// The hash that the password matched. `None` if the key was proven in another way and its hash does not matter.
    pub hash: Option<PasswordHash>,
}

impl KeyProof {
    /// Returns true if the current key belongs to this user and still has the proven password.
    #[must_use]
    pub fn still_holds(&self, now: Option<&KeyRecord>, user: &UserId) -> bool {
        let Some(now) = now.filter(|it| it.user_id == *user) else { return false };
        let hash = now.password_hash.as_ref();
        self.hash.as_ref().is_none_or(|old| hash.is_some_and(|it| it.expose() == old.expose()))
    }
}

impl Verified {
    /// The maximum age of a proof that starts a session.
    pub const FRESH: Duration = Duration::from_secs(10 * 60);

    pub(crate) fn by_key(user_id: UserId, method: Method, at: Timestamp, proof: KeyProof) -> Self {
        Self { user_id, methods: method.into(), at, proof: Some(proof), session: None, device: None }
    }

    pub(crate) fn by_session(user_id: UserId, methods: Methods, at: Timestamp, session: SessionId) -> Self {
        Self { user_id, methods, at, proof: None, session: Some(session), device: None }
    }

    pub(crate) fn restored(
        user_id: UserId,
        methods: Methods,
        at: Timestamp,
        proof: Option<KeyProof>,
    ) -> Self {
        Self { user_id, methods, at, proof, session: None, device: None }
    }

    /// Creates the proof of a feature. The caller asserts that the visitor has proven to be this user, by this method
    /// and at this time.
    ///
    /// ```
    /// use lucerna_core::{Method, Services, UserId, Verified};
    ///
    /// const EMAIL_LINK: Method = Method::new("email_link");
    ///
    /// // After the one-time code of a link was redeemed.
    /// fn redeemed(services: &Services, user: UserId) -> Verified {
    ///     Verified::danger_verified_by(user, EMAIL_LINK, services.now())
    /// }
    /// ```
    pub fn danger_verified_by(user_id: impl Into<UserId>, method: Method, at: Timestamp) -> Self {
        Self { user_id: user_id.into(), methods: method.into(), at, proof: None, session: None, device: None }
    }

    /// Creates a proof without any check. Use it for an administrator's command line, for tests, and for proofs that
    /// Lucerna does not know.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth) -> Result<BearerToken, StartSessionError> {
    /// // An administrator signs in as a user who asked for help.
    /// let verified = Verified::danger_assume("00v0ze0fyw4b7ay", auth.now());
    /// auth.start_bearer_session(verified, SessionOptions::default()).await
    /// # }
    /// ```
    pub fn danger_assume(user_id: impl Into<UserId>, at: Timestamp) -> Self {
        Self::danger_verified_by(user_id, Method::ASSUMED, at)
    }

    /// Binds the proof to a key. If the key is deleted before the session starts, no session starts.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # const OAUTH: Method = Method::new("oauth");
    /// fn by_github(services: &Services, key: Key) -> Verified {
    ///     Verified::danger_verified_by(key.user_id, OAUTH, services.now()).with_key(key.id)
    /// }
    /// ```
    pub fn with_key(self, key: KeyId) -> Self {
        let hash = self.proof.and_then(|it| it.hash);
        Self { proof: Some(KeyProof { key, hash }), ..self }
    }

    /// Combines two proofs of one user, such as a password and a second factor. Returns `None` if they are of two
    /// users. The result has the older time, and the key and session of `self`, or else those of `other`.
    ///
    /// ```
    /// use lucerna_core::{Method, Timestamp, Verified};
    ///
    /// let at = Timestamp::from_unix_millis(0);
    /// let password = Verified::danger_verified_by("u1", Method::PASSWORD, at);
    /// let code = Verified::danger_verified_by("u1", Method::new("totp"), at);
    /// assert_eq!(password.and(code).unwrap().methods().to_string(), "password,totp");
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        (self.user_id == other.user_id).then(|| Self {
            methods: self.methods.and(&other.methods),
            at: self.at.min(other.at),
            proof: self.proof.or(other.proof),
            session: self.session.or(other.session),
            device: self.device.or(other.device),
            user_id: self.user_id,
        })
    }

    /// Returns the user.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// Returns the methods of the verification.
    #[must_use]
    pub fn methods(&self) -> &Methods {
        &self.methods
    }

    /// Returns the time of the verification.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Returns true if the proof is at most [ten minutes](Verified::FRESH) old. A time in the future is accepted up to
    /// one minute, since the clocks of two servers may differ.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.at <= now.after(SKEW) && now <= self.at.after(Self::FRESH)
    }

    pub(crate) fn proof(&self) -> Option<&KeyProof> {
        self.proof.as_ref()
    }

    pub(crate) fn with_device(self, device: Option<SecretHash>) -> Self {
        Self { device, ..self }
    }

    pub(crate) fn device(&self) -> Option<&SecretHash> {
        self.device.as_ref()
    }

    /// Returns the session from which the proof was taken. Such a proof changes credentials but starts no session.
    pub(crate) fn session(&self) -> Option<&SessionId> {
        self.session.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_while_the_users_key_has_the_same_hash() {
        let user = UserId::from("u1");
        let proof = KeyProof { key: KeyId::username("alice"), hash: Some(PasswordHash::new("$a$")) };
        let key = |hash: Option<&str>| KeyRecord {
            id: proof.key.clone(),
            user_id: user.clone(),
            password_hash: hash.map(PasswordHash::new),
        };
        assert!(proof.still_holds(Some(&key(Some("$a$"))), &user));
        assert!(!proof.still_holds(Some(&key(Some("$a$"))), &"u2".into()));
        for now in [Some(key(Some("$b$"))), Some(key(None)), None] {
            assert!(!proof.still_holds(now.as_ref(), &user));
        }
        let by_key = KeyProof { hash: None, ..proof.clone() };
        assert!(by_key.still_holds(Some(&key(None)), &user) && !by_key.still_holds(None, &user));
    }

    #[test]
    fn a_proof_is_fresh_for_ten_minutes() {
        let at = Timestamp::from_unix_millis(1_000_000);
        let verified = Verified::danger_assume("u1", at);
        assert!(verified.is_fresh(at) && verified.is_fresh(at.after(Verified::FRESH)));
        assert!(!verified.is_fresh(at.after(Verified::FRESH + Duration::from_millis(1))));
        assert!(
            verified.is_fresh(at.before(SKEW))
                && !verified.is_fresh(at.before(SKEW + Duration::from_millis(1)))
        );
    }

    #[test]
    fn two_proofs_combine_only_for_one_user() {
        let of = |user: &str, at| Verified::danger_assume(user, Timestamp::from_unix_millis(at));
        assert!(of("u1", 0).and(of("u2", 0)).is_none());
        assert_eq!(of("u1", 7).and(of("u1", 3)).map(|it| it.at().unix_millis()), Some(3));
    }

    #[test]
    fn a_combined_proof_keeps_the_key_and_the_session() {
        let at = Timestamp::from_unix_millis(0);
        let session = SessionId::of_token("abcdefghijklmnopqrstuvwxyz").unwrap();
        let plain = || Verified::danger_assume("u1", at);
        let taken = || Verified::by_session("u1".into(), Methods::default(), at, session);
        let keyed = || plain().with_key(KeyId::username("alice"));
        for both in [plain().and(taken()), taken().and(plain()), keyed().and(taken()), taken().and(keyed())] {
            assert_eq!(both.unwrap().session(), Some(&session), "it starts no session");
        }
        for both in [plain().and(keyed()), keyed().and(plain()), taken().and(keyed())] {
            assert_eq!(both.unwrap().proof().map(|it| &it.key), Some(&KeyId::username("alice")));
        }
        let proof = KeyProof { key: KeyId::username("alice"), hash: Some(PasswordHash::new("$a$")) };
        let by_other =
            Verified::by_key("u1".into(), Method::PASSWORD, at, proof).with_key(KeyId::email("a@b"));
        let proof = by_other.proof().unwrap();
        assert!(proof.key == KeyId::email("a@b") && proof.hash.is_some(), "the password still has to hold");
    }

    #[test]
    fn methods_are_unique_and_fit_into_a_column() {
        let twice = Methods::from(Method::PASSWORD).and(&Method::PASSWORD.into());
        assert_eq!(twice.to_string(), "password");
        let many = Methods::parse("x".repeat(250)).and(&Method::PASSWORD.into());
        assert_eq!(many.as_str().len(), 250);
        assert!(!Methods::default().contains(Method::PASSWORD));
    }
}
