//! The items for authors of features, stores, password hashers and frameworks' crates. Applications do not need them.
//!
//! | you write | start from |
//! |---|---|
//! | a feature, such as invitations | [`Services`], [`records`](crate::records), [`SecondFactor`](crate::SecondFactor) |
//! | a store | [`UserStore`], [`SessionStore`], [`RecordStore`], and the contract in the crate `lucerna-testkit` |
//! | a password hasher | [`PasswordHasher`] |
//! | a framework's crate | [`RequestHead`](crate::RequestHead), and the crate `lucerna-web` |
//!
//! The guides are `docs/extend/` of the repository.

pub use lucerna_core::{
    Attempts, BreachFuture, BreachedPasswords, CredentialAction, CredentialChange, CredentialChanged,
    FactorFuture, FeatureCookie, HashError, KeyDeletion, KeyRecord, LastKey, NewUserRecord, OsRandom,
    PasswordHash, PasswordHasher, PendingRow, Random, RandomError, RecordStore, RecordWrite, RecordsBy,
    Secret, SecretHash, Services, SessionPeriods, SessionRecord, SessionStart, SessionStarted, SessionStore,
    StateRow, StoreFuture, UserRecord, UserStore, Verdict,
};
