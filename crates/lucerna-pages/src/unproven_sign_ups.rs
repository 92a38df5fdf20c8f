//! Accounts that were signed up with an address alone, whose mailbox is not proven yet.

use crate::deletions::with;
use lucerna_core::{
    Attributes, Auth, Error, Event, Key, KeyId, MissingTable, Outcome, Page, Record, RecordError,
    RecordTable, Records, Table, Timestamp, UserId,
};
use lucerna_derive::Attributes;
use lucerna_mail::Mail;
use std::time::Duration;

/// The time after which an account is deleted if its mailbox is still not proven. The link of its sign-up has long expired.
const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A sign-up. The id is the user's. The row is written before the user, so that no crash leaves an account without one.
#[derive(Attributes, Clone)]
#[attributes(crate = lucerna_core)]
pub(crate) struct UnprovenSignUpRow {
    signed_up: Timestamp,
}

const UNPROVEN: Table<UnprovenSignUpRow> = Table::lasting("lucerna_pages_unproven");

pub(crate) fn table() -> RecordTable {
    UNPROVEN.declare()
}

/// The rows of sign-ups.
pub(crate) struct UnprovenSignUps(Records<UnprovenSignUpRow>);

impl UnprovenSignUps {
    pub(crate) fn new<U: Attributes, S: Attributes>(auth: &Auth<U, S>) -> Result<Self, MissingTable> {
        Ok(Self(auth.services().records(UNPROVEN)?))
    }

    /// Marks the account that will have this id.
    pub(crate) async fn insert(&self, user: &UserId, now: Timestamp) -> Result<(), RecordError> {
        self.0.insert(Record::new(user.as_str(), UnprovenSignUpRow { signed_up: now })).await
    }

    /// Removes a mark: no account was created.
    pub(crate) async fn delete(&self, user: &UserId) -> Result<(), Error> {
        self.0.delete(user.as_str()).await.map(drop)
    }

    /// Removes the mark of a user who has proven the mailbox. Most users have none.
    pub(crate) async fn proven(&self, user: &UserId) -> Result<(), Error> {
        match self.0.find(user.as_str()).await? {
            Some(_) => self.delete(user).await,
            None => Ok(()),
        }
    }

    /// Returns true if the account of this address must not sign in with a password yet. It takes the same look-ups for every
    /// address. `owner` is the key of the address, if there is one.
    pub(crate) async fn has<U: Attributes, S: Attributes>(
        &self,
        mail: &Mail<U, S>,
        address: &KeyId,
        owner: Option<&Key>,
    ) -> Result<bool, Error> {
        let user = owner.map(|it| &it.user_id);
        let row = self.0.find(user.map_or(address.subject(), UserId::as_str)).await?;
        let proven_by = mail.proven_by(address.subject()).await?;
        Ok(row.is_some() && user.is_some() && proven_by.as_ref() != user)
    }

    async fn delete_account<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        user: &UserId,
    ) -> Result<bool, Error> {
        let existed = auth.delete_user(user).await?;
        self.delete(user).await?;
        if existed {
            let event = Event::new("account.unproven_deleted", Outcome::Succeeded);
            auth.services().emit(event.user(user));
        }
        Ok(existed)
    }

    /// Returns true if the account of this user must not sign in with a password yet.
    pub(crate) async fn is_of<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        mail: &Mail<U, S>,
        user: &UserId,
    ) -> Result<bool, Error> {
        if self.0.find(user.as_str()).await?.is_none() {
            return Ok(false);
        }
        Ok(!matches!(state(auth, mail, user).await?, SignUpState::Over))
    }

    /// Deletes the accounts that were never proven, and the rows of others. Returns the number of accounts. An account that cannot
    /// be deleted does not stop the others. Its error is returned at the end.
    pub(crate) async fn sweep<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        mail: &Mail<U, S>,
    ) -> Result<u64, Error> {
        let (mut deleted, mut page) = (Ok(0), Page::first(Page::MAX));
        loop {
            let rows = self.0.all(&page).await?;
            let Some(last) = rows.last() else { return deleted };
            page = page.next(&*last.id);
            for row in rows.iter().filter(|it| it.value.signed_up.after(LIFE) < auth.now()) {
                let user = UserId::from(row.id.as_str());
                deleted = with(deleted, self.sweep_one(auth, mail, &user).await);
            }
        }
    }

    /// Returns true if the account was deleted.
    async fn sweep_one<U: Attributes, S: Attributes>(
        &self,
        auth: &Auth<U, S>,
        mail: &Mail<U, S>,
        user: &UserId,
    ) -> Result<bool, Error> {
        match state(auth, mail, user).await? {
            SignUpState::Over => self.delete(user).await.map(|()| false),
            SignUpState::Unused => self.delete_account(auth, user).await,
            SignUpState::Used => Ok(false),
        }
    }
}

/// The state of a marked account.
enum SignUpState {
    /// The mailbox is proven, or there is no account.
    Over,
    /// The address is the only key, and the user is signed in nowhere.
    Unused,
    /// The application has signed the user in, or has added a key.
    Used,
}

async fn state<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    mail: &Mail<U, S>,
    user: &UserId,
) -> Result<SignUpState, Error> {
    let keys = auth.user_keys(user).await?;
    for key in &keys {
        if mail.verified_at(key).await?.is_some() {
            return Ok(SignUpState::Over);
        }
    }
    Ok(match keys.len() {
        0 => SignUpState::Over,
        1 if auth.user_sessions(user).await?.is_empty() => SignUpState::Unused,
        _ => SignUpState::Used,
    })
}
