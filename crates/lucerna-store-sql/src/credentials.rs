//! Changes of credentials: keys, passwords, and the sessions that were started with them.

use crate::locks::{lock_owner, lock_statements, lock_user};
use crate::mapping::key;
use crate::query::{Query, text};
use crate::writes::{
    delete_key_but_the_last, delete_key_statements, diagnose_changes, unless_taken, update_user,
};
use crate::{Change, Connection, Failed, FailureKind, Parameter, Statement, Statements};
use lucerna_core::{
    Conflict, CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, KeyId, KeyProof, LastKey,
    PasswordHash, Row, SessionId, StoreError, UserId,
};

/// Creates a second key with the same password. A concurrent change of the password waits for this one, or this one
/// waits for it.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct CopyKey {
    /// The key to copy.
    pub id: KeyId,
    /// The new key.
    pub new: KeyId,
}

impl Change for CopyKey {
    type Answer = bool;

    fn transaction_statements(&self, statements: &Statements) -> Vec<Statement> {
        lock_statements(statements).chain([statements.key.copy.clone()]).collect()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> Result<Result<bool, StoreError>, Failed> {
        let [id, new] = [&self.id, &self.new].map(KeyId::to_string);
        if !lock_owner(connection, statements, &id).await? {
            return Ok(Ok(false));
        }
        let query = Query::new(&statements.key.copy, [text(&id), text(&new)]);
        unless_taken(connection.execute(&query).await.map(|rows| rows > 0), Conflict::Key)
    }
}

/// Sets or removes the password of those keys of a user that have one.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct SetPassword {
    /// The user.
    pub user: UserId,
    /// Further keys that receive the password.
    pub keys: Vec<KeyId>,
    /// The new hash, or `None` to remove the password.
    pub new: Option<PasswordHash>,
}

impl Change for SetPassword {
    type Answer = u64;

    fn transaction_statements(&self, statements: &Statements) -> Vec<Statement> {
        lock_statements(statements).chain([statements.set_password(self.keys.len())]).collect()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> Result<Result<u64, StoreError>, Failed> {
        if !lock_user(connection, statements, &self.user).await? {
            return Ok(Ok(0));
        }
        set_password(connection, statements, &self.user, &self.keys, self.new.as_ref()).await.map(Ok)
    }
}

async fn set_password<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
    keys: &[KeyId],
    new: Option<&PasswordHash>,
) -> Result<u64, Failed> {
    let keys: Vec<_> = keys.iter().map(KeyId::to_string).collect();
    let values = [text(user.as_str()), Parameter::Text(new.map(PasswordHash::expose))];
    let values = values.into_iter().chain(keys.iter().map(|it| text(it)));
    connection.execute(&Query::new(&statements.set_password(keys.len()), values)).await
}

/// Renames a key and changes columns of its user.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct RenameKey {
    /// The key.
    pub id: KeyId,
    /// Its new name, which may equal the old one.
    pub new: KeyId,
    /// The columns of the user.
    pub changes: Row,
}

impl Change for RenameKey {
    type Answer = bool;

    fn transaction_statements(&self, statements: &Statements) -> Vec<Statement> {
        let own =
            [statements.key.find.clone(), statements.key.rename.clone(), statements.user.exists.clone()];
        own.into_iter().chain(statements.update_user(&self.changes)).collect()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> Result<Result<bool, StoreError>, Failed> {
        let Some(user) = owner(connection, statements, &self.id).await? else { return Ok(Ok(false)) };
        let [id, new] = [&self.id, &self.new].map(KeyId::to_string);
        let query = Query::new(&statements.key.rename, [text(&id), text(user.as_str()), text(&new)]);
        if connection.execute(&query).await? == 0 {
            return Ok(Ok(false));
        }
        update_user(connection, statements, &user, &self.changes).await.map(Ok)
    }

    async fn diagnose<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
        failed: Failed,
    ) -> Result<Result<StoreError, Failed>, Failed> {
        // If the first statement is not rolled back yet, only the key's new name exists.
        let old = owner(connection, statements, &self.id).await?;
        let new = owner(connection, statements, &self.new).await?;
        if failed.failure == FailureKind::Unique && self.id != self.new && old.is_some() && new.is_some() {
            return Ok(Ok(StoreError::Conflict(Conflict::Key)));
        }
        let user = old.or(new);
        diagnose_changes(connection, statements, &self.changes, user.as_ref(), failed).await
    }
}

async fn owner<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    id: &KeyId,
) -> Result<Option<UserId>, Failed> {
    let id = id.to_string();
    let query = Query::new(&statements.key.find, [text(&id)]);
    Ok(connection.fetch(&query, |row| key(row)).await?.pop().map(|it| it.user_id))
}

/// Deletes a key, unless it is its user's last one and has to stay.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct DeleteKey {
    /// The key.
    pub id: KeyId,
    /// The treatment of a user's last key.
    pub last: LastKey,
}

impl Change for DeleteKey {
    type Answer = KeyDeletion;

    fn needs_no_transaction(&self) -> bool {
        self.last == LastKey::Delete
    }

    fn transaction_statements(&self, statements: &Statements) -> Vec<Statement> {
        lock_statements(statements).chain(delete_key_statements(statements)).collect()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> Result<Result<KeyDeletion, StoreError>, Failed> {
        let id = self.id.to_string();
        if self.last == LastKey::Keep && !lock_owner(connection, statements, &id).await? {
            return Ok(Ok(KeyDeletion::Missing));
        }
        delete_key(connection, statements, &id, self.last).await.map(Ok)
    }
}

async fn delete_key<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    id: &str,
    last: LastKey,
) -> Result<KeyDeletion, Failed> {
    if last == LastKey::Keep {
        return delete_key_but_the_last(connection, statements, id).await;
    }
    let deleted = connection.execute(&Query::new(&statements.key.delete, [text(id)])).await? > 0;
    Ok(if deleted { KeyDeletion::Deleted } else { KeyDeletion::Missing })
}

/// Changes a user's credentials, and ends the sessions that were started before.
///
/// The user's row is locked first. A session that starts concurrently has read its key either before or after the
/// change. If before, the change waits for the session and ends it. If after, the session does not start.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct ChangeCredential(pub CredentialChange);

impl Change for ChangeCredential {
    type Answer = CredentialChanged;

    fn transaction_statements(&self, statements: &Statements) -> Vec<Statement> {
        let session = &statements.session;
        let named = match &self.0.action {
            CredentialAction::SetPassword { keys, .. } => keys.len(),
            _ => 0,
        };
        let own = [&session.is_of_user, &session.delete_all, &session.exists, &session.rename_of_user];
        let own = own.map(Statement::clone).into_iter().chain([statements.set_password(named)]);
        lock_statements(statements).chain(delete_key_statements(statements)).chain(own).collect()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> Result<Result<CredentialChanged, StoreError>, Failed> {
        let CredentialChange { user_id, proof, session, action, current } = &self.0;
        let exists = lock_user(connection, statements, user_id).await?;
        if let Some(proof) = proof
            && !(exists && still_holds(connection, statements, user_id, proof).await?)
        {
            return Ok(Ok(CredentialChanged::Superseded));
        }
        if let Some(session) = session
            && !(exists && owns_session(connection, statements, user_id, session).await?)
        {
            return Ok(Ok(CredentialChanged::Superseded));
        }
        if !exists {
            return Ok(Ok(CredentialChanged::Missing));
        }
        if let Some(refusal) = apply(connection, statements, user_id, action).await? {
            return Ok(Ok(refusal));
        }
        let ended =
            delete_sessions(connection, statements, user_id, current.as_ref().map(|(id, _)| id)).await?;
        let kept = match current {
            Some((id, new)) => keep_session(connection, statements, user_id, id, new).await?,
            None => false,
        };
        Ok(Ok(CredentialChanged::Changed { ended, kept }))
    }
}

async fn still_holds<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
    proof: &KeyProof,
) -> Result<bool, Failed> {
    let id = proof.key.to_string();
    let query = Query::new(&statements.key.find, [text(&id)]);
    let found = connection.fetch(&query, |row| key(row)).await?.pop();
    Ok(proof.still_holds(found.as_ref(), user))
}

async fn owns_session<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
    session: &SessionId,
) -> Result<bool, Failed> {
    let values = [text(session.as_str()), text(user.as_str())];
    Query::new(&statements.session.is_of_user, values).exists(connection).await
}

/// Changes the credential, or returns the reason why it did not.
async fn apply<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
    action: &CredentialAction,
) -> Result<Option<CredentialChanged>, Failed> {
    let changed = match action {
        CredentialAction::SetPassword { hash, keys } => {
            set_password(connection, statements, user, keys, Some(hash)).await?
        }
        CredentialAction::RemovePassword => set_password(connection, statements, user, &[], None).await?,
        CredentialAction::DeleteKey { key, last } => {
            if owner(connection, statements, key).await?.as_ref() != Some(user) {
                return Ok(Some(CredentialChanged::Missing));
            }
            return Ok(match delete_key(connection, statements, &key.to_string(), *last).await? {
                KeyDeletion::Deleted => None,
                KeyDeletion::Missing => Some(CredentialChanged::Missing),
                KeyDeletion::Last => Some(CredentialChanged::Last),
            });
        }
    };
    Ok((changed == 0).then_some(CredentialChanged::Missing))
}

async fn delete_sessions<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
    keep: Option<&SessionId>,
) -> Result<u64, Failed> {
    let values = [text(user.as_str()), Parameter::Text(keep.map(SessionId::as_str))];
    connection.execute(&Query::new(&statements.session.delete_all, values)).await
}

/// Gives the current session its new id, if it belongs to the user and the id is unused.
async fn keep_session<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    user: &UserId,
    id: &SessionId,
    new: &SessionId,
) -> Result<bool, Failed> {
    let session = &statements.session;
    if Query::new(&session.exists, [text(new.as_str())]).exists(connection).await? {
        return Ok(false);
    }
    let values = [text(id.as_str()), text(new.as_str()), text(user.as_str())];
    Ok(connection.execute(&Query::new(&session.rename_of_user, values)).await? > 0)
}
