//! The password pool of tests.

use lucerna_password::{Argon2Cost, PasswordPool};

/// Returns a [`PasswordPool`] for an application's own tests: a hash takes far less than a millisecond.
///
/// Everything but the cost is as in production. Common passwords are refused, and so is a password that contains the user's
/// name. Use it in tests only: such hashes are quick to guess.
///
/// ```
/// use lucerna_core::{Auth, CreateUserError, NewKey, Origin, Schema};
/// use lucerna_store_memory::MemoryStore;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryStore::new(Schema::of::<()>()?);
/// let origin: Origin = "https://app.example".parse()?;
/// let auth: Auth = Auth::builder(store, lucerna_testkit::quick_passwords(), origin).build()?;
///
/// let refused = auth.create_user(NewKey::username("alice", "password1"), ()).await;
/// assert!(matches!(refused, Err(CreateUserError::Password(_))));
/// # Ok(())
/// # }
/// ```
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "Argon2 has this cost, and a pool may have it")]
pub fn quick_passwords() -> PasswordPool {
    let cost = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    PasswordPool::builder().cost(cost).build().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::{Password, PasswordHasher, Verdict};

    #[tokio::test]
    async fn the_pool_refuses_and_hashes_as_in_production() {
        let (quick, usual) = (quick_passwords(), PasswordPool::default());
        for typed in ["password1", "Alice-1987!", "correct horse battery"] {
            let password = Password::new(typed).unwrap();
            assert_eq!(quick.weakness(&password, &["alice"]), usual.weakness(&password, &["alice"]));
        }
        let hash = quick.hash(Password::new("correct horse battery").unwrap()).await.unwrap();
        assert!(
            hash.expose().starts_with("$argon2id$v=19$m=8,t=1,p=1$"),
            "a stored hash of production's form"
        );
        let verdict =
            usual.verify(Password::new("correct horse battery").unwrap(), Some(hash)).await.unwrap();
        assert_eq!(verdict, Verdict::Outdated, "production's pool takes it, and asks for a stronger one");
    }
}
