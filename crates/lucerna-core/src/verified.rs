//! Proof that somebody showed they are this user.

use crate::{KeyId, KeyRecord, PasswordHash, Timestamp, UserId};

/// Proof that somebody showed they are this user, and how.
///
/// A session starts only from it, and only a proof makes it: a user just created, a password that matched. It is
/// used up by [`Auth::start_session`](crate::Auth::start_session). No string starts a session:
///
/// ```compile_fail
/// use lucerna_core::{Method, Verified};
///
/// let verified = Verified { user_id: "alice".into(), method: Method::Password };
/// ```
#[derive(Debug)]
#[must_use = "who was verified is signed in only when a session starts"]
pub struct Verified {
    user_id: UserId,
    method: Method,
    at: Timestamp,
    proof: Option<PasswordProof>,
}

/// The key and the hash that a password was compared with: whether they still are what they were shows whether the
/// password was changed between the proof and the session.
///
/// ```
/// use lucerna_core::{KeyId, KeyRecord, PasswordHash, PasswordProof};
///
/// let (id, old) = (KeyId::username("alice"), PasswordHash::new("old"));
/// let proof = PasswordProof { key: id.clone(), hash: old };
/// let now = KeyRecord { id, user_id: "u1".into(), password_hash: Some(PasswordHash::new("new")) };
/// assert!(!proof.still_holds(Some(&now)) && !proof.still_holds(None));
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores compare both; a third must not pass one unseen")]
pub struct PasswordProof {
    /// The key.
    pub key: KeyId,
    /// The hash that the password matched.
    pub hash: PasswordHash,
}

impl PasswordProof {
    /// Whether the key, as it is now, still has the password.
    #[must_use]
    pub fn still_holds(&self, now: Option<&KeyRecord>) -> bool {
        let hash = now.and_then(|it| it.password_hash.as_ref());
        hash.is_some_and(|it| it.expose() == self.hash.expose())
    }
}

impl Verified {
    pub(crate) fn new(user_id: UserId, method: Method, at: Timestamp) -> Self {
        Self { user_id, method, at, proof: None }
    }

    pub(crate) fn by_password(user_id: UserId, at: Timestamp, proof: PasswordProof) -> Self {
        Self { user_id, method: Method::Password, at, proof: Some(proof) }
    }

    /// A proof by decree: whoever calls this says that the visitor is that user. For the command line of an
    /// administrator, tests, and proofs that Lucerna does not know.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, clock: impl Clock) -> Result<SessionToken, Error> {
    /// // An administrator's command line signs in as a user who asked for help.
    /// let verified = Verified::danger_assume("00v0ze0fyw4b7ay", clock.now());
    /// let token = auth.start_bearer_session(verified, SessionOptions::default()).await?;
    /// # Ok(token)
    /// # }
    /// ```
    pub fn danger_assume(user_id: impl Into<UserId>, at: Timestamp) -> Self {
        Self::new(user_id.into(), Method::Assumed, at)
    }

    pub(crate) fn into_parts(self) -> (UserId, Option<PasswordProof>) {
        (self.user_id, self.proof)
    }

    /// Who it is.
    #[must_use]
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// How they showed it.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// When they showed it.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// How somebody showed who they are.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth) -> Result<(), VerifyPasswordError> {
/// let verified = auth.verify_password(&KeyId::username("alice"), "correct horse battery").await?;
/// assert_eq!(verified.method(), Method::Password);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// They have just become this user.
    SignUp,
    /// They knew the password.
    Password,
    /// The application said so, with [`Verified::danger_assume`].
    Assumed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_as_long_as_the_key_has_the_very_hash() {
        let proof = PasswordProof { key: KeyId::username("alice"), hash: PasswordHash::new("$a$") };
        let key = |hash: Option<&str>| KeyRecord {
            id: proof.key.clone(),
            user_id: "u1".into(),
            password_hash: hash.map(PasswordHash::new),
        };
        assert!(proof.still_holds(Some(&key(Some("$a$")))));
        for now in [Some(key(Some("$b$"))), Some(key(None)), None] {
            assert!(!proof.still_holds(now.as_ref()));
        }
    }
}
